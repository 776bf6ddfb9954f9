import type { Expectation } from "../model/expectation.ts";
import type { Hop, HopSummary } from "../model/hop.ts";
import type { Doubt, Finding, HopsVerdict, Judgement } from "../model/result.ts";
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
  const summaries = Object.fromEntries(byReader.map(([name, { hops }]) => [name, hops.map(summaryOf)]));
  const stated = trace.side.expect?.hops;
  if (stated) return { ...statedVerdict(stated, guilty, unknown, crowdedDoubts(paced).length > 0), readers: summaries };
  const held = expectedOf(trace);
  const blamed = held === "guilty" ? culpritsOf(trace, layer, sides) : [];
  const expected = held === "guilty" && blamed.length === 0 ? null : held;
  const isBlamed = (place: string): boolean => blamed.includes(layerOfPlace(place));
  const word = { guilty, unknown, expected, blamed, readers: summaries };
  if (expected === null || chains.length === 0) return { ...word, agrees: null };
  const contradicts = crowdedDoubts(paced).length > 0 ? null : false; // a full machine keeps packets waiting, too
  if (expected === "none") return { ...word, agrees: guilty.length === 0 ? true : contradicts };
  if (guilty.some(isBlamed)) return { ...word, agrees: true };
  return { ...word, agrees: unknown.some(isBlamed) ? null : contradicts };
}

/** Where the expectation names the hops itself, layer and shapes imply nothing: these hold, and no other. */
function statedVerdict(
  stated: readonly string[],
  guilty: string[],
  unknown: string[],
  crowded: boolean,
): Omit<HopsVerdict, "readers"> {
  const same = guilty.length === stated.length && stated.every((place) => guilty.includes(place));
  const untold = stated.some((place) => !guilty.includes(place) && unknown.includes(place));
  const agrees = same ? true : untold || crowded ? null : false;
  return { guilty, unknown, expected: "guilty", blamed: [...stated], agrees };
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
 * nobody may hold. What they cannot know changes nothing, unless the expectation names the hops: then it has not been seen.
 * @param stated the hops that the side's expectation names; absent: it names none
 */
export function withPackets(
  judgement: Judgement,
  hops: HopsVerdict | undefined,
  stated?: readonly string[],
): Judgement {
  if (hops === undefined || hops.agrees === null)
    return stated === undefined ? judgement : untold(judgement, hops, stated);
  const finding: Finding = {
    ...{ what: "hops", of: null, reader: null, proof: "paced", unit: "word" },
    expected: hops.blamed.length === 0 ? null : hops.blamed.join(stated === undefined ? " or " : ", "),
    observed: hops.guilty.length === 0 ? null : hops.guilty.join(", "),
    ok: hops.agrees,
  };
  const verdict = judgement.verdict === "pass" && !hops.agrees ? "fail" : judgement.verdict;
  return { ...judgement, verdict, findings: [...judgement.findings, finding] };
}

/** A pass rests on what packets could not tell. */
function untold(judgement: Judgement, hops: HopsVerdict | undefined, stated: readonly string[]): Judgement {
  if (judgement.verdict !== "pass") return judgement;
  const missing = stated.filter((place) => !hops?.guilty.includes(place));
  const doubt: Doubt = { code: "hops-untold", values: { untold: missing.join(", ") } };
  return { ...judgement, verdict: "inconclusive", doubts: [doubt] };
}

/** A judgement by an expectation, which may be another side's: with the packets' word, where it names hops. */
export function withStatedHops(judgement: Judgement, trace: SideTrace, expect: Expectation): Judgement {
  if (expect.hops === undefined) return judgement;
  const asked = { ...trace, side: { ...trace.side, expect } };
  return withPackets(judgement, hopsVerdictOf(asked, "", []), expect.hops);
}
