import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { metricsOf, runMetrics } from "../../src/metrics/index.ts";
import { SideObservation } from "../../src/model/observation.ts";
import type { RunObservation } from "../../src/model/observation.ts";
import type { LockstepLog } from "../../src/model/scenario.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { observationsOf, observeRun, observeSide } from "../../src/observe/index.ts";
import { holdBytesOf } from "../../src/observe/handshake.ts";
import { inSteps, late, toTheEnd } from "./paths.ts";
import { experiment, handshake, run, side } from "./traces.ts";

function observed(trace: RunTrace, rigDelayMs = 0): RunObservation {
  return observeRun(runMetrics(trace, side("any", undefined, [trace]).side), trace, rigDelayMs);
}

describe("what was seen of a side", () => {
  const runs = [run({ path: toTheEnd }), handshake("held")];

  test("does not depend on what was expected, and fits its schema", () => {
    const trace = experiment([
      side("observed", undefined, runs),
      side("expected", { shape: "streamed", end: "reset", tokens: { max: 1 } }, runs),
    ]);
    const seen = observationsOf(trace, metricsOf(trace));
    expect(v.parse(SideObservation, seen["observed"])).toEqual(seen["expected"]);
    expect(seen["observed"]!.runs).toMatchObject([
      { proof: "paced", handshake: null, readers: { reader: { shape: "held", heldFromToken: 1 } } },
      { proof: "lockstep", handshake: "held" },
    ]);
  });

  test("of one that was not measured is empty", () => {
    expect(observeSide(side("empty", undefined, []), [])).toEqual({ runs: [], peakMemoryMb: {} });
  });

  test("the rig's own delay is not the path's", () => {
    const far = run({ path: late(60) });
    expect(observed(far).readers["reader"]!.shape).toBe("delayed");
    expect(observed(far, 60).readers["reader"]!.shape).toBe("streamed");
    expect(observed(run({ path: toTheEnd }), 60).readers["reader"]!.shape).toBe("held");
    expect(observed(run({ path: inSteps(6) }), 60).readers["reader"]!.shape).toBe("batched");
  });

  test("the figures behind a label: delay, and the longest silence of the path", () => {
    const seen = observed(run({ path: late(300) })).readers["reader"]!;
    expect(seen.delayMs).toBeCloseTo(300);
    expect(seen.silenceMs).toBeCloseTo(300);
    expect(seen.silenceBeforeToken).toBe(1);
  });
});

describe("the handshake", () => {
  const broken: Partial<LockstepLog> = { acknowledged: 10, stoppedAtToken: null };
  test.each<[string, RunTrace]>([
    ["acknowledged", handshake("acknowledged")],
    ["held", handshake("held")],
    ["let-go", handshake("let-go")],
    ["broken-off", run({ lockstep: { ...NONE(), ...broken } }, { proof: "lockstep" })],
    ["broken-off", run({ lockstep: { ...NONE(), stoppedAtToken: 4 } }, { proof: "lockstep" })],
  ])("%s (%#)", (word, trace) => {
    expect(observed(trace).handshake).toBe(word);
  });

  test("bounds the size that the path holds: more than without the last event, at most with it", () => {
    const log: LockstepLog = { acknowledged: 2, stoppedAtToken: 3, outstandingBytes: 660, letGo: "middle" };
    const tokens = Array.from({ length: 8 }, (_, index) => {
      return { seq: index + 1, plannedAtNs: 0, sentAtNs: 0, bytes: index === 4 ? 260 : 200 };
    });
    expect(holdBytesOf(log, tokens)).toEqual({ over: 400, atMost: 660 });
    expect(holdBytesOf({ ...log, letGo: "end" }, tokens)).toBeNull();
    expect(holdBytesOf({ ...log, letGo: null, outstandingBytes: null }, tokens)).toBeNull();
  });
});

function NONE(): LockstepLog {
  return { acknowledged: 0, stoppedAtToken: null, outstandingBytes: null, letGo: null };
}
