import { quantile } from "simple-statistics";
import type { Arrival } from "./curve.ts";

/**
 * How far an answer lags behind, by shares of its bytes, as a part of the time it took: the median over its arrivals. For what cannot be
 * compared byte by byte: half of a compressed answer should leave when half of it has come.
 */
export function lagShare(from: readonly Arrival[], to: readonly Arrival[]): number {
  const spanNs = (from.at(-1)?.atNs ?? 0) - (from[0]?.atNs ?? 0);
  if (spanNs <= 0) return 0;
  const [all, allOut] = [totalOf(from), totalOf(to)];
  let [came, gone, index] = [0, 0, 0];
  const lags = from.map(({ atNs, bytes }) => {
    came += bytes;
    while (index < to.length && (gone + to[index]!.bytes) / allOut < came / all - 1e-9) gone += to[index++]!.bytes;
    return Math.max(0, (to[index]?.atNs ?? to.at(-1)!.atNs) - atNs) / spanNs;
  });
  return quantile(lags, 0.5);
}

function totalOf(arrivals: readonly Arrival[]): number {
  return arrivals.reduce((sum, { bytes }) => sum + bytes, 0);
}
