import type { RunMetrics, RunObservation, SideObservation } from "../model/observation.ts";
import type { MetricsDocument } from "../model/result.ts";
import type { RunTrace, SideTrace, TraceDocument } from "../model/trace.ts";
import { handshakeOf, holdBytesOf } from "./handshake.ts";
import { observeReader } from "./reader.ts";

export { pairsOf } from "./pairs.ts";
export { observeReader } from "./reader.ts";
export { labelOf } from "./shape.ts";
export type { Label, Labelled } from "./label.ts";
export { groupsOf } from "./looks.ts";
export { silenceOf } from "./silence.ts";

/**
 * What was seen in one run. Readers of a lockstep run are labelled too, but its emission waits for them: what it proves is the handshake.
 * @param trace the run that the metrics are of
 */
export function observeRun(run: RunMetrics, trace: RunTrace, rigDelayMs = 0): RunObservation {
  const { readers, ...numbers } = run;
  const generation =
    trace.sendLog?.generations
      .toSorted((a, b) => a.requestAtNs - b.requestAtNs)
      .find((each) => each.lockstep !== null) ?? null;
  const planned = Object.values(readers).at(0)?.tokensPlanned ?? 0;
  return {
    ...numbers,
    readers: Object.fromEntries(Object.entries(readers).map(([name, each]) => [name, observeReader(each, rigDelayMs)])),
    handshake: run.lockstep === null ? null : handshakeOf(run.lockstep, planned),
    holdBytes: run.lockstep === null || generation === null ? null : holdBytesOf(run.lockstep, generation.tokens),
  };
}

/**
 * What was seen of one side.
 * @param runs the metrics of its runs, in the same order
 * @param rigDelayMs what the rig itself adds to every token, beyond the 0.5 ms of two containers on one machine
 */
export function observeSide(
  trace: Pick<SideTrace, "runs" | "peakMemoryMb">,
  runs: readonly RunMetrics[],
  rigDelayMs = 0,
): SideObservation {
  return {
    runs: runs.map((run, index) => observeRun(run, trace.runs[index]!, rigDelayMs)),
    peakMemoryMb: trace.peakMemoryMb,
  };
}

/** What was seen of every side, by name. */
export function observationsOf(trace: TraceDocument, metrics: MetricsDocument): Record<string, SideObservation> {
  return Object.fromEntries(
    trace.sides.map((side) => [side.side.name, observeSide(side, metrics.sides[side.side.name] ?? [])]),
  );
}
