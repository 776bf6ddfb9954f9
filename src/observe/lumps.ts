import { BATCH_GAP_MIN_MS, BATCH_GAP_SHARE } from "../model/batches.ts";
import { MIN_LATE_MS } from "../model/thresholds.ts";
import type { Pair } from "./pairs.ts";
import type { Stream } from "./stream.ts";
import * as limits from "./thresholds.ts";

/** Tokens of several releases that waited for one another: indexes, in order. */
export type Lump = readonly number[];

/**
 * The lumps of a stream: neighbours of one batch (src/model/batches.ts), the first of them only after the last was sent. Tokens
 * that the model sent together are no lump by themselves.
 */
export function lumpsOf({ pairs, gapMs }: Pick<Stream, "pairs" | "gapMs">): Lump[] {
  const closeMs = Math.max(BATCH_GAP_MIN_MS, gapMs * BATCH_GAP_SHARE);
  const stampMs = Math.max(BATCH_GAP_MIN_MS, gapMs * limits.LUMP_STAMP_SHARE);
  const groups: number[][] = [];
  pairs.forEach((pair, index) => {
    const group = groups.at(-1);
    const before = pairs[index - 1];
    const close = before !== undefined && pair.arrivedMs - before.arrivedMs < closeMs;
    if (group !== undefined && close && pair.sentMs <= pairs[group[0]!]!.arrivedMs + stampMs) group.push(index);
    else groups.push([index]);
  });
  return groups.filter((group) => pairs[group.at(-1)!]!.sentMs - pairs[group[0]!]!.sentMs > closeMs);
}

/** The tokens of these lumps, as a share of all. */
export function lumpedShare(lumps: readonly Lump[], tokens: number): number {
  return lumps.reduce((sum, lump) => sum + lump.length, 0) / tokens;
}

/**
 * In steps: two lumps or more hold at least half of the tokens, and the stream is not in pace between them. Lumps that waited no longer than
 * a busy machine may take count only where nearly everything comes in lumps.
 */
export function isBatched({ pairs }: Stream, lumps: readonly Lump[]): boolean {
  const waited = lumps.filter((lump) => pairs[lump[0]!]!.holdMs > MIN_LATE_MS);
  const counted = lumpedShare(lumps, pairs.length) >= limits.ALL_LUMPED_SHARE ? lumps : waited;
  if (counted.length < 2 || lumpedShare(counted, pairs.length) < limits.LUMPED_SHARE) return false;
  return pacedShare(pairs, counted) < limits.PACE_SHARE;
}

/** Share of the tokens that pass one by one, in runs long enough to show a pace. */
function pacedShare(pairs: readonly Pair[], lumps: readonly Lump[]): number {
  const lumped = new Set(lumps.flat());
  let [paced, run] = [0, 0];
  for (let index = 0; index <= pairs.length; index += 1) {
    if (index < pairs.length && !lumped.has(index)) run += 1;
    else {
      if (run >= limits.PACE_RUN_TOKENS) paced += run;
      run = 0;
    }
  }
  return paced / pairs.length;
}
