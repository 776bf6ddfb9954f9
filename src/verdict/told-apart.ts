import { isDeepStrictEqual } from "node:util";
import type { Expectation } from "../model/expectation.ts";
import type { Judgement, VerdictDocument } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import type { Kind } from "../model/words.ts";
import { withStatedHops } from "./hops.ts";
import type { Seen } from "./seen.ts";
import { judgeSide } from "./side.ts";

/** A side that is judged, with what was seen of it. */
export interface JudgedSide {
  readonly trace: SideTrace;
  readonly seen: Seen;
  readonly expect: Expectation;
}

type NotToldApart = VerdictDocument["notToldApart"];

/**
 * The pairs of sides that are not told apart: they expect different things, and each passes what the other one expects, so that what was
 * judged does not show any difference. Each pair stands once, the later side first.
 *
 * Where one passes the other's and not the reverse, the two ARE told apart: what the one was seen to do, the other was not. Two sides that
 * expect the same claim no difference (the broken and the useless one of a `placebo`), and those of an `innocent` are meant to be alike.
 */
export function notToldApart(kind: Kind, sides: readonly JudgedSide[]): NotToldApart {
  if (kind === "innocent") return [];
  return sides.flatMap((side, index) =>
    sides
      .slice(0, index)
      .filter((earlier) => !isDeepStrictEqual(side.expect, earlier.expect))
      .filter((earlier) => passesAs(side, earlier) && passesAs(earlier, side))
      .map((earlier) => ({ side: side.trace.side.name, passesAs: earlier.trace.side.name })),
  );
}

/**
 * The name of the first side, if what it expects was never seen to be otherwise: then this experiment's title is not proved.
 * A `fix` claims a difference always: some side must fail what the first one expects, or the fault was never seen, or never cured.
 * A `version` may claim that two versions are alike, by expecting the same of both. Where it expects different things, at least two such
 * sides must be told apart: a version flip once passed although neither version had shown the fault.
 */
export function undecided(kind: Kind, sides: readonly JudgedSide[], pairs: NotToldApart): string | null {
  const [first, ...others] = sides;
  if (first === undefined) return null;
  if (kind === "fix") return others.some((side) => failsAs(side, first)) ? null : first.trace.side.name;
  if (kind !== "version" || pairs.length === 0) return null;
  const differing = sides.flatMap((side, index) =>
    sides.slice(0, index).filter((earlier) => !isDeepStrictEqual(side.expect, earlier.expect)),
  );
  return pairs.length === differing.length ? first.trace.side.name : null;
}

function passesAs(side: JudgedSide, other: JudgedSide): boolean {
  return judgedAs(side, other).verdict === "pass";
}

/** A finding is enough, unless the rig's own delay made it: an answer without tokens fails as a stream, though as such it proves nothing. */
function failsAs(side: JudgedSide, other: JudgedSide): boolean {
  const { findings, doubts } = judgedAs(side, other);
  return findings.some(({ ok }) => !ok) && doubts.every(({ code }) => code !== "swayed");
}

/** Memory is read where a side itself expects something of it: what was not read tells nothing apart. */
function judgedAs({ trace, seen }: JudgedSide, { expect }: JudgedSide): Judgement {
  const read = Object.entries(expect.peakMemoryMb ?? {}).filter(([place]) => place in seen.observation.peakMemoryMb);
  const judgement = judgeSide(trace, seen, { ...expect, peakMemoryMb: Object.fromEntries(read) });
  return withStatedHops(judgement, trace, expect);
}
