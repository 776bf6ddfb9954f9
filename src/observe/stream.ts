import { quantile } from "simple-statistics";
import { MIN_LATE_MS } from "../model/thresholds.ts";
import { spanMs } from "../model/times.ts";
import type { Pair } from "./pairs.ts";
import * as limits from "./thresholds.ts";

/** A stream that arrived, and what it is measured by. */
export interface Stream {
  /** In order of arrival; not empty. */
  readonly pairs: readonly Pair[];
  /** Emission span and arrival span. */
  readonly sentSpanMs: number;
  readonly arrivedSpanMs: number;
  /** Median gap between two planned releases; 0: none. */
  readonly gapMs: number;
  /** By how much the path made the gap before each token longer (below zero: shorter); for the first one: its hold. */
  readonly pausesMs: readonly number[];
  /** Holds at three quantiles. */
  readonly lowMs: number;
  readonly mostMs: number;
  readonly highMs: number;
  /** A token held no longer is in pace; a low quantile above it is a delay; a pause above it a silence. */
  readonly inPaceMs: number;
  readonly delayMs: number;
  readonly silenceMs: number;
}

/**
 * @param pairs not empty
 * @param releaseGapMs median gap between two planned releases; null: none
 * @param rigDelayMs what the rig itself adds to every token (over a network: its round trip)
 */
export function streamOf(pairs: readonly Pair[], releaseGapMs: number | null, rigDelayMs: number): Stream {
  const gapMs = Math.max(0, releaseGapMs ?? 0);
  const holds = pairs.map((pair) => pair.holdMs);
  return {
    pairs,
    sentSpanMs: spanMs(pairs.map((pair) => pair.sentMs)),
    arrivedSpanMs: spanMs(pairs.map((pair) => pair.arrivedMs)),
    gapMs,
    pausesMs: holds.map((holdMs, index) => (index === 0 ? holdMs : holdMs - holds[index - 1]!)),
    lowMs: quantile(holds, limits.LOW_QUANTILE),
    mostMs: quantile(holds, limits.MOST_QUANTILE),
    highMs: quantile(holds, limits.HIGH_QUANTILE),
    inPaceMs: rigDelayMs + Math.max(MIN_LATE_MS, gapMs * limits.IN_PACE_GAPS),
    delayMs: rigDelayMs + Math.max(limits.DELAY_MS, gapMs * limits.DELAY_GAP_SHARE),
    silenceMs: Math.max(limits.SILENCE_MS, gapMs * limits.SILENCE_GAPS),
  };
}

/** Index of the token before which the path was silent longest, the first one left out; null: there is one token. */
export function longestPause({ pausesMs }: Pick<Stream, "pausesMs">): number | null {
  let longest: number | null = null;
  pausesMs.forEach((pauseMs, index) => {
    if (index > 0 && (longest === null || pauseMs > pausesMs[longest]!)) longest = index;
  });
  return longest;
}
