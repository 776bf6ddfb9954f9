import { describe, expect, test } from "vitest";
import { judge } from "../../src/judge.ts";
import type { Piece, ReadRecord } from "../../src/model/reader.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { inPace, late, toTheEnd } from "./paths.ts";
import { experiment, handshake, run, side } from "./traces.ts";

/** The rig, or a config under test, is broken on purpose: the experiment must not pass. From the trace to the verdict, as src/judge.ts goes. */

const BROKEN = { shape: "held" } as const;
const FIXED = { shape: "streamed" } as const;
const second = (trace: RunTrace): RunTrace => ({ ...trace, runId: "r2" });
const held = (): RunTrace[] => [run({ path: toTheEnd }), second(handshake("held"))];
const streamed = (): RunTrace[] => [run(), second(handshake("acknowledged"))];

function outcome(broken: readonly RunTrace[], fixed: readonly RunTrace[]): VerdictDocument {
  return judge(experiment([side("broken", BROKEN, broken), side("fixed", FIXED, fixed)])).verdict;
}

/** What the fixed side of an otherwise sound experiment says, and the shape of its paced reader. */
function fixed(trace: RunTrace): [string, string | null, string | undefined] {
  const { verdict, sides } = outcome(held(), [trace, second(handshake("acknowledged"))]);
  const reader = sides["fixed"]!.observation.runs[0]?.readers["reader"];
  return [verdict, reader?.shape ?? null, reader?.end];
}

function withRecord(trace: RunTrace, change: (record: ReadRecord) => Partial<ReadRecord>): RunTrace {
  const records = Object.entries(trace.records).map(
    ([name, record]) => [name, { ...record, ...change(record) }] as const,
  );
  return { ...trace, records: Object.fromEntries(records) };
}

const withPieces = (trace: RunTrace, change: (pieces: readonly Piece[]) => Piece[]): RunTrace =>
  withRecord(trace, ({ pieces }) => ({ pieces: change(pieces) }));

test("unbroken, the experiment passes", () => {
  expect(outcome(held(), streamed())).toMatchObject({ verdict: "pass", doubts: [], notToldApart: [] });
});

describe("the mock sends all at once", () => {
  const atOnce = run({ emit: () => 0 });
  const doubts = (trace: RunTrace): string[] => {
    const { verdict, sides } = outcome([trace, second(handshake("held"))], [trace, second(handshake("acknowledged"))]);
    expect(verdict).toBe("inconclusive");
    return Object.values(sides).flatMap(({ judgement }) => judgement.doubts.map(({ code }) => code));
  };
  test("ahead of its schedule", () => {
    expect(doubts(atOnce).filter((code) => code === "pace-lost")).toHaveLength(2);
  });

  test("with a schedule that forgot the gaps", () => {
    const generations = atOnce.sendLog!.generations.map((generation) => ({
      ...generation,
      tokens: generation.tokens.map((token) => ({ ...token, plannedAtNs: token.sentAtNs })),
    }));
    const flat = { ...atOnce, sendLog: { ...atOnce.sendLog!, generations } };
    expect(doubts(flat).filter((code) => code === "pace-lost")).toHaveLength(2);
  });
});

describe("the reader reads at the end", () => {
  const atEnd = withRecord(run(), ({ pieces, events, endedAtNs }) => ({
    pieces: pieces.map((piece) => ({ ...piece, atNs: endedAtNs })),
    events: events.map((event) => ({ ...event, atNs: endedAtNs })),
  }));
  test("the fixed side is not seen streamed", () => {
    expect(fixed(atEnd)).toEqual(["fail", "held", "clean"]);
  });

  test("the control fails, and without it nothing passes", () => {
    const control = experiment([side("nothing", FIXED, [atEnd])], { kind: "control" });
    expect(judge(control).verdict.verdict).toBe("fail");
    const controls = { passed: false, control: "passthrough", verdict: "fail" };
    const placebo = experiment([side("with", BROKEN, held())], { kind: "placebo", controls });
    expect(judge(placebo).verdict.verdict).toBe("inconclusive");
  });
});

describe("tokens that are not as they were sent", () => {
  test("every token twice", () => {
    const doubled = withPieces(run(), (pieces) => pieces.flatMap((piece) => [piece, piece]));
    expect(fixed(doubled)).toEqual(["fail", "corrupt", "clean"]);
  });

  test("one lost from the middle, the end marker there", () => {
    const lost = withPieces(run(), (pieces) => pieces.filter(({ seq }) => seq !== 12));
    expect(fixed(lost)).toEqual(["fail", "corrupt", "clean"]);
  });

  test("another text", () => {
    const other = withPieces(run(), (pieces) => pieces.map((piece) => ({ ...piece, text: ` ${piece.seq}` })));
    expect(fixed(other)).toEqual(["fail", "corrupt", "clean"]);
  });

  test("tokens that arrive before they were sent: a clock that stepped", () => {
    const early = run({ path: (sentMs) => sentMs - 40 });
    expect(fixed(early).slice(0, 2)).toEqual(["inconclusive", null]);
  });
});

describe("answers that are not whole", () => {
  test("an empty trace: what was sent and never came is cut, and no pass", () => {
    const empty = run({ path: () => null });
    expect(fixed(empty)).toEqual(["fail", "cut", "clean"]);
    expect(outcome([empty, second(handshake("held"))], streamed()).verdict).not.toBe("pass");
  });

  test("an empty trace of a model that saw no request", () => {
    const trace = run({ path: () => null });
    const unseen = { ...trace, sendLog: { ...trace.sendLog!, generations: [] } };
    expect(fixed(unseen)[0]).toBe("inconclusive");
  });

  test("no runs at all", () => {
    expect(outcome([], []).verdict).toBe("inconclusive");
  });

  test("cut before its end marker", () => {
    expect(fixed(run({ marker: false }))[0]).toBe("fail");
    expect(fixed(run({ marker: false }))[2]).toBe("silent");
    expect(fixed(run({ marker: false, record: { end: "cut" } }))[0]).toBe("fail");
  });

  test("a lockstep run that breaks after the handshake", () => {
    const broken = withRecord(second(handshake("acknowledged")), () => ({ end: "reset", events: [] }));
    expect(outcome(held(), [run(), broken]).verdict).toBe("fail");
  });
});

describe("a config under test", () => {
  test("a fixed side that is broken, in either proof", () => {
    expect(outcome(held(), held()).verdict).toBe("fail");
    expect(outcome(held(), [run({ path: toTheEnd }), second(handshake("acknowledged"))]).verdict).toBe("fail");
    expect(outcome(held(), [run({ path: inPace }), second(handshake("held"))]).verdict).toBe("fail");
  });

  test("a broken side that streams", () => {
    expect(outcome(streamed(), streamed()).verdict).toBe("fail");
  });
});

describe("a busy machine", () => {
  const busy = (ms: number, path = late(120)) =>
    run({ path }, { rig: { mockLatenessMaxMs: ms, readerDelayMaxMs: 1, steal: 0, busy: 0.2 } });
  test("a delay that it explains is no verdict; one that it does not is", () => {
    expect(fixed(busy(60)).slice(0, 2)).toEqual(["inconclusive", "delayed"]);
    expect(fixed(busy(2)).slice(0, 2)).toEqual(["fail", "delayed"]);
  });

  test("a hold far above it still fails, and a stream in pace still passes", () => {
    expect(fixed(busy(50, toTheEnd))[0]).toBe("fail");
    expect(fixed(busy(50, inPace))[0]).toBe("pass");
    // a tenth of the answer late, twice over: its last tokens may have come in pace, but the lump before them did not
    expect(outcome([busy(150, toTheEnd), second(handshake("held"))], streamed()).verdict).toBe("pass");
  });
});
