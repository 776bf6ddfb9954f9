import { layerNamesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { KEPT, ownerOfThisProcess } from "./labels.ts";

/** The image that a layer of this side runs from: the side's version, else what the caller's environment names, else the fragment's. */
export function imageOf(layer: Layer, side: ResolvedSide, env: NodeJS.ProcessEnv = process.env): string {
  const version = side.versions[layer.name];
  if (version !== undefined) return `${layer.image.slice(0, layer.image.lastIndexOf(":"))}:${version}`;
  return env[`${layer.prefix}_IMAGE`] ?? layer.image;
}

/** The layers that a side needs running. */
export function layersOf(side: ResolvedSide, layers: Layers): Layer[] {
  return layerNamesOf(side)
    .map((name) => layers.get(name))
    .filter((layer) => layer !== undefined);
}

/** The variant of a layer in this side, null for a layer without knobs. */
export function variantOf(layer: Layer, side: ResolvedSide): string | null {
  return side.variants[layer.name] ?? layer.defaultVariant;
}

/**
 * The Compose variables that wire a side: each layer's upstream is its right neighbour in the path, each reader's is the first.
 * Host ports are left to the engine, so that two runs at once cannot collide.
 */
export function composeEnvironment(
  side: ResolvedSide,
  layers: Layers,
  run: string,
  keep: boolean,
): Record<string, string> {
  const env: Record<string, string> = {
    LAB_RUN: run,
    LAB_OWNER: keep ? KEPT : ownerOfThisProcess(),
    COMPOSE_PROFILES: "",
  };
  for (const layer of layersOf(side, layers)) {
    const place = side.path.indexOf(layer.name);
    const upstream = side.path[place + 1];
    if (upstream !== undefined && !side.beside.includes(layer.name)) env[`${layer.prefix}_UPSTREAM`] = upstream;
    const variant = variantOf(layer, side);
    if (variant !== null) env[`${layer.prefix}_VARIANT`] = variant;
    env[`${layer.prefix}_IMAGE`] = imageOf(layer, side);
    env[`${layer.prefix}_PORT`] = "0";
  }
  return env;
}
