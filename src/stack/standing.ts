import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { RunningSide } from "../model/running.ts";
import { MOCK } from "../model/wire.ts";
import { layerOfPlace } from "../model/words.ts";
import { performAct } from "./acts.ts";
import { collect } from "./collect.ts";
import type { Containers } from "./containers.ts";
import { controlAddress } from "./containers.ts";
import type { Deaths } from "./deaths.ts";
import { atEngine } from "./engine.ts";
import { waitForEntries } from "./ready.ts";
import { placesToReload, reload } from "./reload.ts";
import { serviceOf, servicesOf } from "./services.ts";
import type { Stage } from "./stage.ts";
import { writeConfig } from "./stage.ts";
import { versionsOf } from "./versions.ts";

/** What a side that has been started consists of. */
export interface Started {
  readonly side: ResolvedSide;
  readonly layers: Layers;
  readonly containers: Containers;
  readonly readerUrls: Readonly<Record<string, string>>;
  readonly deaths: Deaths;
  readonly stage: Stage;
  /** A run id that no side of the stack has had yet. */
  readonly nextRunId: () => string;
}

/** Control address of each reader layer of a side. @throws `died`, or LabError layer_failed for one that has no port any more */
export function readerUrlsOf(
  side: ResolvedSide,
  containers: Containers,
  died: LabError | undefined,
): Record<string, string> {
  const layers = new Set(Object.values(side.readers).map((reader) => reader.layer));
  return Object.fromEntries([...layers].map((layer) => [layer, controlAddress(layer, containers, died)]));
}

/** The handle on a side that stands and answers. */
export async function standingSide(started: Started): Promise<RunningSide> {
  const { layers, containers, readerUrls, deaths, stage } = started;
  const versions = await versionsOf(started.side, layers, containers);
  let side = started.side;
  const hostOf = (place: string): string => serviceOf(started.side, place, layers);
  let firstRunAtMs: number | undefined;
  /** Places whose last reload has failed: nobody knows what config they run. */
  const doubtful = new Set<string>();
  const putInto = async (place: string, { configs }: ResolvedSide): Promise<void> => {
    const folder = stage.folders.get(hostOf(place));
    const config = configs[place];
    if (!folder || !config) throw new LabError("rig_failed", `${place} was not started to be reloaded`);
    writeConfig(folder, config, started.side.configs[place]!.name);
    const id = containers.get(place)!.Id;
    const layer = layers.get(layerOfPlace(place))!;
    try {
      await atEngine(`reloading ${place}`, () => reload(place, id, layer, deaths.signal));
    } catch (error) {
      // the engine refuses to signal a container that has just died: why it died says more
      await deaths.assertAlive(containers, true);
      throw error;
    }
  };
  return {
    get side() {
      return side;
    },
    mockUrl: controlAddress(MOCK, containers, deaths.known()),
    readerUrls,
    versions,
    places: servicesOf(started.side, layers),
    died: deaths.signal,
    hostOf,
    nextRunId: () => {
      firstRunAtMs ??= Date.now();
      return started.nextRunId();
    },
    assertAlive: (brokenOff) => deaths.assertAlive(containers, brokenOff),
    collect: (what) => collect(what, side, containers, firstRunAtMs),
    perform: (act) => performAct(act, containers, deaths.expect),
    reconfigure: async (wanted) => {
      const places = [...new Set([...doubtful, ...placesToReload(side, wanted, layers)])];
      places.forEach((place) => doubtful.add(place));
      await Promise.all(places.map((place) => putInto(place, wanted)));
      await waitForEntries(wanted, hostOf, readerUrls, deaths.signal);
      doubtful.clear();
      [side, firstRunAtMs] = [wanted, undefined];
    },
  };
}
