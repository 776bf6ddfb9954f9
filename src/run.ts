import { rm } from "node:fs/promises";
import { judge } from "./judge.ts";
import type { Judged } from "./judge.ts";
import type { Listener } from "./model/event.ts";
import type { Layers } from "./model/layer.ts";
import type { ScenarioOverrides } from "./model/scenario.ts";
import type { Subject } from "./model/subject.ts";
import { SCHEMA_VERSION } from "./model/trace.ts";
import type { ControlsWord, TraceDocument } from "./model/trace.ts";
import { untilQuiet } from "./measure/rig.ts";
import { controlSubjects } from "./catalog/subject.ts";
import { passedFor, remember, rigBuild, rigImages } from "./results/controls.ts";
import { digestOf } from "./results/digest.ts";
import { assertWritable, storeResult } from "./results/store.ts";
import { measureSubject } from "./subject.ts";
import type { Measured } from "./subject.ts";
import { engineVersion } from "./stack/engine.ts";
import { assertImages, imageIds, imageOverrides } from "./stack/images.ts";
import { sweep } from "./stack/reap.ts";
import { allGone } from "./stack/shutdown.ts";
import { assertTapImage, removeLeftCaptures } from "./stack/taps.ts";
import { controlWord, isNoise, worstControl } from "./verdict/index.ts";

/** A subject, measured and judged. */
export interface Outcome extends Judged {
  /** Where it is kept, relative to the repository. */
  readonly resultPath: string;
}

/** How a run is to be done. */
export interface RunOptions {
  readonly layers: Layers;
  /** What flags have changed in the subjects' scenarios: part of the result. */
  readonly overrides: ScenarioOverrides;
  readonly keep: boolean;
  /** Listen on the sides' networks, so that each hop gets its verdict. */
  readonly tap: boolean;
  /** Whose `<LAYER>_IMAGE` variables are heeded. */
  readonly env: NodeJS.ProcessEnv;
  /** Null: nobody listens, and nothing is asked for it. */
  readonly listen: Listener | null;
  /** Aborted when the person has had enough: nothing is written after that. */
  readonly signal: AbortSignal;
}

/** For want of a quiet machine a subject is measured again so often at most; a fail never is. */
const MEASURED_AT_MOST = 5;
/** ... once the machine has been quiet for a second, or after half a minute. */
const QUIET_SAMPLE_MS = 1_000;
const QUIET_WITHIN_MS = 30_000;

/**
 * A run of the lab that is ready to measure: engine there, leftovers swept, images present.
 * Disposed of when nothing of it is left standing.
 */
export interface Session extends AsyncDisposable {
  run(subject: Subject): Promise<Outcome>;
  /** The same, as soon as the next one may begin: the outcome follows when its packets have been read. */
  begin(subject: Subject): Promise<Begun>;
}

/** A subject that is measured. */
export interface Begun {
  readonly outcome: Promise<Outcome>;
}

/**
 * Checks all that can be checked before the first container starts.
 * @throws LabError engine_unreachable, image_missing, results_unwritable
 */
export async function openSession(subjects: readonly Subject[], options: RunOptions): Promise<Session> {
  const { layers } = options;
  const engine = await engineVersion();
  await Promise.all([assertWritable(), sweep()]);
  removeLeftCaptures();
  if (options.tap) await assertTapImage();
  await assertImages(
    subjects.flatMap(({ sides }) => sides),
    layers,
    options.env,
  );
  const calibrating = await Promise.all(
    [...new Set(subjects.flatMap(readersOf))].map((each) => controlSubjects(each, layers)),
  );
  await assertImages(
    calibrating.flat().flatMap(({ sides }) => sides),
    layers,
    {},
  );
  const build = rigBuild(engine, await imageIds(rigImages(layers)));
  const controls = new Map<string, Promise<ControlsWord>>();
  const controlsOf = (reader: string): Promise<ControlsWord> => {
    const known = controls.get(reader) ?? calibrate(reader, build, options);
    controls.set(reader, known);
    // what could not be told is tried again by the next that relies on it; a subject may end before it comes to wait for this
    const forget = (): unknown => controls.delete(reader);
    known.then(({ verdict }) => verdict !== "inconclusive" || forget(), forget);
    return known;
  };
  const begin = (subject: Subject): Promise<Begun> =>
    runSubject(subject, build, subject.kind === "control" ? () => NONE : controlsOf, options);
  return {
    begin,
    run: async (subject) => (await begin(subject)).outcome,
    [Symbol.asyncDispose]: async () => {
      await allGone().finally(sweep); // a compose of a killed run may have gone on creating since the first sweep
    },
  };
}

type ControlsOf = (reader: string) => ControlsWord | Promise<ControlsWord>;

/** What a control itself relies on: nothing. */
const NONE = worstControl([]);

/**
 * Both controls with one reader layer, side by side, unless they have passed on this build of the rig. They are nobody's: without flags,
 * images of the caller's or listeners.
 */
async function calibrate(reader: string, build: string, { layers, signal }: RunOptions): Promise<ControlsWord> {
  if (await passedFor(build, reader)) return NONE;
  const options: RunOptions = { layers, overrides: {}, keep: false, tap: false, env: {}, listen: null, signal };
  const subjects = await controlSubjects(reader, layers);
  const outcomes = await Promise.all(
    subjects.map(async (each) => (await runSubject(each, build, () => NONE, options)).outcome),
  );
  const word = worstControl(outcomes.map(({ trace, verdict }) => controlWord(trace.subject, verdict.verdict)));
  if (word.passed) await remember(build, reader);
  return word;
}

/** Measures, and measures again while the machine is too busy to tell; the last attempt is the result. */
async function runSubject(
  subject: Subject,
  build: string,
  controlsOf: ControlsOf,
  options: RunOptions,
): Promise<Begun> {
  for (let attempt = 1; ; attempt++) {
    const { trace, heard } = await traceOf(subject, build, attempt, controlsOf, options);
    // where packets decide, the next subject waits for them: what they leave open is measured again as well
    const packetsDecide = options.tap && subject.sides.some(({ expect }) => expect?.hops !== undefined);
    const judged = judge(packetsDecide ? { ...trace, sides: (await heard).sides } : trace);
    options.signal.throwIfAborted();
    // what is kept standing is kept once
    const again = attempt < MEASURED_AT_MOST && !options.keep && isNoise(judged.verdict);
    if (!again) return { outcome: finish(trace, heard, options) };
    await discard(heard);
    const { verdict } = judged.verdict;
    options.listen?.({ type: "judged", subject: subject.id, verdict, attempt, resultPath: null });
    options.listen?.({ type: "phase", subject: subject.id, phase: "again", sides: [] });
    await untilQuiet(QUIET_SAMPLE_MS, QUIET_WITHIN_MS, options.signal);
  }
}

/** Judges a trace with its packets, and keeps it. */
async function finish(measured: TraceDocument, heard: Measured["heard"], options: RunOptions): Promise<Outcome> {
  const { sides, captures } = await heard;
  options.signal.throwIfAborted();
  const judged = judge({ ...measured, sides });
  const resultPath = await storeResult({ ...judged, captures });
  const { subject, verdict, attempts } = judged.verdict;
  options.listen?.({ type: "judged", subject, verdict, attempt: attempts, resultPath });
  return { ...judged, resultPath };
}

/** Packets of an attempt that is no result. */
async function discard(heard: Measured["heard"]): Promise<void> {
  const { captures } = await heard;
  await Promise.all(Object.values(captures).flatMap((files) => files.map((file) => rm(file, { force: true }))));
}

async function traceOf(
  subject: Subject,
  rigBuild: string,
  attempts: number,
  controlsOf: ControlsOf,
  options: RunOptions,
): Promise<{ trace: TraceDocument; heard: Measured["heard"] }> {
  const { id, title, kind, layer, why } = subject;
  const startedAt = new Date().toISOString();
  const controls: ControlsWord[] = [];
  // one reader after the other, before anything is measured: a browser takes seconds of every core to start
  for (const reader of readersOf(subject).filter((each) => each !== BESIDE)) controls.push(await controlsOf(reader));
  const since = performance.now();
  const beside = readersOf(subject).includes(BESIDE) ? controlsOf(BESIDE) : NONE;
  const { sides, heard } = await measureSubject(subject, attempts, options);
  const durationMs = Math.round(performance.now() - since);
  const trace: TraceDocument = {
    schemaVersion: SCHEMA_VERSION,
    subject: id,
    ...{ title, kind, layer, why, startedAt, durationMs, rigBuild, digest: digestOf(subject) },
    overrides: { scenario: options.overrides, images: imageOverrides(subject.sides, options.layers, options.env) },
    attempts,
    controls: worstControl([...controls, await beside]),
    sides,
  };
  return { trace, heard };
}

/** The reader layer whose controls are light enough to run beside what was asked. */
const BESIDE = "probe";

function readersOf({ sides }: Subject): string[] {
  return [...new Set(sides.flatMap(({ readers }) => Object.values(readers).map(({ layer }) => layer)))];
}
