import { metricsOf } from "./metrics/index.ts";
import type { MetricsDocument, VerdictDocument } from "./model/result.ts";
import type { TraceDocument } from "./model/trace.ts";
import { observationsOf } from "./observe/index.ts";
import { seenOf, verdictOf } from "./verdict/index.ts";

/** A trace with all that follows from it. */
export interface Judged {
  readonly trace: TraceDocument;
  readonly metrics: MetricsDocument;
  readonly verdict: VerdictDocument;
}

/** Numbers, observation and verdict of a trace, fresh or old. Pure: the same trace gives the same documents, and no engine is needed. */
export function judge(trace: TraceDocument): Judged {
  const metrics = metricsOf(trace);
  const seen = seenOf(metrics, (each) => observationsOf(trace, each));
  return { trace, metrics, verdict: verdictOf(trace, seen) };
}
