import { placesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { ROOT } from "../model/root.ts";
import { layerOfPlace } from "../model/words.ts";
import { KEPT } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { serviceOf } from "./services.ts";

/** What sides are started with. */
export interface StartOptions {
  /** Six hex digits that name this run of the lab. */
  readonly run: string;
  /** Leave the containers standing when the run is over. */
  readonly keep: boolean;
  /** Its configs will be replaced while it stands (RunningSide.reconfigure), so they are mounted from copies of its own. Default: no. */
  readonly reloadable?: boolean;
  /** Listen on its networks (taps.ts). Default: no. */
  readonly tap?: boolean;
  /** Whose `<LAYER>_IMAGE` variables are heeded. Default: the caller's environment; a control gives `{}`, and runs the rig's own images. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Each place of a side that needs a container, with its layer. */
export function placesWithLayers(side: ResolvedSide, layers: Layers): [place: string, layer: Layer][] {
  return placesOf(side).flatMap((place): [string, Layer][] => {
    const layer = layers.get(layerOfPlace(place));
    return layer ? [[place, layer]] : [];
  });
}

/** The variable of the caller's environment that puts another image in a place of this side; null: none does. */
export function imageVariableOf(
  place: string,
  layer: Layer,
  side: ResolvedSide,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  const variable = `${layer.prefix}_IMAGE`;
  return side.versions[place] === undefined && env[variable] ? variable : null;
}

/** The image that a place runs from: the side's version, else what the caller's environment names, else the fragment's. */
export function imageOf(place: string, layer: Layer, side: ResolvedSide, env: NodeJS.ProcessEnv = process.env): string {
  const version = side.versions[place];
  if (version !== undefined) return `${layer.image.slice(0, layer.image.lastIndexOf(":"))}:${version}`;
  const variable = imageVariableOf(place, layer, side, env);
  return (variable && env[variable]) ?? layer.image;
}

/** What stands behind a place of the path: its right neighbour. Null: nothing, or it is not in the path (a reader says itself whom it asks). */
export function upstreamOf(place: string, { path }: ResolvedSide): string | null {
  return path.includes(place) ? (path[path.indexOf(place) + 1] ?? null) : null;
}

/** The values of a place's own Compose variables, by what stands after `<LAYER>_`. The host port is the engine's choice: runs cannot collide. */
export function valuesOf(
  place: string,
  layers: Layers,
  side: ResolvedSide,
  env?: NodeJS.ProcessEnv,
): Record<string, string> {
  const layer = layers.get(layerOfPlace(place))!;
  const upstream = upstreamOf(place, side);
  const config = side.configs[place];
  return {
    IMAGE: imageOf(place, layer, side, env),
    PORT: "0",
    ...(upstream === null ? {} : { UPSTREAM: serviceOf(side, upstream, layers) }),
    ...(config === undefined ? {} : { VARIANT: config.name }),
  };
}

/** The Compose variables that belong to no layer: whose containers these are. */
export function composeEnvironment({ run, keep }: Pick<StartOptions, "run" | "keep">): Record<string, string> {
  return { LAB_RUN: run, LAB_OWNER: keep ? KEPT : ownerOfThisProcess(), LAB_CLONE: ROOT, COMPOSE_PROFILES: "" };
}
