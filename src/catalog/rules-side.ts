import { isDeepStrictEqual } from "node:util";
import type { Expectation } from "../model/expectation.ts";
import { placesOf } from "../model/experiment.ts";
import type { Experiment, ResolvedSide } from "../model/experiment.ts";
import { scenarioProblems } from "../model/scenario-problems.ts";
import { MOCK } from "../model/wire.ts";
import { layerOfPlace } from "../model/words.ts";

type Crowd = NonNullable<Expectation["crowd"]>[number];

/** What is wrong with one side's path, readers and acts. */
export function sideProblems(side: ResolvedSide): string[] {
  const { path, beside, acts } = side;
  const standing = [...path, ...beside];
  const strangers = Object.entries(side.readers).filter(([, { at }]) => at !== null && !path.includes(at));
  return [
    ...(path.at(-1) === MOCK ? [] : [`the path must end at ${MOCK}, whose send log every verdict needs`]),
    ...(Object.keys(side.readers).length > 0 ? [] : ["no reader"]),
    ...placeProblems(standing),
    ...strangers.map(([name, { at }]) => `reader ${name} enters at ${at}, which is not in the path`),
    ...acts
      .filter((act) => !standing.includes(act.layer))
      .map((act) => `act on ${act.layer}, which is neither in the path nor beside it`),
    ...acts.flatMap(({ at }) =>
      "token" in at && at.token > side.scenario.tokens
        ? [`act at token ${at.token}, but the answer has ${side.scenario.tokens}`]
        : [],
    ),
  ];
}

function placeProblems(standing: readonly string[]): string[] {
  return standing.flatMap((place, index) => {
    if (standing.indexOf(place) < index) {
      return [`${place} stands twice: a second instance is called ${layerOfPlace(place)}#2`];
    }
    const number = Number(place.split("#")[1] ?? 1);
    const before = number > 2 ? `${layerOfPlace(place)}#${number - 1}` : layerOfPlace(place);
    return standing.includes(before) ? [] : [`${place} without ${before}: instances are numbered from 1 on`];
  });
}

/** What an expectation says of readers, places and crowds that the side does not have. */
export function expectationProblems(side: ResolvedSide): string[] {
  const { expect } = side;
  if (expect === undefined) return ["nothing is expected of it, so no run could pass"];
  const places = placesOf(side);
  const readers = Object.keys(side.readers);
  const logged = [...side.path, ...side.beside];
  return [
    ...Object.keys(expect.readers ?? {})
      .filter((name) => !readers.includes(name))
      .map((name) => `expectation for a reader called ${name} (there are ${readers.join(", ")})`),
    ...Object.keys(expect.logs ?? {})
      .filter((place) => !logged.includes(place))
      .map((place) => `expectation of the log of ${place}, which is neither in the path nor beside it`),
    ...Object.keys(expect.peakMemoryMb ?? {})
      .filter((place) => !places.includes(place))
      .map((place) => `expectation of the memory of ${place}, which the side does not have`),
    ...(expect.crowd ?? []).flatMap((crowd) => crowdProblems(crowd, readers.length)),
  ];
}

function crowdProblems({ rank, share }: Crowd, readers: number): string[] {
  const { min = 0, max = 1 } = share ?? {};
  return [
    ...(readers > 1 ? [] : ["expectation of a crowd, but the side has one reader"]),
    ...(rank || share ? [] : ["expectation of a crowd without rank or share: what all must see stands beside it"]),
    ...(rank && !(rank.from >= 1 && rank.from <= rank.to && rank.to <= readers)
      ? [`expectation of ranks ${rank.from} to ${rank.to}; ranks go from 1 to ${readers}`]
      : []),
    ...(min >= 0 && min <= max && max <= 1
      ? []
      : [`expectation of a share from ${min} to ${max}; shares go from 0 to 1`]),
  ];
}

/** What no schema can say of a scenario, for the side and for each reader that has one of its own. */
export function scenariosProblems({ scenario, readers }: Pick<ResolvedSide, "scenario" | "readers">): string[] {
  const found = Object.entries(readers).flatMap(([name, reader]) => {
    const where = isDeepStrictEqual(reader.scenario, scenario) ? "scenario" : `readers.${name}.scenario`;
    return scenarioProblems(reader.scenario, reader.dialect).map(
      ({ path, message, hint }) => `${where}.${path}: ${message} (${hint})`,
    );
  });
  return [...new Set(found)];
}

/** The mock knows whose scenario a request gets by the reader's name in it. */
export function namelessProblems({ scenario, readers }: ResolvedSide): string[] {
  return Object.entries(readers)
    .filter(([, reader]) => reader.anonymous && !isDeepStrictEqual(reader.scenario, scenario))
    .map(([name]) => `reader ${name} is anonymous: the model cannot tell that a scenario of its own is meant for it`);
}

/** Lockstep needs one reader that reads a whole answer to its end. */
export function proofProblems({ proofs }: Pick<Experiment, "proofs">, side: ResolvedSide): string[] {
  if (!proofs.includes("lockstep")) return [];
  const readers = Object.values(side.readers);
  const why = [
    readers.length > 1 ? "several readers" : "",
    readers.some((reader) => reader.leave) ? "a reader that leaves" : "",
    readers.some((reader) => reader.scenario.cut) ? "a cut" : "",
    side.acts.length > 0 ? "acts" : "",
  ].filter(Boolean);
  return why.length > 0 ? [`${why.join(", ")} cannot be proved in lockstep: proofs: ["paced"]`] : [];
}
