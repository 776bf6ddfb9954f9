import type { ResolvedSide } from "../model/experiment.ts";
import type { SideTrace } from "../model/trace.ts";
import { MOCK } from "../model/wire.ts";
import { layerOfPlace } from "../model/words.ts";
import type { Shape } from "../model/words.ts";
import { readerExpectation } from "./implied.ts";

/** The shape that each reader of a side is expected to see; undefined: none is. */
export function expectedShapes({ expect, readers }: ResolvedSide): (Shape | undefined)[] {
  if (expect === undefined) return [];
  return Object.keys(readers).map((name) => readerExpectation(expect, readers, name).shape);
}

/**
 * The layers that may be blamed for a side that is expected broken: the layer under test; and where that is configured here as it is where
 * all streams (a half cure, a header from somebody else), also those in which the two sides differ; and a layer that no streaming side has.
 * @returns empty: what is under test is no hop, but a reader, the model
 */
export function culpritsOf({ side }: SideTrace, layer: string, sides: readonly SideTrace[]): string[] {
  const cured = sides.map((each) => each.side).filter((each) => isCured(each));
  const differing = cured.map((other) => layersThatDiffer(side, other)).filter((layers) => !layers.includes(layer));
  const fewest = differing.toSorted((a, b) => a.length - b.length)[0] ?? [];
  const hops = side.path.filter((place) => place !== MOCK).map(layerOfPlace);
  const alone = cured.length === 0 ? [] : hops.filter((each) => !cured.some(({ path }) => hasLayer(path, each)));
  return [...new Set([layer, ...fewest, ...alone])].filter((each) => hops.includes(each));
}

function hasLayer(path: readonly string[], layer: string): boolean {
  return path.some((place) => layerOfPlace(place) === layer);
}

function isCured(side: ResolvedSide): boolean {
  const shapes = expectedShapes(side);
  return shapes.length > 0 && shapes.every((shape) => shape === "streamed");
}

/** Layers that one side has in another config or version than the other, or that only one has. */
function layersThatDiffer(one: ResolvedSide, other: ResolvedSide): string[] {
  const of = ({ configs, versions, path, beside }: ResolvedSide, place: string): string => {
    const there = path.includes(place) || beside.includes(place);
    return JSON.stringify([there, configs[place], versions[place]]);
  };
  const places = [...new Set([one, other].flatMap(({ path, beside }) => [...path, ...beside]))];
  return [...new Set(places.filter((place) => of(one, place) !== of(other, place)).map(layerOfPlace))];
}
