import { layersOfPlaces, placesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { ScenarioOverrides } from "../model/scenario.ts";
import type { NamedExperiment } from "./experiments.ts";
import { resolveSides } from "./resolve.ts";
import { comparisonProblems, reloadProblems } from "./rules-compare.ts";
import { kindProblems } from "./rules-kind.ts";
import { expectationProblems } from "./rules-expect.ts";
import { nameProblems } from "./rules-name.ts";
import {
  besideProblems,
  namelessProblems,
  proofProblems,
  scenariosProblems,
  sideProblems,
  slowProblems,
} from "./rules-side.ts";
import { changeProblems, versionProblems } from "./rules-version.ts";
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
    ...underTestProblems(experiment.layer, sides),
    ...wholeProblems(experiment),
    ...ofSides,
    ...kindProblems(experiment.kind, sides, layers),
    ...changeProblems(experiment, sides),
    ...comparisonProblems(experiment.kind, sides),
    ...(experiment.sidesRun === "reloaded" ? reloadProblems(sides, layers) : []),
  ];
}

/** The layer under test is met: a reader is of it, or reads through it, or it stands beside. */
function underTestProblems(layer: string, sides: readonly ResolvedSide[]): string[] {
  if (!sides.some((side) => layersOfPlaces(placesOf(side)).includes(layer)))
    return [`its folder says that ${layer} is under test, but no side has it`];
  const met = sides.some(({ path, beside, readers }) => {
    const read = Object.values(readers).flatMap((reader) => [
      reader.layer,
      ...path.slice(path.indexOf(reader.at ?? path[0]!)),
    ]);
    return layersOfPlaces([...read, ...beside]).includes(layer);
  });
  return met ? [] : [`its folder says that ${layer} is under test, but every reader enters behind it`];
}

/** What concerns no side alone. */
function wholeProblems({ id, kind, proofs }: NamedExperiment): string[] {
  return [
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
