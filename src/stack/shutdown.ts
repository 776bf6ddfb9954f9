import { setTimeout as delay } from "node:timers/promises";
import { ownerOfThisProcess } from "./owner.ts";
import { reapOwners } from "./reap.ts";

const pending = new Set<Promise<unknown>>();

/** Keeps track of a `docker compose up` while it runs: it goes on creating containers even when nobody waits for it. */
export async function tracked<T>(up: Promise<T>): Promise<T> {
  pending.add(up);
  try {
    return await up;
  } finally {
    pending.delete(up);
  }
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

/** Ends everything that this process has started. For signals: waits first for ups under way, which would add to it afterwards. */
export async function takeDownAll(): Promise<void> {
  await Promise.race([Promise.allSettled([...pending]), delay(SETTLE_LIMIT_MS, undefined, { ref: false })]);
  await reapOwners([ownerOfThisProcess()]);
}
