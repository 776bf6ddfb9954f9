import { setTimeout as delay } from "node:timers/promises";

/** CLOCK_MONOTONIC in ns, shared by all containers on one kernel. Exact to 1 ns for the first 104 days of uptime (2^53 ns). */
export function nowNs(): number {
  return Number(process.hrtime.bigint());
}

/** Resolves at `atNs`, never before; at once if that has passed. Rejects with AbortError when `signal` is aborted. */
export async function until(atNs: number, signal: AbortSignal): Promise<void> {
  // A Node timer may fire up to 1 ms early, hence the loop.
  for (let leftNs = atNs - nowNs(); leftNs > 0; leftNs = atNs - nowNs()) {
    await delay(Math.ceil(leftNs / 1e6), undefined, { signal });
  }
}
