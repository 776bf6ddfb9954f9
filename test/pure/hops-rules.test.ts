import { describe, expect, test } from "vitest";
import type { Curve } from "../../src/hops/curve.ts";
import { judgeHop } from "../../src/hops/judge.ts";
import type { Hop } from "../../src/model/hop.ts";

type Step = readonly [ms: number, bytes: number];
interface Options {
  readonly readable?: boolean;
  readonly text?: (n: number) => string;
  readonly overMs?: number;
  readonly full?: readonly (readonly [number, number])[];
  readonly lostBytes?: number;
  readonly shared?: boolean;
}

/** A curve as its packets would make it: an event each step. */
function curve(steps: readonly Step[], options: Options = {}): Curve {
  const { readable = false, text = String, overMs, full = [], lostBytes = 0, shared = false } = options;
  const arrivals = steps.map(([ms, bytes]) => ({ atNs: ms * 1e6, lastNs: ms * 1e6, bytes }));
  const endedNs = (overMs ?? steps.at(-1)?.[0] ?? 0) * 1e6;
  return {
    arrivals,
    head: null,
    events: readable ? arrivals.map(({ atNs }, n) => ({ atNs, text: text(n) })) : null,
    decoded: readable ? arrivals.map(({ atNs, bytes }) => ({ atNs, bytes, data: null })) : null,
    ...{ askedNs: 0, endedNs, overNs: endedNs + 1e6, full: full.map(([a, b]) => [a * 1e6, b * 1e6] as const) },
    ...{ lostBytes, shared },
  };
}

const CAME: Step[] = Array.from({ length: 16 }, (_, n) => [100 + 100 * n, 220]);
const late = (steps: readonly Step[], ms: number): Step[] => steps.map(([at, bytes]) => [at + ms, bytes]);

function judged(from: Curve, to: Curve, about: { originSteps?: number; shared?: boolean } = {}): Hop {
  return judgeHop({
    hop: "nginx",
    in: from,
    out: to,
    originSteps: 16,
    shared: false,
    sideCalls: [],
    zeroNs: 0,
    ...about,
  });
}

function word(from: Curve, to: Curve, about: { originSteps?: number; shared?: boolean } = {}): string {
  const { verdict, why } = judged(from, to, about);
  return `${verdict} ${why}`;
}

describe("holds", () => {
  test("to the end, in lengths alone", () => {
    expect(word(curve(CAME), curve([[1601, 3520]]))).toBe("holds to-the-end");
  });

  test("to the end, although a compressor's header left at once", () => {
    expect(
      word(
        curve(CAME),
        curve([
          [101, 10],
          [1601, 600],
        ]),
      ),
    ).toBe("holds to-the-end");
  });

  test("in steps, with their size", () => {
    const hop = judged(
      curve(CAME),
      curve([
        [500, 1100],
        [1000, 1100],
        [1500, 1100],
        [1600, 220],
      ]),
    );
    expect(`${hop.verdict} ${hop.why} ${hop.steps} ${hop.stepBytes}`).toBe("holds in-steps 4 1100");
  });

  test("each for a while", () => {
    const options = { readable: true };
    const hop = judged(curve(CAME, options), curve(late(CAME, 302), options));
    expect(`${hop.verdict} ${hop.why} ${hop.waitMs?.p50}`).toBe("holds for-a-while 302");
  });

  test("a lump at the end of a lockstep run is one arrival of many, and hides nothing", () => {
    const steps: Step[] = [
      [100, 220],
      [1600, 220],
      [1630, 220],
      [1660, 220],
      [1690, 880],
    ];
    expect(word(curve(steps), curve([[1691, 1760]]), { originSteps: 5 })).toBe("holds to-the-end");
  });

  test("bytes that never left, with room, while the answer was open", () => {
    const hop = judged(curve(CAME), curve(CAME.slice(0, 8), { overMs: 6800 }));
    expect(`${hop.verdict} ${hop.why} ${hop.whyBytes}`).toBe(`holds stalls ${8 * 220}`);
  });

  test("a canary: the first bytes of an answer that came in one lump waited", () => {
    expect(
      word(
        curve([
          [100, 10],
          [1600, 3000],
        ]),
        curve([[1601, 3010]]),
      ),
    ).toBe("holds early-bytes");
  });

  test("comments that pass do not hide events that wait", () => {
    const comments = Array.from({ length: 70 }, (_, n): Step => [110 + 20 * n, 3]);
    const both = [...CAME, ...comments].sort(([a], [b]) => a - b);
    const from = {
      ...curve(both, { readable: true }),
      events: CAME.map(([ms], n) => ({ atNs: ms * 1e6, text: String(n) })),
    };
    const left = [...comments, [1601, 3520] as const];
    const to = { ...curve(left, { readable: true }), events: CAME.map((_, n) => ({ atNs: 1601e6, text: String(n) })) };
    expect(word(from, to)).toBe("holds to-the-end");
  });

  test("events that were written anew are compared by their number", () => {
    const to = curve(late(CAME, 200), { readable: true, text: (n) => `other ${n}` });
    const hop = judged(curve(CAME, { readable: true }), to);
    expect(`${hop.verdict} ${hop.basis}`).toBe("holds events");
  });
});

describe("passes", () => {
  test("what leaves at once, in lengths and in events", () => {
    expect(word(curve(CAME), curve(late(CAME, 0.4)))).toBe("passes at-once");
    const readable = { readable: true };
    expect(word(curve(CAME, readable), curve(late(CAME, 0.4), readable))).toBe("passes at-once");
  });

  test("a hiccup of one arrival", () => {
    const out = CAME.map(([ms, bytes], n): Step => [ms + (n === 7 ? 60 : 0.3), bytes]);
    expect(word(curve(CAME), curve(out))).toBe("passes at-once");
  });

  test("a busy machine, on which many wait for a moment, is no hold either", () => {
    const out = CAME.map(([ms, bytes], n): Step => [ms + (n % 2 === 0 ? 25 : 1), bytes]);
    expect(word(curve(CAME), curve(out))).toBe("unknown some-waited");
    expect(word(curve(CAME), curve(late(CAME, 15)))).toBe("holds for-a-while");
    // a tenth of the gap is what the shapes call streamed, too
    const slow = CAME.map(([ms, bytes]): Step => [ms * 6, bytes]);
    expect(word(curve(slow), curve(late(slow, 55)))).toBe("passes at-once");
  });

  test("one hiccup of a few steps is no hold, and proves nothing", () => {
    const came: Step[] = [
      [500, 1100],
      [1000, 1100],
      [1500, 1100],
      [1600, 220],
    ];
    const out = came.map(([ms, bytes], n): Step => [ms + (n === 1 ? 120 : 0.2), bytes]);
    expect(word(curve(came), curve(out), { originSteps: 4 })).toBe("unknown some-waited");
  });

  test("what its reader had no room for", () => {
    const full = CAME.map(([ms]) => [ms, ms + 79] as const);
    expect(word(curve(CAME), curve(late(CAME, 80), { full }))).toBe("passes window");
  });

  test("what came when the reader had gone counts for nothing", () => {
    expect(word(curve(CAME), curve(late(CAME.slice(0, 8), 0.3), { overMs: 820 }))).toBe("passes at-once");
  });
});

describe("unknown", () => {
  test.each([
    ["few-arrivals", curve([[1600, 3520]]), curve([[1601, 3520]]), {}],
    [
      "lumps",
      curve([
        [500, 1100],
        [1000, 1100],
        [1500, 1100],
        [1600, 220],
      ]),
      curve([
        [500, 1100],
        [1000, 1100],
        [1500, 1100],
        [1600, 220],
      ]),
      {},
    ],
    ["lost", curve(CAME, { lostBytes: 1448 }), curve([[1601, 3520]]), {}],
    ["shared", curve(CAME), curve([[1601, 3520]], { shared: true }), { shared: true }],
    ["no-answer", curve([]), curve([]), {}],
    [
      "some-waited",
      curve(CAME),
      curve(CAME.map(([ms, bytes], n): Step => [ms + (n === 3 || n === 9 ? 60 : 0.3), bytes])),
      {},
    ],
    ["late-bulk", curve(CAME), curve([...late(CAME, 0.2).map(([ms]): Step => [ms, 3]), [1602, 3520]]), {}],
    ["half-window", curve(CAME), curve(late(CAME, 80), { full: CAME.map(([ms]) => [ms, ms + 55] as const) }), {}],
  ])("%s", (why, from, to, about) => {
    const hop = judged(from, to, about);
    expect(`${hop.verdict} ${hop.why}`).toBe(`unknown ${why}`);
  });
});

test("a held answer in one lump is not tested: that its first bytes pass proves nothing", () => {
  expect(
    word(
      curve([
        [100, 10],
        [1600, 3000],
      ]),
      curve([
        [101, 10],
        [1601, 3000],
      ]),
    ),
  ).toBe("unknown few-arrivals");
});

test("a canary that is no event yet: a compressor's header came early and waited", () => {
  const from = curve(
    [
      [100, 10],
      [1600, 600],
    ],
    { readable: true },
  );
  const to = curve([[1601, 610]], { readable: true });
  const events = (ms: number) => [{ atNs: ms * 1e6, text: "all" }];
  const hop = judged({ ...from, events: events(1600) }, { ...to, events: events(1601) });
  expect(`${hop.verdict} ${hop.why} ${hop.waitMs?.max}`).toBe("holds early-bytes 1501");
});

describe("where the head cannot be told from the body", () => {
  const from = curve([
    [1010, 3963],
    [1675, 2451],
  ]);
  const to = curve([
    [1676, 2480],
    [1683, 19],
  ]);
  const head = (ms: number) => ({ head: { atNs: ms * 1e6, lastNs: ms * 1e6, bytes: 4300 } });

  test("the first bytes may have left with it, and then nothing waited", () => {
    expect(word(from, { ...to, ...head(1010.3) })).toBe("unknown few-arrivals");
  });

  test("what came after it had left did not, and is a canary", () => {
    expect(word(from, { ...to, ...head(900) })).toBe("holds early-bytes");
  });

  test("nor did what came before it leave sooner than it", () => {
    expect(word(from, { ...to, ...head(1500) })).toBe("holds early-bytes");
  });
});
