import { labelled, unlabelled } from "./label.ts";
import type { Label, Labelled } from "./label.ts";
import { lookOf } from "./looks.ts";
import { paceOf } from "./pace.ts";
import { pairsOf } from "./pairs.ts";
import { tailSilenceMs } from "./silence.ts";
import { streamOf } from "./stream.ts";
import * as limits from "./thresholds.ts";

/**
 * What the path did to the stream. Pure and total: all numbers of a reader have exactly one shape, or exactly one reason for none. Decided
 * from counts and from the emission and arrival of each token; the quantiles in the metrics are for people.
 * @param rigDelayMs what the rig itself adds to every token (over a network: its round trip)
 */
export function labelOf(m: Labelled, rigDelayMs = 0): Label {
  return labelOfCounts(m) ?? (m.tokensSent === null ? lookOf(m.arrivedMs) : labelOfTimes(m, rigDelayMs));
}

/** What needs no clock: refused, empty, corrupt, replayed, cut, and a stream that never went on. Null: there is an answer to look at. */
function labelOfCounts(m: Labelled): Label | null {
  if ((m.status ?? 0) >= 400) return m.tokens === 0 ? labelled("refused") : unlabelled("status and tokens contradict");
  if (m.early > 0) return unlabelled("arrived before it was sent");
  if (isCorrupt(m)) return labelled("corrupt");
  if (m.tokens === 0) return labelOfNothing(m);
  if (m.tokensReplayed > m.tokens * limits.REPLAYED_SHARE) return labelled("replayed");
  const known = m.tokensSent !== null;
  const missing = m.tokensPlanned !== null && m.tokens < m.tokensPlanned;
  if (missing && m.end === "open") return labelled(known ? "stalled" : "looks silent");
  if ((missing && m.end !== "left") || (!known && isBroken(m))) return labelled("cut");
  return m.arrivedMs.length === 0 || (known && m.sentMs.length === 0)
    ? unlabelled("no request reached the model")
    : null;
}

/** Ended before its time, whatever was planned. */
function isBroken({ end }: Labelled): boolean {
  return end === "reset" || end === "cut" || end === "gave-up";
}

/** An answer that came to its end (or to where the reader left), but is not the one that was sent. */
function isCorrupt(m: Labelled): boolean {
  const whole = m.tokens >= (m.tokensSent ?? m.tokensPlanned ?? Infinity);
  // a client that hands out text only shows no end marker: with a hole, or another text, it is complete and never whole
  if (m.end === "silent" && m.lost > 0) return true;
  if (m.end !== "clean" && m.end !== "left" && !whole) return false;
  if (m.doubled > 0 || m.lost > 0 || m.outOfOrder > 0) return true;
  return m.textIdentical === false && (whole || m.end === "left");
}

/** No token: and what the model and the connection say of it. */
function labelOfNothing({ tokensSent, queueMs, end }: Labelled): Label {
  const complete = end === "clean" || end === "silent";
  if (tokensSent === null) return labelled(complete ? "empty" : end === "open" ? "looks silent" : "cut");
  if (queueMs === null) return complete ? labelled("empty") : unlabelled("no request reached the model");
  if (end === "open") return labelled(tokensSent > 0 ? "stalled" : "empty");
  return labelled(complete && tokensSent === 0 ? "empty" : "cut");
}

/** What the clock tells of an answer that came as it was sent. */
function labelOfTimes(m: Labelled, rigDelayMs: number): Label {
  const pairs = pairsOf(m);
  const stream = streamOf(pairs, m.releaseGapMs, rigDelayMs);
  const { pace, heldFrom } = paceOf(stream);
  if (pace === "held") return labelled(pace, heldFrom);
  // of a stream that is slow all along, the wait for a token that the reader did not stay for is no other than the waits before it
  const usualMs = stream.pausesMs.reduce((a, b) => Math.max(a, b), stream.silenceMs);
  if (m.end === "left" && tailSilenceMs(m, pairs) > usualMs) return labelled("stalled");
  // of a single token, too, it can be told that its request waited
  const inTime = pace === "streamed" || (pace === null && stream.lowMs <= stream.delayMs);
  if (inTime && (m.queueMs ?? 0) > limits.QUEUED_MS) return labelled("queued");
  return pace === null ? unlabelled("below the rig's resolution") : labelled(pace);
}
