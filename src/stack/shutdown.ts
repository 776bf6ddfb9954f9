import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { reapOwner } from "./reap.ts";

/** The `docker compose up`s under way: each goes on creating containers even when nobody waits for it. */
export class Ups {
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;

  /**
   * Starts one, and keeps track of it.
   * @throws LabError rig_failed after `close`, without having started it: nobody would take down what it creates
   */
  async start<T>(up: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new LabError("rig_failed", "not started: the run is being taken down");
    const going = up();
    this.#pending.add(going);
    try {
      return await going;
    } finally {
      this.#pending.delete(going);
    }
  }

  /** Lets nothing start any more, and waits for what is under way, `limitMs` at most. */
  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    await Promise.race([Promise.allSettled([...this.#pending]), delay(limitMs, undefined, { ref: false })]);
  }
}

const ups = new Ups();

/** Does what creates a stack's folder and containers; see Ups.start. */
export function tracked<T>(up: () => Promise<T>): Promise<T> {
  return ups.start(up);
}

const leaving = new Set<Promise<unknown>>();

/** Lets a take-down go on by itself: the next side can be started beside it. Who measures next, or ends, waits for `allGone`. */
export function leave(takeDown: PromiseLike<unknown>): void {
  const going = Promise.resolve(takeDown);
  going.catch(() => {}); // its failure is allGone's to tell, however long ago it was
  leaving.add(going);
}

/** Resolves when nothing is being taken down any more. @throws what the first failed take-down since the last call threw */
export async function allGone(): Promise<void> {
  const waitedFor = [...leaving];
  const outcomes = await Promise.allSettled(waitedFor);
  waitedFor.forEach((each) => leaving.delete(each));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** Compose starts a path in two seconds; what takes longer than this is left to the next sweep. */
const SETTLE_LIMIT_MS = 15_000;

const REMOVAL_LIMIT_MS = 5_000;
const POLL_MS = 100;

/**
 * Ends everything that this process has started. For signals: no side starts any more, and ups under way are waited for, which would add to
 * it afterwards. Sides that are being disposed of at the same time are waited for too: a network stays as long as a container stands on it.
 */
export async function takeDownAll(): Promise<void> {
  await ups.close(SETTLE_LIMIT_MS);
  const limit = performance.now() + REMOVAL_LIMIT_MS;
  while ((await reapOwner(ownerOfThisProcess())).left > 0 && performance.now() < limit) await delay(POLL_MS);
}
