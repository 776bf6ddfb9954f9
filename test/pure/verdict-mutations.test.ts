import { describe, expect, test } from "vitest";
import type { ReadEvent } from "../../src/model/reader.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { inPace, toTheEnd } from "./paths.ts";
import { experiment, handshake, judged, run, side } from "./traces.ts";

/** The rig, or a config under test, is broken on purpose: the experiment must not pass. */

const BROKEN = { shape: "held" } as const;
const FIXED = { shape: "streamed" } as const;
const held = (): RunTrace[] => [run({ path: toTheEnd }), handshake("held")];
const streamed = (): RunTrace[] => [run(), handshake("acknowledged")];

function outcome(broken: readonly RunTrace[], fixed: readonly RunTrace[]) {
  return judged(experiment([side("broken", BROKEN, broken), side("fixed", FIXED, fixed)]));
}

/** A reader that stamps everything when it is over. */
function readAtEnd(trace: RunTrace): RunTrace {
  const late = (events: readonly ReadEvent[], atNs: number) => events.map((event) => ({ ...event, atNs }));
  const records = Object.entries(trace.records).map(
    ([name, record]) => [name, { ...record, events: late(record.events, record.endedAtNs) }] as const,
  );
  return { ...trace, records: Object.fromEntries(records) };
}

test("unbroken, the experiment passes", () => {
  expect(outcome(held(), streamed())).toMatchObject({ verdict: "pass", reason: null });
});

describe("the mock sends all at once", () => {
  const atOnce = run({ emit: () => 0 });
  test("ahead of its schedule", () => {
    const { verdict, reason } = outcome([atOnce, handshake("held")], [atOnce, handshake("acknowledged")]);
    expect(verdict).toBe("inconclusive");
    expect(reason).toMatch(/the mock did not keep its pace: 24 tokens sent within 0 ms, planned 1\.73 s/);
  });

  test("with a schedule that forgot the gaps", () => {
    const [generation] = atOnce.sendLog.generations;
    const tokens = generation!.tokens.map((token) => ({ ...token, plannedAtNs: token.sentAtNs }));
    const flat = { ...atOnce, sendLog: { ...atOnce.sendLog, generations: [{ ...generation!, tokens }] } };
    expect(outcome([flat], [flat]).verdict).toBe("inconclusive");
  });
});

describe("the probe reads at the end", () => {
  test("the fixed side is not seen streamed", () => {
    expect(outcome(held(), [readAtEnd(run())])).toMatchObject({ verdict: "fail", sides: { fixed: { shape: "held" } } });
  });

  test("the control fails, and without it nothing passes", () => {
    const control = experiment([side("nothing", FIXED, [readAtEnd(run())])], { kind: "control" });
    expect(judged(control).verdict).toBe("fail");
    const placebo = experiment([side("with", BROKEN, held())], {
      kind: "placebo",
      controls: "control passthrough: fail",
    });
    expect(judged(placebo).verdict).toBe("inconclusive");
  });
});

describe("other ways to prove nothing", () => {
  const empty = run({ path: () => null, marker: false });
  test("an empty trace", () => {
    expect(outcome([empty], streamed()).verdict).toBe("inconclusive");
    expect(outcome(held(), [empty]).verdict).toBe("inconclusive");
  });

  test("no runs at all", () => {
    expect(outcome([], []).verdict).toBe("inconclusive");
  });

  test("a stream cut before its end marker", () => {
    const cut = run({ marker: false });
    expect(outcome(held(), [cut, handshake("acknowledged")])).toMatchObject({
      verdict: "fail",
      sides: { fixed: { end: "silent" } },
    });
    const torn = run({ marker: false, record: { complete: false, errorCode: "UND_ERR_SOCKET" } });
    expect(outcome(held(), [torn, handshake("acknowledged")])).toMatchObject({
      verdict: "fail",
      sides: { fixed: { end: "cut" } },
    });
  });

  test("a fixed side that is broken, in either proof", () => {
    expect(outcome(held(), held()).verdict).toBe("fail");
    expect(outcome(held(), [run({ path: toTheEnd }), handshake("acknowledged")]).verdict).toBe("fail");
    expect(outcome(held(), [run({ path: inPace }), handshake("held")]).verdict).toBe("fail");
  });

  test("a broken side that streams", () => {
    expect(outcome(streamed(), streamed()).verdict).toBe("fail");
  });
});
