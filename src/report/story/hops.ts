import type { HopVerdict } from "../../model/hop.ts";
import type { SideTrace } from "../../model/trace.ts";
import { sayHop, sayPassage } from "../say/hop.ts";
import { shownRun } from "./readers.ts";
import type { Documents } from "./readers.ts";

/** One hop of the answer that a side is shown by. */
export interface HopLine {
  readonly side: string;
  readonly hop: string;
  /** `in 16 steps, out 1 step at 1.65 s` */
  readonly passage: string;
  /** `holds 772 ms (max 1.65 s), 3.5 KB` */
  readonly words: string;
  readonly verdict: HopVerdict;
}

/** What packets say of the hops. */
export interface HopsStory {
  readonly lines: readonly HopLine[];
  /** Sides of which they say nothing, or something else than is expected. */
  readonly notes: readonly string[];
}

/** The hops of each side: of its run that is shown, and there of the reader whose answer was held most. */
export function hopsOf({ trace, verdict }: Documents): HopsStory {
  return {
    lines: trace.sides.flatMap(linesOf),
    notes: trace.sides.flatMap(({ side: { name }, hopsMissing }) => {
      const missing = hopsMissing === undefined ? [] : [`${name}: nobody could listen: ${hopsMissing}`];
      const hops = verdict.sides[name]?.hops;
      if (hops?.agrees !== false) return missing;
      const named = hops.guilty.length === 0 ? "nobody" : hops.guilty.join(", ");
      const expected = hops.expected === "guilty" ? `a hold at ${hops.blamed.join(" or ")}` : "no hold";
      return [...missing, `${name}: ${expected} is expected, and packets name ${named}`];
    }),
  };
}

function linesOf({ side, runs }: SideTrace): HopLine[] {
  const chains = Object.values(shownRun(runs)?.hops ?? {});
  const guilty = chains.find(({ hops }) => hops.some(({ verdict }) => verdict === "holds"));
  const chain = guilty ?? chains[0];
  return (chain?.hops ?? []).map((hop): HopLine => {
    const words = sayHop(hop, chain!);
    return { side: side.name, hop: hop.hop, passage: sayPassage(hop), words, verdict: hop.verdict };
  });
}
