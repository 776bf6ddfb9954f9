import { readFileSync, statSync } from "node:fs";
import type Docker from "dockerode";
import { DockerComposeEnvironment, StartupCheckStrategy } from "testcontainers";
import type { StartupStatus } from "testcontainers";
import { COMPOSE_DIR } from "../model/root.ts";
import { LabError } from "../model/error.ts";
import type { Act, ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { RunningSide } from "../model/running.ts";
import type { LayerVersion } from "../model/trace.ts";
import { performAct } from "./acts.ts";
import { composeEnvironment, layersOf, variantOf } from "./environment.ts";
import { docker } from "./engine.ts";
import { judgedLog } from "./logs.ts";
import { peakMemoryMb } from "./memory.ts";
import { reapRun } from "./reap.ts";
import { versionOf } from "./versions.ts";
import { watchDeaths } from "./deaths.ts";
import { waitUntilReady } from "./ready.ts";
import { tracked } from "./shutdown.ts";

/** A container counts as started as soon as it exists: readiness is asked through the path, by the reader (ready.ts). */
class Existing extends StartupCheckStrategy {
  override checkStartupState(): Promise<StartupStatus> {
    return Promise.resolve("SUCCESS");
  }
}

/** What a side is started with. */
export interface StartOptions {
  /** Six hex digits that name this run of the lab. */
  readonly run: string;
  /** Leave the containers standing when the run is over. */
  readonly keep: boolean;
}

/**
 * Starts one side as a Compose project of its own and waits until a request gets through its whole path.
 * On any failure nothing of it is left (unless it is to be kept).
 * @throws LabError layer_failed with the layer's own words; not_ready; rig_failed when Compose itself fails
 */
export async function startSide(side: ResolvedSide, layers: Layers, options: StartOptions): Promise<RunningSide> {
  const project = `lab-${options.run}-${side.name.replaceAll(".", "-")}`;
  const dispose = async (): Promise<void> => {
    if (!options.keep) await reapRun(options.run, project);
  };
  const deaths = await watchDeaths(project);
  try {
    await composeUp(side, layers, options, project);
    const containers = await inspectProject(project);
    const address = (name: string): string => controlAddress(name, containers, deaths.known());
    const readerLayers = [...new Set(Object.values(side.readers).map((reader) => reader.layer))];
    const readerUrls = Object.fromEntries(readerLayers.map((name) => [name, address(name)]));
    await Promise.all(
      Object.values(side.readers).map((reader) =>
        waitUntilReady(readerUrls[reader.layer]!, reader.scheme, side.healthzStatus ?? 200, deaths.signal),
      ),
    );
    return {
      side,
      mockUrl: address("mock-llm"),
      readerUrls,
      versions: await versionsOf(side, layers, containers),
      configs: configsOf(side, layers),
      died: deaths.signal,
      assertAlive: (brokenOff) => deaths.assertAlive(containers, brokenOff),
      logs: () => logsOf(side, containers),
      peakMemoryMb: () => peakMemoryOf(side, containers),
      perform: (act: Act) => performAct(act, containers, deaths.expect),
      [Symbol.asyncDispose]: async () => {
        deaths.close();
        await dispose();
      },
    };
  } catch (error) {
    const why: unknown = deaths.signal.aborted ? deaths.signal.reason : error;
    deaths.close();
    await dispose();
    throw why;
  }
}

async function composeUp(side: ResolvedSide, layers: Layers, options: StartOptions, project: string): Promise<void> {
  const outermost = [...new Set(Object.values(side.readers).map((reader) => reader.layer)), ...side.beside];
  try {
    const environment = new DockerComposeEnvironment(COMPOSE_DIR, "compose.yaml")
      .withProjectName(project)
      .withAutoCleanup(false)
      .withDefaultWaitStrategy(new Existing())
      .withEnvironment(composeEnvironment(side, layers, options.run, options.keep))
      .withClientOptions({ commandOptions: ["--no-build"] });
    await tracked(environment.up(outermost));
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

type Containers = ReadonlyMap<string, Docker.ContainerInspectInfo>;

/** Every container of a project by its service, running or not. */
async function inspectProject(project: string): Promise<Containers> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const list = await docker.listContainers({ all: true, filters });
  const all = await Promise.all(list.map((each) => docker.getContainer(each.Id).inspect()));
  return new Map(all.map((each) => [each.Config.Labels["com.docker.compose.service"] ?? "", each]));
}

/** Where a service's control port is reached from here. A port that is not published means that its container is gone. */
function controlAddress(service: string, containers: Containers, died: LabError | undefined): string {
  const port = containers.get(service)?.NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort;
  if (!port)
    throw (
      died ??
      new LabError("layer_failed", `${service} publishes no port`, {
        hint: `docker compose -f compose/compose.yaml up ${service}`,
      })
    );
  return `http://127.0.0.1:${port}`;
}

async function versionsOf(
  side: ResolvedSide,
  layers: Layers,
  containers: Containers,
): Promise<Record<string, LayerVersion>> {
  const entries = layersOf(side, layers).map(async (layer) => {
    const container = containers.get(layer.name);
    if (!container) throw new LabError("rig_failed", `${layer.name} was not started with its side`);
    return [layer.name, await versionOf(container, layer.versionCommand)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Layers of the path and beside it, not the readers or the mock: their own records say more. */
async function logsOf(side: ResolvedSide, containers: Containers): Promise<Record<string, string>> {
  const names = [...side.path, ...side.beside].filter((name) => name !== "mock-llm");
  const logs = names.map(async (name) => {
    return [name, await judgedLog(containers.get(name)?.Id ?? "", side.expect.logs?.[name])] as const;
  });
  return Object.fromEntries(await Promise.all(logs));
}

/** An exec costs the layer some 50 ms, so only those are asked whose memory is judged. */
async function peakMemoryOf(side: ResolvedSide, containers: Containers): Promise<Record<string, number>> {
  const asked = Object.keys(side.expect.peakMemoryMb ?? {}).map(
    async (name) => [name, await peakMemoryMb(containers.get(name)?.Id ?? "")] as const,
  );
  return Object.fromEntries((await Promise.all(asked)).filter((entry): entry is [string, number] => entry[1] !== null));
}

/** The text of each variant file in use: the report shows its difference between sides. */
function configsOf(side: ResolvedSide, layers: Layers): Record<string, string> {
  const configs: Record<string, string> = {};
  for (const layer of layersOf(side, layers)) {
    const file = layer.variants.get(variantOf(layer, side) ?? "");
    if (file && statSync(file).isFile()) configs[layer.name] = readFileSync(file, "utf8");
  }
  return configs;
}
