import { max, quantile, sum } from "simple-statistics";
import { batchesOf } from "../model/batches.ts";
import type { Shape } from "../model/words.ts";
import type { Pair } from "./pairs.ts";
import { spanMs } from "./pairs.ts";
import * as limits from "./thresholds.ts";

/** Shapes of a stream that arrived: what is left when nothing is missing, replayed or refused. */
export type Pace = Extract<Shape, "held" | "batched" | "stalled" | "stretched" | "delayed" | "streamed">;

/** A stream that arrived, and what its judges measure it by. */
interface Stream {
  readonly pairs: readonly Pair[];
  /** Emission span and arrival span. */
  readonly sentSpanMs: number;
  readonly arrivedSpanMs: number;
  /** Median gap between two planned releases; null: none. */
  readonly releaseGapMs: number | null;
  /** What holds are compared with: a token held no longer is in pace. */
  readonly inPaceMs: number;
  /** Holds at the two quantiles. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** Decides between the paces, in the order of src/model/words.ts; what fits none is irregular, and so `stalled`. `pairs` is not empty. */
export function paceOf(pairs: readonly Pair[], releaseGapMs: number | null): Pace {
  const holds = pairs.map((pair) => pair.holdMs);
  const stream: Stream = {
    pairs,
    sentSpanMs: spanMs(pairs.map((pair) => pair.sentMs)),
    arrivedSpanMs: spanMs(pairs.map((pair) => pair.arrivedMs)),
    releaseGapMs,
    inPaceMs: Math.max(limits.MIN_LATE_MS, (releaseGapMs ?? 0) * limits.IN_PACE_GAPS),
    lowMs: quantile(holds, limits.LOW_QUANTILE),
    highMs: quantile(holds, limits.HIGH_QUANTILE),
  };
  if (stream.sentSpanMs < limits.MIN_SPAN_MS) return paceOfOneRelease(stream);
  if (isHeld(stream)) return "held";
  if (isBatched(stream)) return "batched";
  if (isStretched(stream)) return "stretched";
  if (stream.highMs <= stream.inPaceMs) return "streamed";
  return stream.highMs - stream.lowMs <= stream.inPaceMs ? "delayed" : "stalled";
}

/** A stream too short for ratios (one token, or all at once): in time, late as a whole, or drawn out. */
function paceOfOneRelease({ highMs, lowMs }: Stream): Pace {
  if (highMs <= limits.MIN_LATE_MS) return "streamed";
  return highMs - lowMs <= limits.MIN_LATE_MS ? "delayed" : "stretched";
}

/** Nearly all tokens arrive together at the end, and they had waited for it. */
function isHeld({ pairs, sentSpanMs }: Stream): boolean {
  const lastArrivalMs = max(pairs.map((pair) => pair.arrivedMs));
  const lastEmissionMs = max(pairs.map((pair) => pair.sentMs));
  const windowMs = sentSpanMs * limits.HELD_WINDOW_SHARE;
  const together = pairs.filter((pair) => pair.arrivedMs >= lastArrivalMs - windowMs).length;
  const waitedMs = sum(pairs.map((pair) => Math.max(0, pair.holdMs)));
  const longestWaitMs = sum(pairs.map((pair) => lastEmissionMs - pair.sentMs));
  return together >= pairs.length * limits.HELD_TOKENS_SHARE && waitedMs >= longestWaitMs * limits.HELD_WAIT_SHARE;
}

/** At least half of the tokens arrive in lumps that the model had sent as several releases; one lump in a stream in pace is a silence. */
function isBatched({ pairs, releaseGapMs, inPaceMs }: Stream): boolean {
  const releaseOf = new Map<number, number>();
  const sentMs = pairs.map((pair) => pair.sentMs);
  batchesOf(sentMs, releaseGapMs).forEach((release, number) =>
    release.forEach((token) => releaseOf.set(token, number)),
  );

  const batches = batchesOf(
    pairs.map((pair) => pair.arrivedMs),
    releaseGapMs,
  );
  const lumps = batches.filter((batch) => new Set(batch.map((token) => releaseOf.get(token))).size > 1);
  const lumped = new Set(lumps.flat());
  if (lumped.size < pairs.length * limits.LUMPED_SHARE) return false;
  const inPace = pairs.filter((pair, token) => !lumped.has(token) && pair.holdMs <= inPaceMs).length;
  return lumps.length > 1 || inPace < pairs.length * limits.IN_PACE_SHARE;
}

/** Slower than sent, all along: the excess is not one pause. */
function isStretched({ pairs, sentSpanMs, arrivedSpanMs }: Stream): boolean {
  if (arrivedSpanMs <= sentSpanMs * limits.STRETCHED_RATIO) return false;
  const pauses = pairs.slice(1).map((pair, index) => pair.holdMs - pairs[index]!.holdMs);
  return max(pauses) <= (arrivedSpanMs - sentSpanMs) * limits.ONE_PAUSE_SHARE;
}
