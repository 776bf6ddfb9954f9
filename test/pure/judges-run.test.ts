import { describe, expect, test } from "vitest";
import { runMetrics } from "../../src/metrics/index.ts";
import type { Expectation } from "../../src/model/expectation.ts";
import type { LockstepLog } from "../../src/model/scenario.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { judgeRun } from "../../src/verdict/run-judges.ts";
import { onlyFirst } from "./paths.ts";
import { handshake, run, side } from "./traces.ts";

function judge(trace: RunTrace, expect: Expectation, readers: Parameters<typeof side>[3] = {}): string[] {
  const of = side("any", expect, [trace], readers).side;
  return judgeRun(runMetrics(trace, of), of).map(
    ({ reader, what, expected, observed, ok }) =>
      `${reader === null ? "" : `${reader} `}${what}: ${expected} | ${observed} | ${ok ? "ok" : "not ok"}`,
  );
}

describe("lockstep", () => {
  test.each<[Expectation["shape"], string[]]>([
    ["streamed", ["lockstep: acknowledged | acknowledged (24 of 24 tokens acknowledged) | ok"]],
    ["delayed", ["lockstep: acknowledged | acknowledged (24 of 24 tokens acknowledged) | ok"]],
    ["held", ["lockstep: held | acknowledged (24 of 24 tokens acknowledged) | not ok"]],
    ["batched", ["lockstep: let-go | acknowledged (24 of 24 tokens acknowledged) | not ok"]],
    ["cut", []],
    [undefined, []],
  ])("shape %s implies", (shape, findings) => {
    expect(judge(handshake("acknowledged"), shape === undefined ? {} : { shape })).toEqual(findings);
  });

  test("a stated handshake wins over the implied one, and holdBytes are judged", () => {
    expect(judge(handshake("let-go"), { shape: "streamed", lockstep: "let-go", holdBytes: { max: 4096 } })).toEqual([
      "lockstep: let-go | let-go (stopped at token 1 of 24, 4.0 KB outstanding when it let go) | ok",
      "holdBytes: at most 4.0 KB | 4.0 KB | ok",
    ]);
  });

  test.each<[string, Partial<LockstepLog>]>([
    ["ended before all were acknowledged", { acknowledged: 7 }],
    ["stopped and never let go", { acknowledged: 7, stoppedAtToken: 8 }],
  ])("a handshake that %s is neither", (_what, log) => {
    const lockstep = { acknowledged: 24, stoppedAtToken: null, outstandingBytes: null, letGo: null, ...log };
    const trace = run({ lockstep }, { proof: "lockstep" });
    for (const expected of ["acknowledged", "held", "let-go"] as const) {
      expect(judge(trace, { lockstep: expected })[0]).toMatch(/broken off .* not ok/);
    }
  });
});

describe("paced", () => {
  test("an end is always judged: clean, or left for a reader that is told to leave", () => {
    expect(judge(run(), {})).toEqual(["reader end: clean | clean | ok"]);
    const left = run({ path: onlyFirst(3), marker: false, record: { complete: false, errorCode: "left" } });
    expect(judge(left, {}, { readers: { reader: { leave: { afterToken: 3 } } } })).toEqual([
      "reader end: left | left | ok",
    ]);
    expect(judge(left, {})).toEqual(["reader end: clean | left | not ok"]);
  });

  test("a reader's own expectation wins over the side's", () => {
    const both = run([{ reader: "first" }, { reader: "second", startMs: 900, queueMs: 900 }]);
    expect(judge(both, { shape: "streamed", readers: { second: { shape: "queued" } } })).toEqual([
      "first shape: streamed | streamed (24 of 24 tokens in 24 batches, TTFT 2 ms) | ok",
      "first end: clean | clean | ok",
      "second shape: queued | queued (24 of 24 tokens in 24 batches, TTFT 901 ms, request waited 900 ms) | ok",
      "second end: clean | clean | ok",
    ]);
  });

  test("generations and tokens for nobody are the side's", () => {
    expect(judge(run(), { generations: 2, tokensForNobody: { max: 0 } }).slice(1)).toEqual([
      "generations: 2 | 1 | not ok",
      "tokensForNobody: at most 0 | 0 | ok",
    ]);
  });
});
