import type { Hops, Located } from "../../hops/index.ts";
import { LabError } from "../../model/error.ts";
import type { HopChain } from "../../model/hop.ts";
import { sayCount } from "../../model/say.ts";

/**
 * The answers that were streamed, and passed a hop.
 * @throws LabError capture_unreadable where there is none
 */
export function answersIn({ located }: Hops): HopChain[] {
  const streamed = located.filter(isStreamed);
  const passed = streamed.filter(hasHop);
  if (passed.length > 0) return passed.map(({ chain }) => chain);
  const straight = [...new Set(streamed.map(({ chain }) => `${chain.reader} > ${chain.origin.name}`))];
  if (straight.length > 0) {
    throw new LabError(
      "capture_unreadable",
      "every streamed answer goes straight from one end to the other: no hop was captured",
      {
        observed: straight.slice(0, 3).join(", "),
        hint: "capture on each side of a hop, and name its addresses: --map ADDRESS=NAME for all of them",
      },
    );
  }
  throw new LabError("capture_unreadable", "no streamed answer was captured", {
    observed: `${sayCount(located.length, "answer")}, in one or two steps`,
    limit: "three steps or more, 40 ms or longer",
  });
}

/** Arrivals at all places of the answers that were streamed and passed a hop, so far. */
export function arrivalsOfStreams(located: readonly Located[]): number {
  const ways = located.filter((each) => hasHop(each) && isStreamed(each)).flatMap(({ way }) => way);
  return ways.reduce((sum, { curve }) => sum + curve.arrivals.length, 0);
}

function hasHop({ chain }: Located): boolean {
  return chain.hops.length > 0;
}

function isStreamed({ way }: Located): boolean {
  return way.some(({ curve: { arrivals } }) => {
    return arrivals.length >= 3 && arrivals.at(-1)!.atNs - arrivals[0]!.atNs >= 40e6;
  });
}
