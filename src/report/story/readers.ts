import type { ResolvedReader } from "../../model/experiment.ts";
import type { ReaderMetrics, ReaderObservation, RunObservation } from "../../model/observation.ts";
import type { MetricsDocument, VerdictDocument } from "../../model/result.ts";
import type { RunTrace, SideTrace, TraceDocument } from "../../model/trace.ts";

/** A subject's raw records, its numbers and its judgement: what every picture is drawn from. */
export interface Documents {
  readonly trace: TraceDocument;
  readonly metrics: MetricsDocument;
  readonly verdict: VerdictDocument;
}

/** The same without the numbers: what tables are made of. */
export type Seen = Pick<Documents, "trace" | "verdict">;

/** What one reader of a side saw, and when. */
export interface SeenReader {
  readonly name: string;
  /** Its request, ms after the side's first one. */
  readonly offsetMs: number;
  readonly seen: ReaderObservation;
  readonly stamps: Pick<ReaderMetrics, "sentMs" | "arrivedMs">;
}

/** The run that a side is shown by: the paced one, or its only one; undefined: it was not measured. */
export function shownRun<R extends Pick<RunTrace, "proof">>(runs: readonly R[]): R | undefined {
  return runs.find((run) => run.proof === "paced") ?? runs[0];
}

/** What was seen in the run that a side is shown by; undefined: it was not measured. */
export function observedRun({ side }: SideTrace, { verdict }: Seen): RunObservation | undefined {
  return shownRun(verdict.sides[side.name]?.observation.runs ?? []);
}

/** The readers of a side, in the order that the side names them; none if it was not measured. */
export function readersOf(trace: SideTrace, documents: Documents): SeenReader[] {
  const observed = observedRun(trace, documents);
  if (observed === undefined) return [];
  const sameRun = ({ runId }: { readonly runId: string }): boolean => runId === observed.runId;
  const stamps = documents.metrics.sides[trace.side.name]?.find(sameRun)?.readers ?? {};
  const records = trace.runs.find(sameRun)?.records ?? {};
  const requestNs = (name: string): number => records[name]?.requestSentAtNs ?? records[name]?.startedAtNs ?? 0;
  const names = Object.keys(observed.readers);
  const zeroNs = names.reduce((first, name) => Math.min(first, requestNs(name)), Infinity);
  return names.map((name) => ({
    name,
    offsetMs: (requestNs(name) - zeroNs) / 1e6,
    seen: observed.readers[name]!,
    stamps: stamps[name] ?? { sentMs: [], arrivedMs: [] },
  }));
}

/** What makes two readers different ones, not two arrivals of the same: all but their start. */
export function kindOf(reader: ResolvedReader): string {
  return JSON.stringify({ ...reader, startMs: 0 });
}

/** True where a reader enters where every reader does that is told nothing else: at the outermost layer. */
export function entersAtFirst({ at }: ResolvedReader, path: readonly string[]): boolean {
  return at !== null && at === path[0];
}
