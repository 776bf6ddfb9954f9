import type { Bounds, SideObservation } from "../../model/observation.ts";
import type { RunTrace } from "../../model/trace.ts";
import type { Shape } from "../../model/words.ts";
import { groupBy } from "../group.ts";
import { sayHandshake } from "../say/handshake.ts";
import { sayStepBytes } from "../say/shape.ts";
import { sayBounds } from "../say/size.ts";
import { shownRun } from "./readers.ts";
import type { Documents } from "./readers.ts";

/** Shapes that a hold by time makes. */
const LATE = ["delayed", "batched", "stalled"] as const satisfies readonly Shape[];

/** Sides that say the same. */
export interface Said {
  readonly sides: readonly string[];
  readonly text: string;
}

/** How lockstep went, side by side; none where there was no handshake. */
export function proofOf({ trace, verdict }: Documents): Said[] {
  return together(
    trace.sides.map(({ side, runs }) => {
      const observation = verdict.sides[side.name]?.observation;
      const run = lockstepRun(observation);
      const [reader] = Object.values(side.readers);
      const text =
        run === undefined ? null : sayHandshake(run, (reader ?? side).scenario.tokens, unseenMs(observation, runs));
      return { side: side.name, text };
    }),
  );
}

/**
 * The handshake's deadline, ms, where it and the paced run disagree without a contradiction: every token was acknowledged, and yet some were
 * late, by less than it waits for. Null: nothing to explain.
 */
function unseenMs(observation: SideObservation | undefined, runs: readonly RunTrace[]): number | null {
  if (lockstepRun(observation)?.handshake !== "acknowledged") return null;
  const paced = observation?.runs.find(({ proof }) => proof === "paced");
  const late = Object.values(paced?.readers ?? {}).some(({ shape }) => LATE.some((each) => each === shape));
  const log = runs.find(({ proof }) => proof === "lockstep")?.sendLog;
  return late ? (log?.scenario.lockstep?.deadlineMs ?? null) : null;
}

/** What each side fills before it lets go: as the handshake bounds it, else as the steps of its only reader do. */
export function holdsOf({ trace, verdict }: Documents): Said[] {
  return together(
    trace.sides.map(({ side }) => {
      const observation = verdict.sides[side.name]?.observation;
      return { side: side.name, text: observation === undefined ? null : sayHolds(observation) };
    }),
  );
}

function sayHolds(observation: SideObservation): string | null {
  const said = (bounds: Bounds, proof: string): string => `holds ${sayBounds(bounds)} (${proof})`;
  const inLockstep = lockstepRun(observation)?.holdBytes ?? null;
  if (inLockstep !== null) return said(inLockstep, "lockstep");
  const run = shownRun(observation.runs);
  const [reader, ...others] = Object.values(run?.readers ?? {});
  if (reader === undefined || others.length > 0 || reader.shape !== "batched" || reader.steps === null) return null;
  const { steps } = reader;
  if (steps.threshold !== null) return said(steps.threshold, "paced");
  return `steps of ${sayStepBytes(steps)}: no one size explains them all`;
}

function lockstepRun(observation: SideObservation | undefined): SideObservation["runs"][number] | undefined {
  return observation?.runs.find(({ proof }) => proof === "lockstep");
}

/** Sides that say the same share an entry; those that say nothing have none. */
function together(said: readonly { side: string; text: string | null }[]): Said[] {
  const spoken = said.filter((each): each is { side: string; text: string } => each.text !== null);
  return [...groupBy(spoken, ({ text }) => text)].map(([text, group]) => ({
    sides: group.map(({ side }) => side),
    text,
  }));
}
