import type { MetricsDocument } from "../model/result.ts";
import { SCHEMA_VERSION } from "../model/trace.ts";
import type { TraceDocument } from "../model/trace.ts";
import { runMetrics } from "./run.ts";

export { readerMetrics } from "./reader.ts";
export { runMetrics } from "./run.ts";

/** The numbers of every run of every side; a side that has no run has an empty list. */
export function metricsOf(trace: TraceDocument): MetricsDocument {
  return {
    schemaVersion: SCHEMA_VERSION,
    subject: trace.subject,
    sides: Object.fromEntries(
      trace.sides.map((side) => [side.side.name, side.runs.map((run) => runMetrics(run, side.side))]),
    ),
  };
}
