import { quantile, sum } from "simple-statistics";
import { MIN_LATE_MS } from "../model/thresholds.ts";
import type { Shape } from "../model/words.ts";
import { heldFrom } from "./held.ts";
import { isBatched, lumpsOf } from "./lumps.ts";
import type { Stream } from "./stream.ts";
import * as limits from "./thresholds.ts";

/** Shapes of a stream that arrived: what is left when nothing is missing, replayed or refused. */
export type Pace = Extract<Shape, "held" | "batched" | "stalled" | "stretched" | "delayed" | "streamed">;

/** Null: the clockwork cannot tell. `heldFrom`: index of a token, where it is held. */
export interface PaceFound {
  readonly pace: Pace | null;
  readonly heldFrom: number | null;
}

/**
 * Decides between the paces. Held and batched are seen in which tokens waited for which others, so they come first: pairs are late by one
 * gap, which by itself is jitter. Then what passes as streamed; then the ways to be late.
 */
export function paceOf(stream: Stream): PaceFound {
  if (stream.sentSpanMs <= limits.RESOLUTION_MS) return { pace: paceOfOneRelease(stream), heldFrom: null };
  const lumps = lumpsOf(stream);
  const from = heldFrom(stream, lumps);
  if (from !== null) return { pace: "held", heldFrom: from };
  return { pace: isBatched(stream, lumps) ? "batched" : paceOfSingles(stream), heldFrom: null };
}

/** Tokens that pass one by one: in time, slower and slower, silent for a time, or late. */
function paceOfSingles(stream: Stream): Pace | null {
  if (keepsUp(stream)) return isLate(stream);
  if (isStretched(stream)) return "stretched";
  return hasSilence(stream) || fallsBehind(stream) ? "stalled" : "delayed";
}

/** No token more than a gap late, but for single ones; no silence, the wait for the first token counted. */
function keepsUp({ highMs, inPaceMs, pausesMs, silenceMs }: Stream): boolean {
  return highMs <= inPaceMs && pausesMs.every((pauseMs) => pauseMs <= silenceMs);
}

/** Of a stream that keeps up: late by a constant, or not; of a few tokens a busy machine may have been late with each. */
function isLate({ lowMs, mostMs, delayMs, pairs }: Stream): Pace | null {
  if (lowMs <= delayMs) return "streamed";
  if (pairs.length < limits.FEW_TOKENS && lowMs <= Math.max(MIN_LATE_MS, delayMs)) return null;
  if (pairs.length >= limits.MANY_TOKENS) return "delayed";
  return mostMs <= lowMs * limits.CONSTANT_FACTOR ? "delayed" : "streamed";
}

/** Slower than sent, all along: the last token is later than the first by more than jitter, and the largest pauses are not the half of it. */
function isStretched({ pairs, pausesMs, inPaceMs }: Stream): boolean {
  const laterMs = pairs.at(-1)!.holdMs - pairs[0]!.holdMs;
  if (laterMs <= inPaceMs) return false;
  const pauses = pausesMs.slice(1).toSorted((a, b) => b - a);
  const largest = pauses.slice(0, Math.ceil(pauses.length / limits.ALL_ALONG_TENTH));
  return sum(largest) <= laterMs * limits.ALL_ALONG_SHARE;
}

function hasSilence({ pausesMs, silenceMs }: Stream): boolean {
  return pausesMs.slice(1).some((pauseMs) => pauseMs > silenceMs);
}

/** More than jitter later than it had been before: a stream that is only late, or catches up, never is. */
function fallsBehind({ pairs, inPaceMs }: Stream): boolean {
  let lowestMs = Infinity;
  const behindMs = pairs.map(({ holdMs }) => {
    lowestMs = Math.min(lowestMs, holdMs);
    return holdMs - lowestMs;
  });
  return quantile(behindMs, limits.HIGH_QUANTILE) > inPaceMs;
}

/**
 * One token, or all sent (nearly) at once: nothing can be seen to be held together. It is in time only if every hold is far shorter than
 * the emission; late, or drawn out, by more than a busy machine may take.
 */
function paceOfOneRelease(stream: Stream): Pace | null {
  const { pairs, sentSpanMs, lowMs, highMs, arrivedSpanMs } = stream;
  if (sentSpanMs > 0 && pairs.every((pair) => pair.holdMs <= sentSpanMs * limits.SEEN_SHARE)) return "streamed";
  if (arrivedSpanMs - sentSpanMs > MIN_LATE_MS && highMs > stream.inPaceMs) {
    return isStretched(stream) ? "stretched" : "stalled";
  }
  return lowMs > Math.max(MIN_LATE_MS, stream.delayMs) ? "delayed" : null;
}
