import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { NamedExperiment } from "./catalog/experiments.ts";
import { loadExperiment, resolveSides } from "./catalog/experiments.ts";
import { assertContent } from "./catalog/rules.ts";
import { metricsOf } from "./metrics/index.ts";
import { LabError } from "./model/error.ts";
import type { ResolvedSide } from "./model/experiment.ts";
import type { Layers } from "./model/layer.ts";
import { plannedDurationMs } from "./model/pace.ts";
import type { MetricsDocument, VerdictDocument } from "./model/result.ts";
import type { Observer, RunningSide } from "./model/running.ts";
import type { ScenarioInput } from "./model/scenario.ts";
import { SCHEMA_VERSION } from "./model/trace.ts";
import type { RunTrace, SideTrace, TraceDocument } from "./model/trace.ts";
import { measure } from "./probe/measure.ts";
import { CONTROLS, controlsPassed, rememberControls, rigBuild } from "./results/controls.ts";
import { assertWritable, storeResult } from "./results/store.ts";
import { engineVersion } from "./stack/engine.ts";
import { assertImages } from "./stack/images.ts";
import { sweep } from "./stack/reap.ts";
import { allGone, leave } from "./stack/shutdown.ts";
import { startSide } from "./stack/side.ts";
import { verdictOf } from "./verdict/index.ts";

/** One experiment, measured and judged. */
export interface Outcome {
  readonly trace: TraceDocument;
  readonly metrics: MetricsDocument;
  readonly verdict: VerdictDocument;
  /** Where it is kept, relative to the repository. */
  readonly resultPath: string;
}

/** How a run is to be done. */
export interface RunOptions {
  readonly layers: Layers;
  /** From --tokens, --gap, --event-bytes: wins over every scenario. */
  readonly overrides: ScenarioInput;
  readonly keep: boolean;
  readonly observer: Observer;
  /** Aborted when the person has had enough: nothing is written after that. */
  readonly signal: AbortSignal;
}

/**
 * So many sides stand at once; the rest wait their turn. A side's stream is some twenty tokens a second: what loads the machine is the
 * starting of containers, and that is over before any side is measured.
 */
const SIDES_AT_ONCE = 3 * Math.max(1, availableParallelism());

/**
 * A run of the lab that is ready to measure: engine there, leftovers swept, images present, controls known or under way.
 * Disposed of when nothing of it is left standing.
 */
export interface Session extends AsyncDisposable {
  run(id: string): Promise<Outcome>;
}

/**
 * Checks all that can be checked before the first container starts, and starts the controls if this build of the rig has none.
 * @throws LabError content, engine_unreachable, image_missing, results_unwritable
 */
export async function openSession(ids: readonly string[], options: RunOptions): Promise<Session> {
  const experiments = new Map<string, NamedExperiment>();
  for (const id of new Set([...ids, ...CONTROLS])) {
    const experiment = await loadExperiment(id);
    assertContent(experiment, options.layers);
    experiments.set(id, experiment);
  }
  const engine = await engineVersion();
  await Promise.all([assertWritable(), sweep()]);
  await assertImages(
    [...experiments.values()].flatMap((each) => resolveSides(each)),
    options.layers,
  );
  const build = rigBuild(engine);
  const runIt = (id: string, controls: Promise<string>): Promise<Outcome> =>
    runExperiment(experiments.get(id)!, build, controls, options);
  const controls = (await controlsPassed(build)) ? Promise.resolve("pass") : runControls(build, runIt);
  // an experiment may fail before it comes to wait for the controls: their failure is then no news
  controls.catch(() => {});
  return { run: (id) => runIt(id, controls), [Symbol.asyncDispose]: allGone };
}

/** Both controls, side by side with what was asked. @returns `pass`, or why no verdict can rely on them */
async function runControls(
  build: string,
  runIt: (id: string, controls: Promise<string>) => Promise<Outcome>,
): Promise<string> {
  const outcomes = await Promise.all(CONTROLS.map((id) => runIt(id, Promise.resolve("pass"))));
  const bad = outcomes.find(({ verdict }) => verdict.verdict !== "pass");
  if (bad) return `control ${bad.verdict.experiment}: ${bad.verdict.verdict}: ${bad.verdict.reason ?? "no reason"}`;
  await rememberControls(build);
  return "pass";
}

async function runExperiment(
  experiment: NamedExperiment,
  rigBuild: string,
  controls: Promise<string>,
  options: RunOptions,
): Promise<Outcome> {
  const { id, title, kind, layer, why, claims } = experiment;
  const startedAt = new Date().toISOString();
  const since = performance.now();
  const traces: SideTrace[] = [];
  const sides = resolveSides(experiment, options.overrides);
  const together = experiment.sidesRun === "in-turn" ? 1 : SIDES_AT_ONCE;
  for (let from = 0; from < sides.length; from += together) {
    traces.push(...(await runWave(experiment, sides.slice(from, from + together), options)));
    options.signal.throwIfAborted();
  }
  options.observer.ended(id);
  const trace: TraceDocument = {
    schemaVersion: SCHEMA_VERSION,
    experiment: id,
    ...{ title, kind, layer, why, claims, startedAt, rigBuild },
    durationMs: Math.round(performance.now() - since),
    controls: await controls,
    sides: traces,
  };
  const judged = judge(trace);
  options.signal.throwIfAborted();
  return { ...judged, resultPath: await storeResult(trace, judged.metrics, judged.verdict) };
}

/** Metrics and verdict of a trace, fresh or old: pure. */
export function judge(trace: TraceDocument): Pick<Outcome, "trace" | "metrics" | "verdict"> {
  const metrics = metricsOf(trace);
  return { trace, metrics, verdict: verdictOf(trace, metrics) };
}

/**
 * Starts some sides, measures all of them at the same time once all stand, and lets them go. What leaves from before must be gone by the
 * time that something is measured. A side that fails says why in its trace.
 */
async function runWave(experiment: NamedExperiment, sides: ResolvedSide[], options: RunOptions): Promise<SideTrace[]> {
  const { observer, layers, keep } = options;
  const run = randomBytes(3).toString("hex");
  observer.phase(experiment.id, `starting ${sides.map((side) => side.name).join(", ")}`);
  const started = await Promise.allSettled(sides.map((side) => startSide(side, layers, { run, keep })));
  try {
    await allGone();
    options.signal.throwIfAborted();
    observer.phase(experiment.id, "measuring");
    observer.started(
      experiment.id,
      sides.map((side) => ({ name: side.name, plannedMs: plannedDurationMs(side.scenario) })),
    );
    return await Promise.all(
      started.map(async (start, index) =>
        start.status === "fulfilled"
          ? measureSide(experiment, start.value, observer)
          : failedSide(sides[index]!, start.reason),
      ),
    );
  } finally {
    const running = started.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
    leave(Promise.all(running.map((side) => side[Symbol.asyncDispose]())));
  }
}

/**
 * The proofs of one side: at once through the same path, on connections of their own, or one after the other.
 * @returns what was recorded; a LabError on the way is part of it, any other is thrown
 */
export async function measureSide(
  experiment: NamedExperiment,
  running: RunningSide,
  observer: Observer,
): Promise<SideTrace> {
  const { side, versions, configs } = running;
  const together = experiment.proofsRun === "in-turn" ? 1 : experiment.proofs.length;
  try {
    const runs: RunTrace[] = [];
    for (let from = 0; from < experiment.proofs.length; from += together) {
      const proofs = experiment.proofs.slice(from, from + together).map((proof) => {
        const onToken = proof === "paced" ? (atMs: number) => observer.token(experiment.id, side.name, atMs) : () => {};
        return measure(running, proof, onToken);
      });
      runs.push(...(await Promise.all(proofs)));
    }
    const peakMemoryMb = await running.peakMemoryMb();
    const logs = await running.logs();
    return { side, versions: { ...versions }, configs: { ...configs }, logs, peakMemoryMb, runs, error: null };
  } catch (error) {
    const logs = await running.logs();
    return { ...failedSide(side, error), versions: { ...versions }, configs: { ...configs }, logs };
  }
}

/** A fault of the rig is part of the record; a fault of the program is not, and ends it. */
function failedSide(side: ResolvedSide, error: unknown): SideTrace {
  if (!(error instanceof LabError)) throw error;
  const { code, message, hint, observed } = error;
  const text = observed ? `${message} (${observed})` : message;
  const nothing = { versions: {}, configs: {}, logs: {}, peakMemoryMb: {}, runs: [] };
  return { side, ...nothing, error: { code, message: text, hint: hint ?? null } };
}
