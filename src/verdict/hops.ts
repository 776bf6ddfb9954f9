import type { Finding, HopsVerdict, Judgement } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { layerOfPlace } from "../model/words.ts";
import type { Shape } from "../model/words.ts";
import { readerExpectation } from "./implied.ts";

/** Shapes that a hop makes of an answer by keeping it. */
const HELD: readonly (Shape | undefined)[] = ["held", "batched", "stretched", "stalled", "delayed"];

/**
 * What packets say of a side's hops, against what its shapes say: a second proof, in which neither reader nor mock takes part. Where a shape
 * is expected that a hop makes by keeping bytes, the layer under test must be seen to hold; where all stream, nobody must. Of other shapes
 * (refused, cut, queued) packets prove nothing.
 * @param layer the layer under test
 * @returns undefined: nobody listened
 */
export function hopsVerdictOf({ side, runs }: SideTrace, layer: string): HopsVerdict | undefined {
  const paced = runs.filter(({ proof, hops }) => proof === "paced" && hops !== undefined);
  const chains = paced.flatMap(({ hops = {} }) => Object.entries(hops));
  if (paced.length === 0) return undefined;
  const named = (word: "holds" | "unknown"): string[] => {
    const hops = chains.flatMap(([, chain]) => chain.hops.filter(({ verdict }) => verdict === word));
    return [...new Set(hops.map(({ hop }) => hop))];
  };
  const [guilty, unknown] = [named("holds"), named("unknown")];
  const expected = expectedOf(side);
  const isLayer = (place: string): boolean => layerOfPlace(place) === layer;
  return { guilty, unknown, expected, agrees: agrees(expected, guilty, unknown.some(isLayer), isLayer, chains.length) };
}

function agrees(
  expected: HopsVerdict["expected"],
  guilty: readonly string[],
  unknown: boolean,
  isLayer: (place: string) => boolean,
  answers: number,
): boolean | null {
  if (expected === null || answers === 0) return null;
  if (expected === "none") return guilty.length === 0;
  if (guilty.some(isLayer)) return true;
  return unknown ? null : false;
}

/** Null: some shape is expected of which packets say nothing, or none at all. */
function expectedOf({ expect, readers }: SideTrace["side"]): HopsVerdict["expected"] {
  if (expect === undefined) return null;
  const shapes = Object.keys(readers).map((name) => readerExpectation(expect, readers, name).shape);
  if (shapes.some((shape) => HELD.includes(shape))) return "guilty";
  return shapes.length > 0 && shapes.every((shape) => shape === "streamed") ? "none" : null;
}

/**
 * A judgement with the packets' word: a side that is as expected fails where they name another hop than the layer under test, or one at all
 * where nobody may hold. What they cannot know changes nothing.
 */
export function withPackets(judgement: Judgement, hops: HopsVerdict | undefined, layer: string): Judgement {
  if (hops === undefined || hops.agrees === null) return judgement;
  const finding: Finding = {
    ...{ what: "hops", of: null, reader: null, proof: "paced", unit: "word" },
    expected: hops.expected === "guilty" ? layer : null,
    observed: hops.guilty.length === 0 ? null : hops.guilty.join(", "),
    ok: hops.agrees,
  };
  const verdict = judgement.verdict === "pass" && !hops.agrees ? "fail" : judgement.verdict;
  return { ...judgement, verdict, findings: [...judgement.findings, finding] };
}
