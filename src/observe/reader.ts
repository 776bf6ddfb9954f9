import { quantile } from "simple-statistics";
import type { ReaderMetrics, ReaderObservation } from "../model/observation.ts";
import { pairsOf } from "./pairs.ts";
import { labelOf } from "./shape.ts";
import { silenceOf } from "./silence.ts";
import { LOW_QUANTILE } from "./thresholds.ts";

/**
 * What one reader saw: its numbers, a label and the figures behind it. Knows no expectation.
 * @param rigDelayMs what the rig itself adds to every token; over a network its measured round trip
 */
export function observeReader(metrics: ReaderMetrics, rigDelayMs = 0): ReaderObservation {
  const { sentMs: _sent, arrivedMs: _arrived, ...numbers } = metrics;
  const pairs = pairsOf(metrics);
  const holds = pairs.map((pair) => pair.holdMs);
  return {
    ...numbers,
    ...labelOf(metrics, rigDelayMs),
    ...silenceOf(metrics, pairs),
    delayMs: holds.length === 0 ? null : quantile(holds, LOW_QUANTILE),
  };
}
