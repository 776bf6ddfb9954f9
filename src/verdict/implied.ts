import * as v from "valibot";
import { ReaderExpectation } from "../model/expectation.ts";
import type { CrowdExpectation, Expectation } from "../model/expectation.ts";
import type { ResolvedReader, ResolvedSide } from "../model/experiment.ts";
import type { ReaderObservation, SideObservation } from "../model/observation.ts";
import type { RunTrace, SideTrace } from "../model/trace.ts";
import type { End, Handshake, Shape } from "../model/words.ts";

/**
 * Shapes of a whole answer. The others say nothing of an end: an error page, a stream that breaks off or never goes on, and one that is
 * damaged on its way can each end in more than one way.
 */
const WHOLE: readonly Shape[] = ["streamed", "queued", "delayed", "stretched", "batched", "held", "replayed"];

/** What a shape implies for the handshake. A path that only delays passes every token on; the others cannot be proved in lockstep. */
const IMPLIED_HANDSHAKE: Partial<Record<Shape, Handshake>> = {
  streamed: "acknowledged",
  delayed: "acknowledged",
  stretched: "acknowledged",
  queued: "acknowledged",
  held: "held",
  batched: "let-go",
};

/** True if a whole answer is expected. */
export function isWhole({ shape }: ReaderExpectation): boolean {
  return shape !== undefined && WHOLE.includes(shape);
}

/** How a whole answer ends for this reader: it leaves, if it is told to. */
export function wholeEnd(reader: Pick<ResolvedReader, "leave"> | undefined): End {
  return reader?.leave === undefined ? "clean" : "left";
}

/** The same expectation, with the end that its shape implies where none is stated. */
export function withEnd(expected: ReaderExpectation, reader: ResolvedReader | undefined): ReaderExpectation {
  return isWhole(expected) ? { ...expected, end: expected.end ?? wholeEnd(reader) } : expected;
}

/** The fields of a reader, taken out of the expectation of a side or of a crowd. */
export function readerFields(expect: Expectation | CrowdExpectation): ReaderExpectation {
  return v.parse(READER_ENTRIES, expect);
}
const READER_ENTRIES = v.object(ReaderExpectation.entries);

/** What is expected of one reader by name: the side's fields, overridden by its own, with the end that they imply. */
export function readerExpectation(
  expect: Expectation,
  readers: ResolvedSide["readers"],
  name: string,
): ReaderExpectation {
  return withEnd({ ...readerFields(expect), ...expect.readers?.[name] }, readers[name]);
}

/** What is expected of the handshake: as stated, or what the shape of the first reader implies; undefined: nothing. */
export function expectedHandshake(
  { side, runs }: Pick<SideTrace, "side" | "runs">,
  observation: SideObservation,
  expect: Expectation,
): Handshake | undefined {
  if (expect.lockstep !== undefined) return expect.lockstep;
  const [name] = Object.keys(side.readers);
  const shape = name === undefined ? undefined : readerExpectation(expect, side.readers, name).shape;
  if (name === undefined || shape === undefined) return undefined;
  const seen = observation.runs.flatMap((run) => (run.proof === "paced" ? (run.readers[name] ?? []) : []));
  const asExpected = seen.length > 0 && seen.every((m) => m.shape === shape);
  const cannotSee = asExpected && isShorterThan(deadlinesMs(runs), seen) && wentThrough(observation);
  const implied = IMPLIED_HANDSHAKE[shape];
  return implied !== "acknowledged" && cannotSee ? undefined : implied;
}

/**
 * A hold by time that is shorter than the deadline is over before the handshake asks for it: lockstep cannot see it, and a handshake that
 * went through does not contradict a paced run that was held as expected.
 */
function isShorterThan(deadlines: readonly number[], seen: readonly ReaderObservation[]): boolean {
  const longestHoldMs = Math.max(...seen.map((m) => m.holdMs.max ?? Infinity));
  return deadlines.length > 0 && longestHoldMs < Math.min(...deadlines);
}

function wentThrough({ runs }: SideObservation): boolean {
  return runs.some((run) => run.proof === "lockstep" && run.handshake === "acknowledged");
}

function deadlinesMs(runs: readonly RunTrace[]): number[] {
  return runs.flatMap(({ proof, sendLog }) =>
    proof === "lockstep" && sendLog?.scenario.lockstep ? [sendLog.scenario.lockstep.deadlineMs] : [],
  );
}
