import { DockerComposeEnvironment, StartupCheckStrategy } from "testcontainers";
import type { StartupStatus } from "testcontainers";
import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { RunningSide } from "../model/running.ts";
import { projectOfSide, serviceOfPlace } from "../model/words.ts";
import { inspectProject } from "./containers.ts";
import { watchDeaths } from "./deaths.ts";
import { composeEnvironment } from "./environment.ts";
import type { StartOptions } from "./environment.ts";
import { engineFault } from "./engine.ts";
import { evidenceOf, SideFailed } from "./failed.ts";
import { KEPT } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { startLimitOf, waitForEntries } from "./ready.ts";
import { reapRun } from "./reap.ts";
import { tracked } from "./shutdown.ts";
import { stageSide } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { readerUrlsOf, standingSide } from "./standing.ts";
import { tapSide } from "./taps.ts";
import { assertWired, linksOf } from "./wiring.ts";

export type { StartOptions } from "./environment.ts";
export { SideFailed } from "./failed.ts";

/** A container counts as started as soon as it exists: readiness is asked through the path, by the reader (ready.ts). */
class Existing extends StartupCheckStrategy {
  override checkStartupState(): Promise<StartupStatus> {
    return Promise.resolve("SUCCESS");
  }
}

/**
 * Starts one side as a Compose project of its own, makes sure that it stands as it was asked for, and waits until a request gets through its
 * whole path. On any failure nothing of it is left (unless it is to be kept).
 * @throws SideFailed: layer_failed with the layer's own words; not_ready; rig_failed when Compose fails, the engine refuses or another path
 * stands; engine_unreachable
 */
export async function startSide(side: ResolvedSide, layers: Layers, options: StartOptions): Promise<RunningSide> {
  const { run, keep, reloadable = false, tap: listens = false, env = process.env } = options;
  const project = projectOfSide(run, side.name);
  const deaths = await watchDeaths(project);
  const over = new AbortController();
  const tap = listens ? tapSide(project, run, over.signal) : null;
  const dispose = async (): Promise<void> => {
    deaths.close();
    over.abort();
    if (keep) await tap?.gone();
    else await reapRun(run, project, tap?.gone);
  };
  try {
    const owner = keep ? KEPT : ownerOfThisProcess();
    // the folder too: after a signal nothing of a side comes to be
    const stage = await tracked(async () => {
      const staged = stageSide(side, layers, { project, run, owner, reloadable, keep, env });
      await composeUp(side, composeEnvironment(side, layers, options), staged, project);
      return staged;
    });
    const containers = await inspectProject(project);
    const readerUrls = readerUrlsOf(side, containers, deaths.known());
    assertWired(side, linksOf(containers));
    await tap?.ready(containers);
    await waitForEntries(side, readerUrls, deaths.signal, startLimitOf(side, layers));
    return await standingSide({ side, layers, containers, readerUrls, deaths, stage, tap, dispose });
  } catch (error) {
    const why = deaths.known() ?? engineFault(`starting side ${side.name}`, error);
    const evidence = await evidenceOf(side, layers, project);
    // with an engine that is gone this fails as well: what has to be told is why the side did not start, and a sweep takes the rest
    await dispose().catch(() => {});
    throw why instanceof LabError ? new SideFailed(why, evidence) : why;
  }
}

async function composeUp(
  side: ResolvedSide,
  environment: Record<string, string>,
  { folder, files }: Stage,
  project: string,
): Promise<void> {
  const readers = Object.values(side.readers).map((reader) => reader.layer);
  const outermost = [...new Set([...readers, ...side.beside.map(serviceOfPlace)])];
  try {
    const compose = new DockerComposeEnvironment(folder, [...files])
      .withProjectName(project)
      .withAutoCleanup(false)
      .withDefaultWaitStrategy(new Existing())
      .withEnvironment(environment)
      .withClientOptions({ commandOptions: ["--no-build"] });
    await compose.up(outermost);
  } catch (error) {
    throw composeError(side, error);
  }
}

function composeError(side: ResolvedSide, error: unknown): LabError {
  const said = error instanceof Error ? error.message : JSON.stringify(error);
  if (/port is already allocated|address already in use/i.test(said)) {
    return new LabError("port_taken", `side ${side.name}: a host port belongs to somebody else`, {
      observed: said,
      cause: error,
    });
  }
  return new LabError("rig_failed", `side ${side.name}: docker compose up failed`, {
    observed: said,
    hint: "./setup --check",
    cause: error,
  });
}
