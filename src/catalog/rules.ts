import * as v from "valibot";
import { layersOfPlaces, placesOf } from "../model/experiment.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { ScenarioOverrides } from "../model/scenario.ts";
import { Id, layerOfPlace, projectOfSide } from "../model/words.ts";
import type { NamedExperiment } from "./experiments.ts";
import { mergeReaders, readerNames, resolveSides } from "./resolve.ts";
import { comparisonProblems, reloadProblems } from "./rules-compare.ts";
import { kindProblems } from "./rules-kind.ts";
import { expectationProblems } from "./rules-expect.ts";
import { readerProblems } from "./rules-reader.ts";
import {
  besideProblems,
  namelessProblems,
  proofProblems,
  scenariosProblems,
  sideProblems,
  slowProblems,
} from "./rules-side.ts";
import { versionProblems } from "./rules-version.ts";
import { CONTROLS } from "./subject.ts";

/**
 * Everything that can be known to be wrong with an experiment without starting a container. What it names must exist before anything else
 * can be looked at.
 * @returns one line per problem; empty if there is none
 */
export function problemsOf(experiment: NamedExperiment, layers: Layers): string[] {
  const unknown = nameProblems(experiment, layers);
  if (unknown.length > 0) return unknown;
  const sides = resolveSides(experiment, layers);
  const ofSides = sides.flatMap((side) =>
    [
      ...sideProblems(side),
      ...besideProblems(side),
      ...expectationProblems(experiment, side),
      ...scenariosProblems(side),
      ...namelessProblems(side),
      ...proofProblems(experiment, side),
      ...slowProblems(experiment, side),
      ...versionProblems(side, layers),
    ].map((problem) => `side ${side.name}: ${problem}`),
  );
  return [
    ...(sides.some((side) => layersOfPlaces(placesOf(side)).includes(experiment.layer))
      ? []
      : [`its folder says that ${experiment.layer} is under test, but no side has it`]),
    ...wholeProblems(experiment),
    ...ofSides,
    ...kindProblems(experiment.kind, sides, layers),
    ...comparisonProblems(experiment.kind, sides),
    ...(experiment.sidesRun === "reloaded" ? reloadProblems(sides, layers) : []),
  ];
}

/** What concerns no side alone. */
function wholeProblems({ id, kind, proofs, sides }: NamedExperiment): string[] {
  const projects = Map.groupBy(Object.keys(sides), (side) => projectOfSide("", side));
  const alike = [...projects.values()].filter((names) => names.length > 1);
  return [
    ...alike.map(
      (names) => `sides ${names.join(" and ")} differ in . and - alone: their containers would have one name`,
    ),
    ...(new Set(proofs).size < proofs.length ? [`proofs: ${proofs.join(", ")} names one twice`] : []),
    ...(kind === "control" && !CONTROLS.includes(id as (typeof CONTROLS)[number])
      ? [`kind control is for ${CONTROLS.join(" and ")}, on which every other verdict relies`]
      : []),
  ];
}

/**
 * What the caller's flags make impossible, of an experiment that is right without them.
 * @returns one line per problem, the same one of several sides once
 */
export function overrideProblems(experiment: NamedExperiment, layers: Layers, overrides: ScenarioOverrides): string[] {
  const sides = resolveSides(experiment, layers, overrides);
  return [...new Set(sides.flatMap((side) => [...sideProblems(side), ...scenariosProblems(side)]))];
}

/** Layers, readers and variants that are not there, or are named where the side does not have them. */
function nameProblems(experiment: NamedExperiment, layers: Layers): string[] {
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
