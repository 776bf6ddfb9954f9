import { metricsOf } from "../../src/metrics/index.ts";
import type { TraceDocument } from "../../src/model/trace.ts";
import { renderExperiment } from "../../src/report/index.ts";
import { judged } from "./traces.ts";

/** A page as a pipe has it. */
const PLAIN = { width: 100, colour: false };

/** The report of a hand-written trace, judged as src/run.ts does it. */
export function render(trace: TraceDocument, page = PLAIN): string {
  const resultPath = "results/written-by-hand/latest";
  return renderExperiment({ trace, metrics: metricsOf(trace), verdict: judged(trace), resultPath }, page);
}
