import type { ReaderMetrics, Unclear } from "../model/observation.ts";
import type { Look, Shape } from "../model/words.ts";

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

/** @param heldFrom index of the token from which on everything came together */
export function labelled(shape: Shape | Look, heldFrom: number | null = null): Label {
  return { shape, unclear: null, heldFromToken: heldFrom === null ? null : heldFrom + 1 };
}

export function unlabelled(unclear: Unclear): Label {
  return { shape: null, unclear, heldFromToken: null };
}
