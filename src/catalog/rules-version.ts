import type { ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { layerOfPlace } from "../model/words.ts";
import { buildsOf } from "./fragments.ts";

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
 * which libraries, which patches).
 */
export function buildProblems(sides: readonly ResolvedSide[], layers: Layers): string[] {
  const places = [...new Set(sides.flatMap((side) => Object.keys(side.versions)))];
  return places.flatMap((place) => {
    const builds = buildsOfPlace(place, layers);
    const asked = sides
      .filter((side) => placesOf(side).includes(place))
      .map((side) => side.versions[place] ?? defaultVersion(place, layers));
    const kinds = new Map(asked.map((version) => [version, builds.get(version) ?? "?"]));
    if (new Set(kinds.values()).size < 2) return [];
    const list = [...kinds].map(([version, dockerfile]) => `${version} from ${dockerfile}`);
    return [`versions of ${place} from different kinds of build: ${list.join(", ")}`];
  });
}

/** Different versions of one place, side by side. */
export function flipsVersion(sides: readonly ResolvedSide[], layers: Layers): boolean {
  const places = new Set(sides.flatMap((side) => Object.keys(side.versions)));
  return [...places].some(
    (place) => new Set(sides.map((side) => side.versions[place] ?? defaultVersion(place, layers))).size > 1,
  );
}

function buildsOfPlace(place: string, layers: Layers): ReadonlyMap<string, string> {
  const folder = layers.get(layerOfPlace(place))?.folder;
  return folder === undefined ? new Map() : buildsOf(folder);
}

/** The tag of the image that the fragment names. */
function defaultVersion(place: string, layers: Layers): string {
  return layers.get(layerOfPlace(place))?.image.split(":").at(-1) ?? "";
}
