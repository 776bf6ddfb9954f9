import type { MetricsDocument, ReaderMetrics, VerdictDocument } from "../model/result.ts";
import type { SideTrace, TraceDocument } from "../model/trace.ts";
import type { Shape } from "../model/words.ts";

/** An experiment's raw records, its numbers and its judgement: what every picture is drawn from. */
export interface Documents {
  readonly verdict: VerdictDocument;
  readonly metrics: MetricsDocument;
  readonly trace: TraceDocument;
}

/** What one reader of a side felt. */
export interface SeenReader {
  readonly name: string;
  /** Its request, ms after the side's first one. */
  readonly offsetMs: number;
  readonly m: ReaderMetrics;
  readonly shape: Shape;
}

/** The readers of a side's paced run, or of its only run; none if it was not measured. */
export function readersOf({ side, runs }: SideTrace, { verdict, metrics }: Documents): SeenReader[] {
  const index = Math.max(
    0,
    runs.findIndex((run) => run.proof === "paced"),
  );
  const [records, readers] = [runs[index]?.records ?? {}, metrics.sides[side.name]?.[index]?.readers ?? {}];
  const requestNs = (name: string): number => records[name]?.requestSentAtNs ?? records[name]?.startedAtNs ?? 0;
  const zeroNs = Object.keys(readers).reduce((first, name) => Math.min(first, requestNs(name)), Infinity);
  const seen = verdict.sides[side.name];
  return Object.entries(readers).map(([name, m]) => ({
    name,
    m,
    offsetMs: (requestNs(name) - zeroNs) / 1e6,
    shape: seen?.readers[name]?.shape ?? seen?.shape ?? "empty",
  }));
}
