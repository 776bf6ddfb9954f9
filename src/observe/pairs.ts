import type { ReaderMetrics } from "../model/observation.ts";

/** One token on its way: emission, arrival and their difference, ms since the reader's request. */
export interface Pair {
  readonly sentMs: number;
  readonly arrivedMs: number;
  readonly holdMs: number;
}

/**
 * The tokens that arrived, in order of arrival. What was sent before the reader asked (it joined an answer that was on its way) is held
 * from its request on: nobody could have had it earlier.
 */
export function pairsOf(m: Pick<ReaderMetrics, "sentMs" | "arrivedMs" | "tokensReplayed">): Pair[] {
  return m.arrivedMs.slice(0, m.sentMs.length).map((arrivedMs, index) => {
    const sentMs = m.tokensReplayed > 0 ? Math.max(0, m.sentMs[index]!) : m.sentMs[index]!;
    return { sentMs, arrivedMs, holdMs: arrivedMs - sentMs };
  });
}
