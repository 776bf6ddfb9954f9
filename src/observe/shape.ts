import type { ReaderMetrics, Unclear } from "../model/observation.ts";
import type { Look, Shape } from "../model/words.ts";
import { lookOf } from "./looks.ts";
import { paceOf } from "./pace.ts";
import { pairsOf } from "./pairs.ts";
import { streamOf } from "./stream.ts";
import * as limits from "./thresholds.ts";
import { tailSilenceMs } from "./silence.ts";

/** What a label is decided from. */
export type Labelled = Pick<
  ReaderMetrics,
  | ("status" | "end" | "tokens" | "tokensPlanned" | "tokensSent" | "doubled" | "lost" | "outOfOrder" | "textIdentical")
  | ("early" | "tokensReplayed" | "undelivered" | "releaseGapMs" | "queueMs" | "endedMs" | "sentMs" | "arrivedMs")
>;

/** A label, or why there is none. */
export interface Label {
  readonly shape: Shape | Look | null;
  readonly unclear: Unclear | null;
  /** `held`: number of the token from which on everything came together at the end. */
  readonly heldFromToken: number | null;
}

/**
 * What the path did to the stream. Pure and total: all numbers of a reader have exactly one shape, or exactly one reason for none. Decided
 * from counts and from the emission and arrival of each token; the quantiles in the metrics are for people.
 * @param rigDelayMs what the rig itself adds to every token (over a network: its round trip)
 */
export function labelOf(m: Labelled, rigDelayMs = 0): Label {
  const [shape, unclear] = labelOfCounts(m);
  if (shape !== null || unclear !== null) return { shape, unclear, heldFromToken: null };
  if (m.tokensSent === null) return lookOf(m.arrivedMs);
  return labelOfTimes(m, rigDelayMs);
}

type Decided = readonly [Shape | Look | null, Unclear | null];
const UNDECIDED: Decided = [null, null];

/** What needs no clock: refused, empty, corrupt, replayed, cut, and a stream that never went on. */
function labelOfCounts(m: Labelled): Decided {
  if ((m.status ?? 0) >= 400) return m.tokens === 0 ? ["refused", null] : [null, "status and tokens contradict"];
  if (m.early > 0) return [null, "arrived before it was sent"];
  if (isCorrupt(m)) return ["corrupt", null];
  if (m.tokens === 0) return labelOfNothing(m);
  if (m.tokensReplayed > m.tokens * limits.REPLAYED_SHARE) return ["replayed", null];
  const known = m.tokensSent !== null;
  const missing = m.tokensPlanned !== null && m.tokens < m.tokensPlanned;
  if (missing && m.end === "open") return [known ? "stalled" : "looks silent", null];
  const cut = (missing && m.end !== "left") || (!known && isBroken(m));
  return cut ? ["cut", null] : UNDECIDED;
}

/** Ended before its time, whatever was planned. */
function isBroken({ end }: Labelled): boolean {
  return end === "reset" || end === "cut" || end === "gave-up";
}

/** An answer that came to its end (or to where the reader left), but is not the one that was sent. */
function isCorrupt(m: Labelled): boolean {
  const whole = m.tokens >= (m.tokensSent ?? m.tokensPlanned ?? Infinity);
  if (m.end !== "clean" && m.end !== "left" && !whole) return false;
  if (m.doubled > 0 || m.lost > 0 || m.outOfOrder > 0) return true;
  return m.textIdentical === false && (whole || m.end === "left");
}

/** No token: and what the model and the connection say of it. */
function labelOfNothing(m: Labelled): Decided {
  const complete = m.end === "clean" || m.end === "silent";
  if (m.tokensSent === null) {
    if (complete) return ["empty", null];
    return [isBroken(m) || m.end === "left" ? "cut" : "looks silent", null];
  }
  if (m.queueMs === null) return complete ? ["empty", null] : [null, "no request reached the model"];
  const sent = m.tokensSent > 0;
  if (m.end === "open") return [sent ? "stalled" : "empty", null];
  return [complete && !sent ? "empty" : "cut", null];
}

/** What the clock tells of an answer that came as it was sent. */
function labelOfTimes(m: Labelled, rigDelayMs: number): Label {
  const pairs = pairsOf(m);
  // tokens of an answer that the log does not know: no time of sending, so nothing to compare with
  if (pairs.length === 0) return { shape: null, unclear: "no request reached the model", heldFromToken: null };
  const stream = streamOf(pairs, m.releaseGapMs, rigDelayMs);
  const { pace, heldFrom } = paceOf(stream);
  if (pace !== "held" && m.end === "left" && tailSilenceMs(m, pairs) > stream.silenceMs) {
    return { shape: "stalled", unclear: null, heldFromToken: null };
  }
  const waited = (m.queueMs ?? 0) > limits.QUEUED_MS;
  const inTime = pace === "streamed" || (pace === null && stream.lowMs <= stream.delayMs);
  if (waited && inTime) return { shape: "queued", unclear: null, heldFromToken: null };
  if (pace === null) return { shape: null, unclear: "below the rig's resolution", heldFromToken: null };
  return { shape: pace, unclear: null, heldFromToken: heldFrom === null ? null : heldFrom + 1 };
}
