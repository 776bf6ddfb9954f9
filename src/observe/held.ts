import { quantile } from "simple-statistics";
import { MIN_LATE_MS } from "../model/thresholds.ts";
import { spanMs } from "../model/times.ts";
import { lumpedShare } from "./lumps.ts";
import type { Lump } from "./lumps.ts";
import { longestPause } from "./stream.ts";
import type { Stream } from "./stream.ts";
import * as limits from "./thresholds.ts";

/**
 * Index of the token from which on everything came together at the end: the first one, or the one before which the path was silent
 * longest. Null: the stream is not held.
 */
export function heldFrom(stream: Stream, lumps: readonly Lump[]): number | null {
  if (togetherFrom(stream, 0)) return 0;
  const from = longestPause(stream);
  if (from === null || !togetherFrom(stream, from)) return null;
  return isHeldTail(stream, lumps, from) ? from : null;
}

/** From this token on all waited until the model had sent them (all but a tenth), and came in clearly less time than they had been sent in. */
function togetherFrom({ pairs, gapMs }: Stream, from: number): boolean {
  const tail = pairs.slice(from);
  const sentMs = spanMs(tail.map((pair) => pair.sentMs));
  const arrivedMs = spanMs(tail.map((pair) => pair.arrivedMs));
  if (sentMs - arrivedMs <= MIN_LATE_MS || arrivedMs > sentMs * limits.LET_GO_SHARE) return false;
  const atTheEnd = tail[tail.length - 1 - Math.floor(tail.length * limits.END_SHARE)]!;
  const stampMs = Math.max(1, gapMs * limits.LUMP_STAMP_SHARE);
  return tail[0]!.arrivedMs >= atTheEnd.sentMs - stampMs;
}

/** A part of the answer is held until the end, not silent for another reason, and not the last of several steps. */
function isHeldTail({ pairs, pausesMs, inPaceMs, silenceMs }: Stream, lumps: readonly Lump[], from: number): boolean {
  const tail = pairs.slice(from);
  const share = tail.length / pairs.length;
  const mostly = share >= limits.MOSTLY_SHARE;
  if (pausesMs[from]! <= (mostly ? inPaceMs : silenceMs)) return false;
  const lateMs = tail[0]!.arrivedMs - tail.at(-1)!.sentMs;
  if (share <= limits.HALF && lateMs > spanMs(tail.map((pair) => pair.sentMs))) return false;
  if (mostly) return true;
  const holds = pairs.slice(0, from).map((pair) => pair.holdMs);
  const spread = quantile(holds, limits.HIGH_QUANTILE) - quantile(holds, limits.LOW_QUANTILE);
  const before = lumps.filter((lump) => lump[0]! < from);
  const silent = pausesMs.slice(1, from).some((pauseMs) => pauseMs > silenceMs);
  return !silent && spread <= inPaceMs && lumpedShare(before, from) < limits.LUMPED_SHARE;
}
