import { median, quantile } from "simple-statistics";
import { BATCH_GAP_MIN_MS } from "../model/batches.ts";
import { gapsOf, spanMs } from "../model/times.ts";
import type { Label } from "./shape.ts";
import * as limits from "./thresholds.ts";

/**
 * What arrivals look like where nobody knows when the model sent. Never a proof: a model that pauses looks silent, one that releases
 * several tokens at a time looks stepped.
 * @param arrivedMs ms since the request, ascending; not empty
 */
export function lookOf(arrivedMs: readonly number[]): Label {
  const gaps = gapsOf(arrivedMs);
  const look = (shape: Label["shape"], from: number | null = null): Label => {
    return { shape, unclear: null, heldFromToken: from === null ? null : from + 1 };
  };
  const tooShort: Label = { shape: null, unclear: "below the rig's resolution", heldFromToken: null };
  if (gaps.length === 0) return tooShort;
  const usualMs = median(gaps);
  const wide = Math.max(BATCH_GAP_MIN_MS, quantile(gaps, 0.9) / 4);
  if (usualMs < BATCH_GAP_MIN_MS && spanMs(arrivedMs) <= arrivedMs[0]! * limits.LOOKS_HELD_SHARE)
    return look("looks held", 0);
  const silentMs = Math.max(limits.LOOKS_SILENT_MS, usualMs * limits.LOOKS_SILENT_GAPS);
  const batches = groupsOf(gaps, wide);
  const last = batches.at(-1)!;
  const from = arrivedMs.length - last;
  if (last >= 2 && last >= arrivedMs.length * limits.MOSTLY_SHARE && gaps[from - 1]! > limits.SILENCE_MS)
    return look("looks held", from);
  const lumped = batches.filter((size) => size > 1).reduce((sum, size) => sum + size, 0);
  if (batches.length > 1 && lumped >= arrivedMs.length * limits.LUMPED_SHARE) return look("looks stepped");
  if (gaps.some((gap) => gap > silentMs)) return look("looks silent");
  return spanMs(arrivedMs) > limits.RESOLUTION_MS ? look("looks streamed") : tooShort;
}

/** Sizes of the groups of arrivals whose gaps are below a limit. */
function groupsOf(gaps: readonly number[], limitMs: number): number[] {
  const sizes = [1];
  for (const gap of gaps) {
    if (gap < limitMs) sizes[sizes.length - 1]! += 1;
    else sizes.push(1);
  }
  return sizes;
}
