import { quantile } from "simple-statistics";
import { sizeOf } from "./curve.ts";
import type { Curve } from "./curve.ts";
import type { Exchange } from "./exchange.ts";
import { likeness } from "./likeness.ts";
import { sameEvents } from "./waits.ts";

/** An exchange with its curve, the names of its ends, and the networks that they are in: their own names, where nobody shares it. */
export interface Call {
  readonly client: string;
  readonly clientAt: string;
  readonly server: string;
  readonly serverAt: string;
  readonly exchange: Exchange;
  readonly curve: Curve;
}

/** For each exchange, the one that its server asked to answer it. */
export type Pairs = ReadonlyMap<Call, Call>;

/** Two stamps of one capture may be out of order by so much. */
const ORDER_NS = 1e6;
/** An answer ends so shortly after the one that it was made from. */
const END_NS = 50e6;
/** What an arrival leaves behind it within: 10 ms. */
const EXPLAINED_NS = 10e6;

/**
 * Pairs what came in at each hop with what it asked for that: by score, one to one over all readers at once, best first. What scores nothing
 * is a call beside the answer.
 */
export function pairsOf(calls: readonly Call[]): Pairs {
  const byClient = Map.groupBy(calls, ({ clientAt }) => clientAt);
  const scored = calls.flatMap((outer) =>
    (byClient.get(outer.serverAt) ?? []).flatMap((inner) => {
      const score = inner === outer ? null : scoreOf(outer, inner);
      return score !== null && score > 0 ? [{ outer, inner, score }] : [];
    }),
  );
  const pairs = new Map<Call, Call>();
  const taken = new Set<Call>();
  for (const { outer, inner } of scored.sort((a, b) => b.score - a.score)) {
    if (pairs.has(outer) || taken.has(inner)) continue;
    pairs.set(outer, inner);
    taken.add(inner);
  }
  return pairs;
}

/** How well a request from a hop fits one that came to it; null: it cannot be. */
function scoreOf(outer: Call, inner: Call): number | null {
  const distanceNs = inner.exchange.askedNs - outer.exchange.askedNs;
  // within one network each may have asked for the other, and only their order tells
  const earliestNs = inner.clientAt === outer.clientAt ? 0 : -ORDER_NS;
  if (distanceNs < earliestNs || inner.exchange.askedNs > outer.curve.overNs) return null;
  return answerScore(outer.curve, inner.curve) + requestScore(outer.exchange, inner) - Math.min(2, distanceNs / 500e6);
}

function answerScore(outer: Curve, inner: Curve): number {
  let score = 0;
  if (outer.events && inner.events && sameTexts(outer, inner)) score += 20;
  if (outer.decoded && inner.decoded && sizeOf(outer) === sizeOf(inner) && sizeOf(inner) > 0) score += 5;
  score += 2 * explained(inner, outer);
  const [lastOuter, lastInner] = [outer.arrivals.at(-1), inner.arrivals.at(-1)];
  const tail = lastOuter && lastInner ? lastOuter.lastNs - lastInner.lastNs : Infinity;
  if (tail > -ORDER_NS && tail < END_NS) score += 2 - Math.max(0, tail) / END_NS;
  if (sizeOf(inner) > 0 && sizeOf(inner) >= sizeOf(outer) / 20) score += 1;
  return score;
}

function sameTexts({ events: outer }: Curve, { events: inner }: Curve): boolean {
  const count = Math.min(outer!.length, inner!.length);
  return sameEvents(inner!, outer!) && outer!.slice(0, count).every(({ text }, index) => text === inner![index]!.text);
}

/** How well what left can be what came, 0 to 1: nearly each step has one before it, and the shorter before the better. */
function explained({ arrivals: came }: Curve, { arrivals: left }: Curve): number {
  let index = 0;
  const after = left.map(({ lastNs }) => {
    while (index < came.length && came[index]!.atNs <= lastNs) index += 1;
    return index === 0 ? Infinity : Math.max(0, lastNs - came[index - 1]!.lastNs);
  });
  const soon = after.filter((ns) => ns <= EXPLAINED_NS);
  if (left.length < 2 || soon.length < 0.8 * left.length) return 0;
  return 1 - quantile(soon, 0.5) / EXPLAINED_NS;
}

function requestScore(outer: Exchange, { exchange: inner, curve }: Call): number {
  const path = outer.path !== null && outer.path === inner.path ? 2 : 0;
  // a filter that is shown the answer looks like an upstream, but what it is told is about as long as what it says
  const isShown = inner.requestBytes - outer.requestBytes > sizeOf(curve) / 2;
  return path + 5 * likeness(outer.requestBody, inner.requestBody) - (isShown ? 2 : 0);
}
