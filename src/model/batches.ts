/**
 * Two tokens belong to one batch when less than this share of the gap between two releases lies between them. A layer that passes every
 * release on keeps whole gaps, less the jitter; one that collects sends without any gap, or over a slow way with a third of one.
 */
export const BATCH_GAP_SHARE = 2 / 5;

/** Below this no gap tells two tokens apart, ms: an idle core's wake-up alone takes 0.3. Also the limit where the plan has no gaps. */
export const BATCH_GAP_MIN_MS = 1;

/**
 * Groups times that belong to one batch (see BATCH_GAP_SHARE).
 * @param timesMs ascending
 * @param releaseGapMs planned gap between two releases; null: the plan has none
 * @returns for each batch the indexes of its times, in order
 */
export function batchesOf(timesMs: readonly number[], releaseGapMs: number | null): number[][] {
  const limitMs = Math.max(BATCH_GAP_MIN_MS, (releaseGapMs ?? 0) * BATCH_GAP_SHARE);
  const batches: number[][] = [];
  timesMs.forEach((timeMs, index) => {
    const before = timesMs[index - 1];
    if (before !== undefined && timeMs - before < limitMs) batches.at(-1)?.push(index);
    else batches.push([index]);
  });
  return batches;
}
