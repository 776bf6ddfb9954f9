import { isDeepStrictEqual } from "node:util";
import type { Experiment, ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { layerOfPlace } from "../model/words.ts";
import { buildsOf } from "./fragments.ts";
import { knobsOf } from "./knobs.ts";

/** Versions that a side asks for, of places that it does not have or that no fragment can build. */
export function versionProblems(side: ResolvedSide, layers: Layers): string[] {
  const places = placesOf(side);
  return Object.entries(side.versions).flatMap(([place, version]) => {
    if (!places.includes(place))
      return [`version of ${place}, which is neither a reader, nor in the path, nor beside it`];
    const builds = buildsOfPlace(place, layers);
    return builds.has(version)
      ? []
      : [`${layerOfPlace(place)} has no version ${version} (its fragment builds ${[...builds.keys()].join(", ")})`];
  });
}

/**
 * Versions are compared within one kind of build: a Debian package and a wheel differ in more than the version (what was compiled in,
 * which libraries, which patches). Two kinds are told apart from two versions only by a side of the other kind that is expected as the first
 * one is: then the build alone does not make the difference.
 * @param alike whether two sides are expected to be seen alike
 */
export function buildProblems(
  sides: readonly ResolvedSide[],
  layers: Layers,
  alike: (a: ResolvedSide, b: ResolvedSide) => boolean,
): string[] {
  const places = [...new Set(sides.flatMap((side) => Object.keys(side.versions)))];
  return places.flatMap((place) => {
    const builds = buildsOfPlace(place, layers);
    const versionOf = (side: ResolvedSide): string => side.versions[place] ?? defaultVersion(place, layers);
    const kindOf = (side: ResolvedSide): string => builds.get(versionOf(side)) ?? "?";
    const asked = sides.filter((side) => placesOf(side).includes(place));
    const [first] = asked;
    const others = asked.filter((side) => first !== undefined && kindOf(side) !== kindOf(first));
    if (first === undefined || others.length === 0 || others.some((side) => alike(first, side))) return [];
    const list = [...new Set(asked.map((side) => `${versionOf(side)} from ${kindOf(side)}`))];
    return [
      `versions of ${place} from different kinds of build: ${list.join(", ")}; add a side of the other kind that is seen as ${first.name} is`,
    ];
  });
}

/** Different versions of one place, side by side. */
export function flipsVersion(sides: readonly ResolvedSide[], layers: Layers): boolean {
  const places = new Set(sides.flatMap((side) => Object.keys(side.versions)));
  return [...places].some(
    (place) => new Set(sides.map((side) => side.versions[place] ?? defaultVersion(place, layers))).size > 1,
  );
}

/** True if nothing but the version of one place tells two sides apart. */
export function differInVersionAlone(a: ResolvedSide, b: ResolvedSide): boolean {
  const knobs = knobsOf(a, b);
  return knobs.length === 1 && knobs[0]!.startsWith("version of");
}

/**
 * A version that is seen otherwise than another one says in which release that began, and where a person can read it
 * (`./lab versions` prints it). Where all versions are seen alike nothing has changed.
 */
export function changeProblems(
  { kind, changed }: Pick<Experiment, "kind" | "changed">,
  sides: readonly ResolvedSide[],
): string[] {
  if (kind !== "version") return changed === undefined ? [] : [`changed is for kind version, and this is a ${kind}`];
  const pairs = sides.flatMap((side, index) => sides.slice(index + 1).map((other) => [side, other] as const));
  const flip = pairs.find(([a, b]) => differInVersionAlone(a, b) && !isDeepStrictEqual(a.expect, b.expect));
  if (flip !== undefined && changed === undefined) {
    const [a, b] = flip;
    return [
      `kind version: ${a.name} and ${b.name} are not expected to be seen alike, but \`changed\` does not say in which release that began, and who says so ({ in, source }; source: null where none was found)`,
    ];
  }
  return flip === undefined && changed !== undefined
    ? ["changed: no two versions of one config are expected to be seen differently, so nothing has changed"]
    : [];
}

function buildsOfPlace(place: string, layers: Layers): ReadonlyMap<string, string> {
  const folder = layers.get(layerOfPlace(place))?.folder;
  return folder === undefined ? new Map() : buildsOf(folder);
}

/** The tag of the image that the fragment names. */
function defaultVersion(place: string, layers: Layers): string {
  return layers.get(layerOfPlace(place))?.image.split(":").at(-1) ?? "";
}
