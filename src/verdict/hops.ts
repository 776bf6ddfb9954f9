import type { Hop, HopSummary } from "../model/hop.ts";
import type { Finding, HopsVerdict, Judgement } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { layerOfPlace } from "../model/words.ts";
import type { Shape } from "../model/words.ts";
import { culpritsOf, expectedShapes } from "./culprits.ts";
import { crowdedDoubts } from "./rig.ts";
import { NAMED_SHARE } from "./thresholds.ts";

/** Shapes that a hop makes of an answer by keeping it; and those of them that a slow reader makes by itself. */
const HELD: readonly (Shape | undefined)[] = ["held", "batched", "stretched", "stalled", "delayed"];
const SLOW: readonly (Shape | undefined)[] = ["batched", "stretched", "delayed"];

/**
 * What packets say of a side's hops, against what its shapes say: a second proof, in which neither reader nor mock takes part. Where a shape
 * is expected that a hop makes by keeping bytes, one that may be blamed must be seen to hold; where all stream, nobody must. Of other shapes
 * (refused, cut, queued) packets prove nothing; nor do they contradict where no core was free.
 * @param layer the layer under test
 * @param sides all sides of the subject
 * @returns undefined: nobody listened
 */
export function hopsVerdictOf(trace: SideTrace, layer: string, sides: readonly SideTrace[]): HopsVerdict | undefined {
  const paced = trace.runs.filter(({ proof, hops }) => proof === "paced" && hops !== undefined);
  const byReader = paced.flatMap(({ hops = {} }) => Object.entries(hops));
  const chains = byReader.map(([, chain]) => chain);
  if (paced.length === 0) return undefined;
  const named = (word: "holds" | "unknown"): string[] => {
    const hops = chains.flatMap((chain) => chain.hops.filter(({ verdict }) => verdict === word));
    const least = chains.length * NAMED_SHARE;
    return [...Map.groupBy(hops, ({ hop }) => hop)].filter(([, of]) => of.length >= least).map(([hop]) => hop);
  };
  const [guilty, unknown] = [named("holds"), named("unknown")];
  const held = expectedOf(trace);
  const blamed = held === "guilty" ? culpritsOf(trace, layer, sides) : [];
  const expected = held === "guilty" && blamed.length === 0 ? null : held;
  const isBlamed = (place: string): boolean => blamed.includes(layerOfPlace(place));
  const readers = Object.fromEntries(byReader.map(([name, { hops }]) => [name, hops.map(summaryOf)]));
  const word = { guilty, unknown, expected, blamed, readers };
  if (expected === null || chains.length === 0) return { ...word, agrees: null };
  const contradicts = crowdedDoubts(paced).length > 0 ? null : false; // a full machine keeps packets waiting, too
  if (expected === "none") return { ...word, agrees: guilty.length === 0 ? true : contradicts };
  if (guilty.some(isBlamed)) return { ...word, agrees: true };
  return { ...word, agrees: unknown.some(isBlamed) ? null : contradicts };
}

function summaryOf({ in: came, out: _left, ...rest }: Hop): HopSummary {
  return { ...rest, inSteps: came.length };
}

/** Null: some shape is expected of which packets say nothing, or none at all. */
function expectedOf({ side }: SideTrace): HopsVerdict["expected"] {
  const shapes = expectedShapes(side);
  const readers = Object.values(side.readers);
  const isHeld = (shape: Shape | undefined, index: number): boolean =>
    HELD.includes(shape) && !(SLOW.includes(shape) && readers[index]!.bytesPerSecond !== undefined);
  if (shapes.some(isHeld)) return "guilty";
  return shapes.length > 0 && shapes.every((shape) => shape === "streamed") ? "none" : null;
}

/**
 * A judgement with the packets' word: a side that is as expected fails where they name somebody else than may be blamed, or anybody where
 * nobody may hold. What they cannot know changes nothing.
 */
export function withPackets(judgement: Judgement, hops: HopsVerdict | undefined): Judgement {
  if (hops === undefined || hops.agrees === null) return judgement;
  const finding: Finding = {
    ...{ what: "hops", of: null, reader: null, proof: "paced", unit: "word" },
    expected: hops.blamed.length === 0 ? null : hops.blamed.join(" or "),
    observed: hops.guilty.length === 0 ? null : hops.guilty.join(", "),
    ok: hops.agrees,
  };
  const verdict = judgement.verdict === "pass" && !hops.agrees ? "fail" : judgement.verdict;
  return { ...judgement, verdict, findings: [...judgement.findings, finding] };
}
