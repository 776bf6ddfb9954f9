import type { ReaderMetrics } from "../model/result.ts";
import type { Shape } from "../model/words.ts";
import { MIN_QUEUE_MS, QUEUED_SHARE, REPLAYED_SHARE } from "./thresholds.ts";
import { pairsOf, spanMs } from "./pairs.ts";
import { paceOf } from "./stream-shape.ts";

/**
 * What the path did to the stream. Pure and total: every reader's numbers have exactly one shape, by the precedence of
 * src/model/words.ts. Judged from the emission and arrival of each token and from counts; the quantiles in the metrics are for people.
 */
export function shapeOf(m: ReaderMetrics): Shape {
  if (m.status !== null && m.status >= 400) return "refused";
  if (m.tokens === 0) return endedBeforeFirst(m) ? "cut" : "empty";
  if (m.tokensReplayed > m.tokens * REPLAYED_SHARE) return "replayed";
  const missing = m.tokens < m.tokensPlanned;
  if (missing && m.end === "open") return "stalled";
  if (missing && m.end !== "left") return "cut";
  const pairs = pairsOf(m);
  if (pairs.length === 0) return "empty";
  const pace = paceOf(pairs, m.releaseGapMs);
  const queueLimitMs = Math.max(MIN_QUEUE_MS, QUEUED_SHARE * spanMs(pairs.map((pair) => pair.sentMs)));
  return pace === "streamed" && (m.queueMs ?? 0) > queueLimitMs ? "queued" : pace;
}

/** No token, and it is known why: the model had the request, and the connection was broken, or the reader left as it was told. */
function endedBeforeFirst(m: ReaderMetrics): boolean {
  return m.queueMs !== null && (m.end === "reset" || m.end === "cut" || m.end === "left");
}
