import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { layerOfPlace } from "../model/words.ts";
import { docker } from "./engine.ts";
import { containerLog, tellingLine } from "./logs.ts";

/** A layer that has not taken its config by then has refused it: nginx needs some 150 ms. */
const RELOAD_LIMIT_MS = 3_000;
const POLL_MS = 40;
/**
 * The processes must have been the same for so long: nginx starts its new workers 100 ms before it tells the old ones to go
 * (ngx_process_cycle.c, "allow new processes to start"), and until then both take connections.
 */
const SETTLED_MS = 250;

/**
 * The places whose config differs between the side that stands and the one that is wanted.
 * @throws LabError rig_failed where the two differ in more than configs (only containers could follow), or where a layer cannot reload
 */
export function placesToReload(standing: ResolvedSide, wanted: ResolvedSide, layers: Layers): string[] {
  const fixed = { path: pathOf, beside: besideOf, versions: versionsOf, readers: readersOf };
  for (const [what, of] of Object.entries(fixed)) {
    const [observed, limit] = [of(standing), of(wanted)];
    if (observed === limit) continue;
    throw new LabError("rig_failed", `side ${wanted.name} cannot be reloaded into ${standing.name}: ${what} differ`, {
      observed,
      limit,
      hint: 'sides that differ in more than configs need sidesRun "together" or "in-turn"',
    });
  }
  const changed = placesOf(wanted).filter((place) => textsOf(standing, place) !== textsOf(wanted, place));
  for (const place of changed) {
    const both = standing.configs[place] && wanted.configs[place];
    if (both && layers.get(layerOfPlace(place))?.reloadSignal) continue;
    throw new LabError("rig_failed", `side ${wanted.name}: ${place} cannot read its config again while it stands`, {
      observed: `no label buffering-lab.reload in layers/${layers.get(layerOfPlace(place))?.folder ?? "?"}/compose.yaml`,
      limit: "the signal that makes it reload, as in buffering-lab.reload: SIGHUP",
      hint: 'without one: sidesRun "together" or "in-turn"',
    });
  }
  return changed;
}

const pathOf = ({ path }: ResolvedSide): string => path.join(" -> ");
const besideOf = ({ beside }: ResolvedSide): string => [...beside].sort().join(", ");
const versionsOf = ({ versions }: ResolvedSide): string =>
  Object.entries(versions)
    .map(([place, version]) => `${place} ${version}`)
    .sort()
    .join(", ");
const readersOf = ({ readers }: ResolvedSide): string =>
  [...new Set(Object.values(readers).map((reader) => reader.layer))].sort().join(", ");

function textsOf({ configs }: ResolvedSide, place: string): string {
  const config = configs[place];
  return JSON.stringify(config && [config.name, Object.entries(config.files).sort()]);
}

/**
 * Has a running layer read its config again, and waits until it has: its set of processes has changed, and settled.
 * @throws LabError layer_failed, with the layer's own words, when it has not within three seconds; the reason of `died` when it died of it
 */
export async function reload(place: string, id: string, layer: Layer, died: AbortSignal): Promise<void> {
  const sinceMs = Date.now();
  if (await reloadContainer(id, layer.reloadSignal!, died)) return;
  throw new LabError(
    "layer_failed",
    `${place} did not take its config: ${tellingLine(await containerLog(id, { tail: 30, sinceMs }))}`,
    {
      observed: `the processes that it had before ${layer.reloadSignal}`,
      limit: `others within ${RELOAD_LIMIT_MS / 1000} s`,
      hint: `layers/${layer.folder}/README.md says how it reloads`,
    },
  );
}

/** Sends the signal, and waits for other processes. @returns false: they are still the same */
export async function reloadContainer(
  id: string,
  signal: string,
  died = new AbortController().signal,
): Promise<boolean> {
  const before = await processesOf(id);
  await docker.getContainer(id).kill({ signal });
  return settles(() => processesOf(id), before, died);
}

/**
 * Asks until the answer is another than `before`, and has stayed the same for a moment.
 * @returns false when the time is up and it never changed
 */
export async function settles(
  ask: () => Promise<string>,
  before: string,
  died: AbortSignal,
  limitMs = RELOAD_LIMIT_MS,
): Promise<boolean> {
  const limit = performance.now() + limitMs;
  let [last, since] = [before, performance.now()];
  while (performance.now() < limit) {
    died.throwIfAborted();
    const now = await ask();
    if (now !== last) [last, since] = [now, performance.now()];
    if (last !== before && performance.now() - since >= SETTLED_MS) return true;
    await delay(POLL_MS);
  }
  return last !== before;
}

/** Process ids in a container, in order. */
async function processesOf(id: string): Promise<string> {
  const { Processes } = (await docker.getContainer(id).top({ ps_args: "-eo pid" })) as { Processes: string[][] };
  return Processes.map(([pid]) => Number(pid))
    .sort((a, b) => a - b)
    .join(" ");
}
