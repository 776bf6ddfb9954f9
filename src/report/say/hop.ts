import type { Hop, HopChain } from "../../model/hop.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";

/** How an answer came to a hop, and how it left: `in 16 steps, out 1 step at 1.65 s`. */
export function sayPassage({ in: came, out: left }: Hop): string {
  const last = left.at(-1);
  const at = last === undefined || left.length > 2 ? "" : ` at ${sayMs(last[0] / 1e6)}`;
  return `in ${sayCount(came.length, "step")}, out ${sayCount(left.length, "step")}${at}`;
}

/** What a hop did, with the numbers that carry it. @param chain all hops of the same answer: what an inner one holds hides an outer one */
export function sayHop(hop: Hop, chain: Pick<HopChain, "hops" | "origin">): string {
  const beside = hop.verdict === "holds" && hop.sideCalls.length > 0 ? `, side call: ${hop.sideCalls.join(", ")}` : "";
  return `${sayWord(hop, chain)}${beside}`;
}

function sayWord(hop: Hop, chain: Pick<HopChain, "hops" | "origin">): string {
  const { why, waitMs, steps, stepBytes, whyBytes } = hop;
  const [p50, max] = [sayMs(waitMs?.p50 ?? 0), sayMs(waitMs?.max ?? 0)];
  switch (why) {
    case "to-the-end":
      return `holds ${p50} (max ${max}), ${sayBytes(bytesOf(hop.in))}`;
    case "in-steps":
      return `holds ${p50} (max ${max}), in ${sayCount(steps, "step")} of ${sayBytes(stepBytes ?? 0)}`;
    case "for-a-while":
      return `holds each ${p50} (max ${max})`;
    case "stalls":
      return `stalls: ${sayBytes(whyBytes ?? 0)} never left`;
    case "early-bytes":
      return `holds: the first bytes waited ${max}`;
    case "at-once":
      return `passes (${p50})`;
    case "window":
      return "passes: it waits for its reader's room";
    case "few-arrivals":
    case "lumps":
      return sayHidden(hop, chain);
    case "late-bulk":
      return "cannot be known: something leaves at once, most of it later";
    case "some-waited":
      return `cannot be known: some waited (max ${max}), most did not`;
    case "half-window":
      return "cannot be known: partly its reader had no room";
    case "lost":
      return `cannot be known: the capture lost ${sayBytes(whyBytes ?? 0)}`;
    case "shared":
      return "cannot be known: several answers on one encrypted connection";
    case "no-answer":
      return "cannot be known: nothing came";
  }
}

/** A hop that got its answer in lumps is known only once what made them is cured. */
function sayHidden(hop: Hop, { hops, origin }: Pick<HopChain, "hops" | "origin">): string {
  const inner = hops.slice(hops.indexOf(hop) + 1).findLast(({ verdict }) => verdict === "holds");
  if (inner !== undefined) return `cannot be known before ${inner.hop} is cured`;
  const of = hop.why === "lumps" ? ` of the origin's ${origin.steps}` : "";
  return `cannot be known: it came in ${sayCount(hop.in.length, "step")}${of}`;
}

function bytesOf(steps: Hop["in"]): number {
  return steps.reduce((sum, [, bytes]) => sum + bytes, 0);
}
