import { engineVersion } from "../../src/stack/engine.ts";
import { reapOwner, sweep } from "../../src/stack/reap.ts";
import { ownerOfThisProcess } from "../../src/stack/owner.ts";
import { takeDownAll } from "../../src/stack/shutdown.ts";

/** Runs once in vitest's own process: says early that the engine is missing, and sweeps before and after. */
export default async function setup(): Promise<() => Promise<void>> {
  await engineVersion();
  await sweep();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // vitest ends at once on a signal and leaves the containers of its workers: they are dead by the time of the next sweep
    process.prependListener(signal, () => void takeDownAll());
  }
  return async () => {
    await sweep();
    await reapOwner(ownerOfThisProcess());
  };
}
