import { describe, expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import type { ReaderObservation, RunObservation } from "../../src/model/observation.ts";
import type { Doubt, Judgement } from "../../src/model/result.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { judgeSide } from "../../src/verdict/side.ts";
import { HELD, lockstep, LOCKSTEP_TRACE, paced, PACED_TRACE, seen } from "./observations.ts";
import { run, side } from "./traces.ts";

const TRACES = [PACED_TRACE, LOCKSTEP_TRACE];

function judge(
  expected: Expectation | undefined,
  runs: RunObservation[],
  { traces = TRACES, ...more }: { traces?: RunTrace[] } & Parameters<typeof side>[3] = {},
): Judgement {
  return judgeSide(side("any", expected, traces, more), seen(runs));
}

/** One paced reader who saw this. */
function one(m: Partial<ReaderObservation>): RunObservation[] {
  return [paced({ reader: m })];
}

describe("pass and fail", () => {
  test("pass: both proofs as expected", () => {
    const judged = judge({ shape: "streamed" }, [paced(), lockstep("acknowledged")]);
    expect(judged).toMatchObject({ verdict: "pass", doubts: [], quotes: {} });
    expect(judged.findings.map(({ what, proof, ok }) => [what, proof, ok])).toEqual([
      ["shape", "paced", true],
      ["end", "paced", true],
      ["lockstep", "lockstep", true],
    ]);
  });

  test("fail: one finding is enough, in either proof", () => {
    expect(judge({ shape: "streamed" }, [...one(HELD), lockstep("acknowledged")]).verdict).toBe("fail");
    expect(judge({ shape: "streamed" }, [paced(), lockstep("held")]).verdict).toBe("fail");
    expect(judge({ shape: "streamed", status: 503 }, [paced()]).verdict).toBe("fail");
    expect(judge({ shape: "streamed" }, [paced(), lockstep("acknowledged", {}, { end: "reset" })]).verdict).toBe(
      "fail",
    );
  });

  test("the lines that logs were expected to have are quoted, found or not in time", () => {
    const logs = { nginx: "start\n buffered to a file \n", app: "ready\n" };
    const { quotes, verdict } = judge({ logs: { nginx: "buffered", app: { none: "ready" }, envoy: "x" } }, [paced()], {
      logs,
    });
    expect([quotes, verdict]).toEqual([{ nginx: "buffered to a file" }, "fail"]);
  });

  test("any other expectation can be judged of the same side", () => {
    const trace = side("any", { shape: "streamed" }, TRACES);
    expect(judgeSide(trace, seen([paced()])).verdict).toBe("pass");
    expect(judgeSide(trace, seen([paced()]), { shape: "held" }).verdict).toBe("fail");
  });
});

describe("a side without an expectation", () => {
  test("is not judged: no findings, no doubt, neither pass nor fail", () => {
    expect(judge(undefined, [paced()])).toEqual({ verdict: "inconclusive", doubts: [], findings: [], quotes: {} });
  });

  test("still says why its record proves nothing", () => {
    expect(judge(undefined, []).doubts).toEqual([{ code: "no-run", values: {} }]);
  });
});

describe("inconclusive: nothing to judge by", () => {
  const error = { code: "layer_failed", message: "nginx died", hint: "look at its log" };
  const of = (m: Partial<ReaderObservation>) => one({ tokens: 0, tokensSent: 0, ...m });
  test.each<[string, Doubt, Judgement]>([
    ["it failed", { code: "side-failed", values: error }, judge({ shape: "streamed" }, [], { error })],
    [
      "it failed, though a run was kept",
      { code: "side-failed", values: error },
      judge({ shape: "streamed" }, [paced()], { error }),
    ],
    ["no run", { code: "no-run", values: {} }, judge({ shape: "streamed" }, [])],
    [
      "nothing expected of the proofs",
      { code: "nothing-judged", values: {} },
      judge({ generations: 1 }, [lockstep("held")]),
    ],
    ["nothing expected at all", { code: "nothing-judged", values: {} }, judge({}, [paced()])],
    [
      "a reader of the side left no record",
      { code: "no-record", values: { reader: "reader", proof: "paced" } },
      judge({ shape: "streamed" }, [paced({ other: {} })]),
    ],
    [
      "a reader that is expected left none",
      { code: "no-record", values: { reader: "bob", proof: "paced" } },
      judge({ readers: { bob: { status: 200 } } }, [paced()]),
    ],
    [
      "a handshake is stated, and there was no lockstep run",
      { code: "no-handshake", values: { lockstepRuns: 0 } },
      judge({ lockstep: "held" }, [paced()]),
    ],
    [
      "hold bytes are stated, and there was no lockstep run",
      { code: "no-handshake", values: { lockstepRuns: 0 } },
      judge({ shape: "streamed", holdBytes: { min: 1 } }, [paced()]),
    ],
    [
      "no request came in lockstep",
      { code: "no-handshake", values: { lockstepRuns: 1 } },
      judge({ shape: "held" }, [...one(HELD), lockstep(null, { lockstep: null })]),
    ],
    [
      "no tokens",
      { code: "no-tokens", values: { reader: "reader", tokensPlanned: 24, status: 302, end: "clean" } },
      judge({ shape: "streamed" }, of({ shape: "empty", status: 302 })),
    ],
    [
      "the judge crashed",
      { code: "judge-crashed", values: { message: expect.stringMatching(/^Invalid regular expression/) as never } },
      judge({ logs: { nginx: "(" } }, [paced()]),
    ],
  ])("%s", (_what, doubt, { verdict, doubts }) => {
    expect([verdict, doubts]).toEqual(["inconclusive", [doubt]]);
  });

  test("nothing of the handshake is expected: no doubt without it", () => {
    expect(judge({ shape: "cut" }, [...one({ shape: "cut" }), lockstep(null)]).verdict).toBe("pass");
  });

  test("tokens that the mock's log does not know", () => {
    const foreign = { ...PACED_TRACE, sendLog: { ...PACED_TRACE.sendLog!, runId: "r9" } };
    const values = { reader: "reader", unknown: 24, tokens: 24 };
    expect(judge({ shape: "streamed" }, [paced()], { traces: [foreign] }).doubts).toEqual([
      { code: "unknown-tokens", values },
    ]);
    // an origin that is unknown has no log to be missing from
    const elsewhere = { ...foreign, sendLog: null };
    expect(judge({ status: 200 }, [paced()], { traces: [elsewhere] }).verdict).toBe("pass");
  });

  test("all doubts are told", () => {
    const starved = { ...PACED_TRACE, rig: { mockLatenessMaxMs: 900, readerDelayMaxMs: 900, steal: 0.5, busy: 0.2 } };
    const { doubts } = judge({ lockstep: "held" }, [paced()], { traces: [starved] });
    expect(doubts.map(({ code }) => code)).toEqual(["starved", "starved", "starved", "no-handshake"]);
  });
});

describe("a reader whose shape cannot be told", () => {
  const blurred = { shape: null, unclear: "arrived before it was sent" } as const;
  const doubt = { code: "unclear", values: { reader: "reader", ...blurred } };
  test.each<Expectation>([
    { shape: "streamed" },
    { heldFromToken: { min: 1 } },
    { silenceMs: { max: 100 } },
    { stepBytes: { min: 1 } },
    { crowd: [{ shape: "streamed" }] },
    { status: 200, readers: { reader: { shape: "streamed" } } },
  ])("makes inconclusive what depends on it: %j", (expected) => {
    expect(judge(expected, one(blurred))).toMatchObject({ verdict: "inconclusive", doubts: [doubt] });
  });

  test.each<Expectation>([
    { status: 200 },
    { tokens: { min: 24 }, end: "clean" },
    { generations: 1 },
    { crowd: [{ status: 200 }] },
    { crowd: [{ rank: { from: 2, to: 2 }, shape: "streamed", share: { min: 0 } }], status: 200 },
  ])("does not touch what does not: %j", (expected) => {
    expect(judge(expected, one(blurred)).verdict).toBe("pass");
  });

  test("what a stream of unknown origin looks like is no proof, neither way", () => {
    const looks = one({ shape: "looks held", unclear: null });
    const values = { reader: "reader", unclear: null, shape: "looks held" };
    for (const shape of ["held", "streamed"] as const) {
      expect(judge({ shape }, looks)).toMatchObject({ verdict: "inconclusive", doubts: [{ code: "unclear", values }] });
    }
  });
});

describe("an answer without a token", () => {
  const none = { shape: "empty", tokens: 0, tokensSent: 0 } as const;
  const expected = { shape: "empty", tokens: { max: 0 } } as const;
  test("passes where it is expected and both ends agree", () => {
    expect(judge(expected, one(none)).verdict).toBe("pass");
    expect(judge({ tokens: { max: 0 } }, one(none)).verdict).toBe("pass");
  });

  test("fails where tokens came after all", () => {
    expect(judge(expected, [paced()]).verdict).toBe("fail");
  });

  test.each<[string, Partial<ReaderObservation>]>([
    ["the model has sent tokens", { tokensSent: 24 }],
    ["the model was to send none", { tokensPlanned: 0 }],
    ["the model saw no request", { queueMs: null, tokensSent: null }],
    ["the reader saw no end marker", { end: "silent" }],
    ["open when the time was up", { end: "open" }],
    ["no status", { status: null }],
    ["a redirection", { status: 302 }],
  ])("inconclusive where it is expected: %s", (_what, m) => {
    expect(judge(expected, one({ ...none, ...m })).doubts.map(({ code }) => code)).toEqual(["no-tokens"]);
  });

  test("an app that answers by itself is seen by what it says: the model need not have been asked", () => {
    const dup = one({ ...none, queueMs: null, tokensSent: null, end: "silent", foreignBytes: 11 });
    expect(judge({ shape: "empty", end: "silent", foreignBytes: { min: 11, max: 11 } }, dup).verdict).toBe("pass");
    expect(judge({ shape: "empty", end: "silent", foreignBytes: { min: 1, max: 5 } }, dup).verdict).toBe("fail");
    expect(judge({ shape: "empty", end: "silent" }, dup).verdict).toBe("inconclusive");
    expect(judge({ foreignBytes: { min: 11 } }, dup).verdict).toBe("inconclusive");
  });

  test("inconclusive where tokens are expected, or nothing that says so", () => {
    for (const other of [{ shape: "streamed" }, { status: 200 }] as const) {
      expect(judge(other, one(none)).verdict).toBe("inconclusive");
    }
  });

  test("an answer that the model sent and nobody got is `cut`: a fail, not a doubt", () => {
    expect(judge({ shape: "streamed" }, one({ shape: "cut", tokens: 0 })).verdict).toBe("fail");
  });
});

describe("inconclusive: the rig's own delay decides", () => {
  const trace = side("any", { shape: "streamed" }, [run()]);
  const busy = { rig: { mockLatenessMaxMs: 40, readerDelayMaxMs: 1, steal: 0, busy: 0.2 } };
  const delayed = [paced({ reader: { shape: "delayed" } }, busy)];
  const swayed = [{ code: "swayed", values: { delayMs: 80 } }];
  test("a hold that it explains is not blamed on the path", () => {
    const judged = judgeSide(trace, seen(delayed, [paced()]));
    expect(judged).toMatchObject({ verdict: "inconclusive", doubts: swayed });
    expect(judged.findings.some(({ ok }) => !ok)).toBe(true);
  });

  test("a shape that only it makes does not pass", () => {
    const judged = judgeSide(trace, seen(delayed, [paced()]), { shape: "delayed" });
    expect(judged).toMatchObject({ verdict: "inconclusive", doubts: swayed });
  });

  test("a pass needs what is left once lumps are forgiven as lumps; single tokens may look otherwise", () => {
    const late = [paced({ reader: HELD })];
    expect(judgeSide(trace, seen(late, delayed, late), { shape: "held" }).verdict).toBe("pass");
    expect(judgeSide(trace, seen(late, late, delayed), { shape: "held" }).verdict).toBe("inconclusive");
  });

  test("a fail stands only if neither excuses it", () => {
    for (const excused of [seen(delayed, [paced()], delayed), seen(delayed, delayed, [paced()])]) {
      expect(judgeSide(trace, excused).verdict).toBe("inconclusive");
    }
  });

  test("where it changes nothing, pass stays pass and fail stays fail", () => {
    expect(judgeSide(trace, seen(delayed)).verdict).toBe("fail");
    expect(judgeSide(trace, seen(delayed), { shape: "delayed" }).verdict).toBe("pass");
  });
});

describe("inconclusive: a fail while no core was free", () => {
  const crowded = [run({}, { rig: { mockLatenessMaxMs: 1, readerDelayMaxMs: 1, steal: 0, busy: 0.95 } })];
  const delayed = [paced({ reader: { shape: "delayed" } })];
  test("is no result: the layer may only have waited for its turn", () => {
    const judged = judgeSide(side("any", { shape: "streamed" }, crowded), seen(delayed));
    expect(judged).toMatchObject({ verdict: "inconclusive", doubts: [{ code: "crowded", values: { busy: 0.95 } }] });
    expect(judged.findings.some(({ ok }) => !ok)).toBe(true);
  });

  test("a pass is one, and so is a fail beside a core that was free", () => {
    expect(judgeSide(side("any", { shape: "delayed" }, crowded), seen(delayed)).verdict).toBe("pass");
    expect(judgeSide(side("any", { shape: "streamed" }, [run()]), seen(delayed)).verdict).toBe("fail");
  });
});

describe("inconclusive: the rig's lateness decides what the handshake counted", () => {
  const RELEASES = Array.from({ length: 24 }, (_, index) => 1500 + index * 30);
  /** The mock heard of the path's letting go after event `heard` (null: never before the end); each event has 170 bytes. */
  const handshaken = (heard: number | null, arrivedMs: number, latenessMs: number) => {
    const how = heard === null ? "held" : "let-go";
    const rig = { rig: { mockLatenessMaxMs: 0, readerDelayMaxMs: latenessMs, steal: 0, busy: 0.2 } };
    const log = { acknowledged: 0, stoppedAtToken: 1, outstandingBytes: 170 * (heard ?? 24) };
    const trace = run(
      {
        lockstep: { ...log, letGo: heard === null ? "end" : "middle" },
        emit: (planned) => RELEASES[Math.round(planned / 75)]!,
        path: () => arrivedMs,
      },
      { proof: "lockstep", runId: "r2", ...rig },
    );
    const holdBytes = heard === null ? null : { over: 170 * (heard - 1), atMost: 170 * heard };
    return { trace, observed: lockstep(how, { holdBytes, ...rig }) };
  };
  const judged = (expected: Expectation, ...of: Parameters<typeof handshaken>): Judgement["verdict"] => {
    const { trace, observed } = handshaken(...of);
    return judge(expected, [observed], { traces: [trace] }).verdict;
  };

  const atMostTen = { holdBytes: { max: 1700 } };
  test("events that left while the acknowledgement was late are no fail of the path", () => {
    expect(judged(atMostTen, 12, 1500 + 10 * 30, 40)).toBe("inconclusive");
    expect(judged(atMostTen, 10, 1500 + 10 * 30, 40)).toBe("pass");
  });

  test("a fail stands where no lateness explains it, and on a quiet rig", () => {
    expect(judged(atMostTen, 14, 1500 + 10 * 30, 40)).toBe("fail");
    expect(judged(atMostTen, 12, 1500 + 12 * 30, 1)).toBe("fail");
    expect(judged({ holdBytes: { min: 2500 } }, 12, 1800, 40)).toBe("fail");
  });

  test("nor does the path pass by them, where the reader had the bytes before", () => {
    const atLeastTwelve = { holdBytes: { min: 12 * 170 } };
    expect(judged(atLeastTwelve, 12, 1500 + 9 * 30 + 15, 40)).toBe("inconclusive");
    expect(judged(atLeastTwelve, 12, 1500 + 11 * 30 + 15, 40)).toBe("pass");
  });

  test("near the end, let go becomes held: no fail; held stays held", () => {
    expect(judged({ lockstep: "let-go" }, null, 2200, 40)).toBe("inconclusive");
    expect(judged({ lockstep: "let-go" }, null, 2200, 10)).toBe("fail");
    expect(judged({ lockstep: "held" }, null, 2200, 40)).toBe("pass");
  });
});

describe("inconclusive: tokens for nobody are counted by the clock", () => {
  const judged = (tokensForNobody: number, latenessMs: number, expected: Expectation): Judgement["verdict"] => {
    const rig = { rig: { mockLatenessMaxMs: 0, readerDelayMaxMs: latenessMs, steal: 0, busy: 0.2 } };
    return judge(expected, [paced(undefined, { tokensForNobody, ...rig })], {
      traces: [run({}, { runId: "r1", ...rig })],
    }).verdict;
  };
  test("a gap of lateness is one token more or fewer, less is none", () => {
    const few = { tokensForNobody: { max: 3 } };
    expect([judged(4, 40, few), judged(5, 40, few), judged(3, 40, few), judged(2, 40, few)]).toEqual([
      ...["inconclusive", "fail", "inconclusive", "pass"],
    ]);
    expect([judged(4, 30, few), judged(3, 30, few)]).toEqual(["fail", "pass"]);
  });
});

describe("a token that arrived before it was sent", () => {
  const early = { early: 1, earlyMs: 20 };
  const values = { reader: "reader", unclear: "arrived before it was sent", shape: "streamed" };
  test("puts the run in doubt, whatever is expected, in either proof", () => {
    const expected = { status: 200, lockstep: "acknowledged" } as const;
    for (const runs of [
      [paced({ reader: early }), lockstep("acknowledged")],
      [paced(), lockstep("acknowledged", {}, early)],
    ]) {
      expect(judge(expected, runs)).toMatchObject({ verdict: "inconclusive", doubts: [{ code: "unclear", values }] });
    }
  });

  test("once, where a shape is expected as well", () => {
    const blurred = { ...early, shape: null, unclear: "arrived before it was sent" } as const;
    expect(judge({ shape: "streamed" }, one(blurred)).doubts).toHaveLength(1);
  });
});
