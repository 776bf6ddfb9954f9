import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import type { Act } from "../model/experiment.ts";
import type { RunningSide } from "../model/running.ts";
import { tokenSent } from "./mock.ts";

/** What acts are timed by. */
export interface ActClock {
  /** Null: there is no mock, and no act can wait for a token of it. */
  readonly mockUrl: string | null;
  readonly runId: string;
  /** From now to the first reader's start. */
  readonly leadMs: number;
  /** Aborted with the error of an act that fails, and so is every read. */
  readonly over: AbortController;
  readonly stop: AbortSignal;
}

/**
 * Starts to wait for each act's token or time, then performs it.
 * @returns finish(): waits for the acts that have begun; throws if one never began, because then the run proves nothing about it
 */
export function startActs(running: RunningSide, acts: readonly Act[], clock: ActClock): { finish(): Promise<void> } {
  const { mockUrl, runId, leadMs, over } = clock;
  const signal = AbortSignal.any([over.signal, clock.stop]);
  const waiting = new Set(acts);
  const performed = acts.map(async (act) => {
    try {
      if ("token" in act.at) await tokenSent(mockOf(mockUrl), runId, act.at.token, signal);
      else await delay(leadMs + act.at.ms, undefined, { signal });
      waiting.delete(act);
      await running.perform(act);
    } catch (error) {
      over.abort(error);
    }
  });
  return {
    finish: async () => {
      const [missed] = waiting;
      if (missed) {
        const what = `act ${missed.do} on ${missed.layer} never happened: every reader had ended before`;
        throw new LabError("rig_failed", what, { observed: `waited for ${JSON.stringify(missed.at)}` });
      }
      await Promise.all(performed);
      over.signal.throwIfAborted();
    },
  };
}

function mockOf(mockUrl: string | null): string {
  if (mockUrl === null)
    throw new LabError("rig_failed", "an act waits for a token, but nobody knows when this origin sends one");
  return mockUrl;
}
