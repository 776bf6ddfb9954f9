import { median, quantile } from "simple-statistics";
import { BATCH_GAP_MIN_MS } from "../model/batches.ts";
import { gapsOf, spanMs } from "../model/times.ts";
import { labelled, unlabelled } from "./label.ts";
import type { Label } from "./label.ts";
import * as limits from "./thresholds.ts";

/**
 * What arrivals look like where nobody knows when the model sent. Never a proof: a model that pauses looks silent, one that releases
 * several tokens at a time looks stepped.
 * @param arrivedMs ms since the request, ascending; not empty
 */
export function lookOf(arrivedMs: readonly number[]): Label {
  const gaps = gapsOf(arrivedMs);
  if (gaps.length === 0) return unlabelled("below the rig's resolution");
  const usualMs = median(gaps);
  const groups = groupsOf(gaps);
  const from = looksHeldFrom(arrivedMs, gaps, usualMs, groups.at(-1)!);
  if (from !== null) return labelled("looks held", from);
  const grouped = groups.filter((size) => size > 1).reduce((sum, size) => sum + size, 0);
  if (groups.length > 1 && grouped >= arrivedMs.length * limits.MOSTLY_SHARE) return labelled("looks stepped");
  const silentMs = Math.max(limits.LOOKS_SILENT_MS, usualMs * limits.LOOKS_SILENT_GAPS);
  if (gaps.some((gap) => gap > silentMs)) return labelled("looks silent");
  if (spanMs(arrivedMs) > limits.RESOLUTION_MS) return labelled("looks streamed");
  return unlabelled("below the rig's resolution");
}

/** Sizes of the groups of arrivals that are far closer together than the wide gaps of this answer. */
export function groupsOf(gaps: readonly number[]): number[] {
  const closeMs = Math.max(BATCH_GAP_MIN_MS, quantile([...gaps], limits.WIDE_QUANTILE) * limits.LOOKS_STEP_SHARE);
  const sizes = [1];
  for (const gap of gaps) {
    if (gap < closeMs) sizes[sizes.length - 1]! += 1;
    else sizes.push(1);
  }
  return sizes;
}

/**
 * Index of the token from which on everything came in one lump: all of it, so soon after so long a wait as no model sends, or most of it
 * after a silence. Null: it did not.
 * @param last size of the last group
 */
function looksHeldFrom(
  arrivedMs: readonly number[],
  gaps: readonly number[],
  usualMs: number,
  last: number,
): number | null {
  const soon = spanMs(arrivedMs) <= arrivedMs[0]! * limits.LOOKS_HELD_SHARE;
  if (soon && usualMs < BATCH_GAP_MIN_MS) return 0;
  const from = arrivedMs.length - last;
  const mostly = last > 1 && last >= arrivedMs.length * limits.MOSTLY_SHARE;
  return mostly && from > 0 && gaps[from - 1]! > limits.SILENCE_MS ? from : null;
}
