import type { Release } from "./schedule.ts";

/** What a driver drives: an answer. */
export interface Emitter {
  /** Sends one release. */
  release(release: Release, plannedAtNs: number): void;
  /** After the last release: ends the answer as the scenario says. */
  finish(): void;
}

/** What decides when the next release leaves. */
export interface Driver {
  stop(): void;
  acknowledge?(seq: number): void;
  acknowledgeText?(bytes: number): void;
}
