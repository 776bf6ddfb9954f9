import type { ReaderMetrics } from "../model/result.ts";

/** One token on its way: emission, arrival and their difference, ms since the reader's request. */
export interface Pair {
  readonly sentMs: number;
  readonly arrivedMs: number;
  readonly holdMs: number;
}

/** The tokens that arrived, in order of arrival. */
export function pairsOf(m: Pick<ReaderMetrics, "sentMs" | "arrivedMs">): Pair[] {
  return m.arrivedMs.slice(0, m.sentMs.length).map((arrivedMs, index) => {
    const sentMs = m.sentMs[index]!;
    return { sentMs, arrivedMs, holdMs: arrivedMs - sentMs };
  });
}

/** Latest minus earliest; 0 for fewer than two times. */
export function spanMs(timesMs: readonly number[]): number {
  if (timesMs.length < 2) return 0;
  return timesMs.reduce((a, b) => Math.max(a, b)) - timesMs.reduce((a, b) => Math.min(a, b));
}
