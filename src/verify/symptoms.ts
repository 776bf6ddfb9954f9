import type { Seen } from "./cell.ts";
import { WAITS_MS } from "./thresholds.ts";

/** Tokens are missing behind an end. */
export function isLost({ got, sent, end }: Seen): boolean {
  return got < sent && end !== "open";
}

/** It was held, whole or each token by itself, and nothing is missing. */
export function isHeld(seen: Seen): boolean {
  return (seen.held !== null || waits(seen)) && !isLost(seen);
}

/** Each token came by itself, and late. */
export function waits({ held, latencyMs }: Seen): boolean {
  return held === null && latencyMs !== null && latencyMs > WAITS_MS;
}
