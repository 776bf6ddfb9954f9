import * as v from "valibot";
import type { Experiment } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { Id, layerOfPlace } from "../model/words.ts";
import type { NamedExperiment } from "./experiments.ts";
import { mergeReaders, readerNames } from "./resolve.ts";
import { readerProblems } from "./rules-reader.ts";

/** Layers, readers and variants that are not there, or are named where the side does not have them. */
export function nameProblems(experiment: NamedExperiment, layers: Layers): string[] {
  const { id, layer } = experiment;
  return [
    ...(v.is(Id, id) ? [] : [`the file's name ${id} must be kebab-case: it names results and projects`]),
    ...(layers.has(layer) ? [] : [`its folder: ${unknownLayer(layer, layers)}`]),
    ...Object.entries(experiment.sides).flatMap(([name, side]) =>
      sideNameProblems(experiment, side, layers).map((problem) => `side ${name}: ${problem}`),
    ),
  ];
}

function sideNameProblems(experiment: Experiment, side: Experiment["sides"][string], layers: Layers): string[] {
  const readers = mergeReaders(experiment.readers, side.readers);
  const standing = [...(side.path ?? experiment.path), ...(side.beside ?? experiment.beside)];
  const places = [...new Set([...Object.values(readers).map(({ layer }) => layer), ...standing])];
  const names = Object.entries(readers).flatMap(([name, reader]) => readerNames(name, reader));
  const reading = standing.filter((place) => layers.get(layerOfPlace(place))?.reader === true);
  return [
    ...places
      .map(layerOfPlace)
      .filter((layer) => !layers.has(layer))
      .map((layer) => unknownLayer(layer, layers)),
    ...Object.values(readers)
      .filter(({ layer }) => layers.get(layer)?.reader === false)
      .map(({ layer }) => `${layer} cannot read: its fragment lacks the label buffering-lab.role: reader`),
    ...reading.map((place) => `${place} reads and forwards nothing: it stands under readers, in no path`),
    ...readerProblems(readers),
    ...names.filter((name, at) => names.indexOf(name) < at).map((name) => `two readers are called ${name}`),
    ...Object.entries(side.variants).flatMap(([place, variant]) => variantProblems(place, variant, places, layers)),
  ];
}

function variantProblems(place: string, variant: string, places: readonly string[], layers: Layers): string[] {
  if (!places.includes(place))
    return [`variant for ${place}, which is neither a reader, nor in the path, nor beside it`];
  const layer = layers.get(layerOfPlace(place));
  if (!layer || layer.variants.has(variant)) return [];
  return [`${layer.name} has no variant ${variant} (it has ${[...layer.variants.keys()].join(", ") || "none"})`];
}

function unknownLayer(name: string, layers: Layers): string {
  return `no layer is called ${name} (there are ${[...layers.keys()].join(", ")})`;
}
