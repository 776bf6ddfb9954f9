import { DockerComposeEnvironment, StartupCheckStrategy } from "testcontainers";
import type { StartupStatus } from "testcontainers";
import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { RunningSide, RunningStack } from "../model/running.ts";
import { runId } from "../model/wire.ts";
import { projectOf } from "../model/words.ts";
import { containersOf, inspectProject } from "./containers.ts";
import type { Services } from "./containers.ts";
import { watchDeaths } from "./deaths.ts";
import type { Deaths } from "./deaths.ts";
import { composeEnvironment } from "./environment.ts";
import type { StartOptions } from "./environment.ts";
import { engineFault } from "./engine.ts";
import { evidenceOf, SideFailed } from "./failed.ts";
import { KEPT } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { startLimitOf, waitForEntries } from "./ready.ts";
import { reapRun } from "./reap.ts";
import { serviceOf, servicesOf } from "./services.ts";
import { tracked } from "./shutdown.ts";
import { COMPOSE_FILE, stageStack } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { readerUrlsOf, standingSide } from "./standing.ts";
import { tapStack } from "./taps.ts";
import { assertWired, linksOf } from "./wiring.ts";

export type { StartOptions } from "./environment.ts";
export { SideFailed } from "./failed.ts";

/** A container counts as started as soon as it exists: readiness is asked through the path, by the reader (ready.ts). */
class Existing extends StartupCheckStrategy {
  override checkStartupState(): Promise<StartupStatus> {
    return Promise.resolve("SUCCESS");
  }
}

/** What a stack that is being started has so far. */
interface Starting {
  readonly project: string;
  readonly layers: Layers;
  readonly stage: Stage;
  readonly services: Services;
  readonly nextRunId: () => string;
}

/**
 * Starts sides together, as one Compose project on one network, makes sure that each stands as it was asked for, and waits until a request
 * gets through its whole path. One side that fails keeps no other from standing; where all fail together nothing of them is left (unless it
 * is to be kept).
 * @returns for a side that does not stand the reason, SideFailed: layer_failed with the layer's own words; not_ready; rig_failed when
 * Compose fails, the engine refuses or another path stands; engine_unreachable
 */
export async function startStack(
  sides: readonly ResolvedSide[],
  layers: Layers,
  options: StartOptions,
): Promise<RunningStack> {
  const { run, keep, tap: listens = false } = options;
  const project = projectOf(run);
  const deaths: Deaths[] = [];
  const over = new AbortController();
  const tap = listens ? tapStack(project, run, over.signal) : null;
  const dispose = async (): Promise<void> => {
    deaths.forEach((each) => each.close());
    over.abort();
    if (keep) await tap?.gone();
    else await reapRun(run, project, tap?.gone);
  };
  const failed = (index: number, error: unknown): Promise<unknown> =>
    whyNot(sides[index]!, layers, project, deaths[index]?.known() ?? error);
  try {
    for (const side of sides) deaths.push(await watchDeaths(project, servicesOf(side, layers)));
    const stage = await up(sides, layers, project, options);
    const services = await inspectProject(project);
    await tap?.ready(services);
    let runs = 0;
    const starting = { project, layers, stage, services, nextRunId: () => runId(++runs) };
    const started = await Promise.allSettled(
      sides.map((side, index) =>
        standing(side, deaths[index]!, starting).catch(async (error: unknown) => {
          throw await failed(index, error);
        }),
      ),
    );
    return { sides: started, tap, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    const reasons = await Promise.all(sides.map((_, index) => failed(index, error)));
    // with an engine that is gone this fails as well: what has to be told is why nothing stands, and a sweep takes the rest
    await dispose().catch(() => {});
    const rejected = reasons.map((reason) => ({ status: "rejected" as const, reason }));
    return { sides: rejected, tap: null, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

/** One side alone. @throws as startStack's reason, and then nothing of it is left */
export async function startSide(
  side: ResolvedSide,
  layers: Layers,
  options: StartOptions,
): Promise<RunningSide & AsyncDisposable> {
  const stack = await startStack([side], layers, options);
  const [start] = stack.sides;
  if (start?.status === "fulfilled") {
    return Object.assign(start.value, { [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() });
  }
  await stack[Symbol.asyncDispose]();
  throw start?.reason;
}

async function standing(side: ResolvedSide, deaths: Deaths, stack: Starting): Promise<RunningSide> {
  const { layers, stage, services, nextRunId } = stack;
  const containers = containersOf(services, servicesOf(side, layers));
  const readerUrls = readerUrlsOf(side, containers, deaths.known());
  assertWired(side, linksOf(containers));
  const hostOf = (place: string): string => serviceOf(side, place, layers);
  await waitForEntries(side, hostOf, readerUrls, deaths.signal, startLimitOf(side, layers));
  return standingSide({ side, layers, containers, readerUrls, deaths, stage, nextRunId });
}

/** Why a side does not stand, with what is left of it. What is no fault of the rig is returned as it is. */
async function whyNot(side: ResolvedSide, layers: Layers, project: string, error: unknown): Promise<unknown> {
  const why = engineFault(`starting side ${side.name}`, error);
  const evidence = await evidenceOf(side, layers, project);
  return why instanceof LabError ? new SideFailed(why, evidence) : why;
}

/** Writes the stack's folder and has Compose start it. The folder too: after a signal nothing of a stack comes to be. */
function up(sides: readonly ResolvedSide[], layers: Layers, project: string, options: StartOptions): Promise<Stage> {
  const { run, keep, reloadable = false, env = process.env } = options;
  const owner = keep ? KEPT : ownerOfThisProcess();
  return tracked(async () => {
    const stage = stageStack(sides, layers, { project, run, owner, reloadable, keep, env });
    const outermost = sides.flatMap((side) => {
      const readers = Object.values(side.readers).map((reader) => reader.layer);
      // Compose starts what these link to as well
      return [...readers, ...side.path.slice(0, 1), ...side.beside].map((place) => serviceOf(side, place, layers));
    });
    try {
      const compose = new DockerComposeEnvironment(stage.folder, [COMPOSE_FILE])
        .withProjectName(project)
        .withAutoCleanup(false)
        .withDefaultWaitStrategy(new Existing())
        .withEnvironment(composeEnvironment({ run, keep }))
        .withClientOptions({ commandOptions: ["--no-build"] });
      await compose.up([...new Set(outermost)]);
    } catch (error) {
      throw composeError(sides, error);
    }
    return stage;
  });
}

function composeError(sides: readonly ResolvedSide[], error: unknown): LabError {
  const said = error instanceof Error ? error.message : JSON.stringify(error);
  const which = `side${sides.length > 1 ? "s" : ""} ${sides.map(({ name }) => name).join(", ")}`;
  if (/port is already allocated|address already in use/i.test(said)) {
    return new LabError("port_taken", `${which}: a host port belongs to somebody else`, {
      observed: said,
      cause: error,
    });
  }
  return new LabError("rig_failed", `${which}: docker compose up failed`, {
    observed: said,
    hint: "./setup --check",
    cause: error,
  });
}
