import { sizeOf } from "./curve.ts";
import type { Curve } from "./curve.ts";
import type { Exchange } from "./exchange.ts";
import { likeness } from "./likeness.ts";
import { sameEvents } from "./waits.ts";

/** An exchange with its curve, and the names of its ends. */
export interface Call {
  readonly client: string;
  readonly server: string;
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
  const byClient = Map.groupBy(calls, ({ client }) => client);
  const scored = calls.flatMap((outer) =>
    (byClient.get(outer.server) ?? []).flatMap((inner) => {
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
  if (distanceNs < -ORDER_NS || inner.exchange.askedNs > outer.curve.overNs) return null;
  return answerScore(outer.curve, inner.curve) + requestScore(outer.exchange, inner) - Math.min(2, distanceNs / 500e6);
}

function answerScore(outer: Curve, inner: Curve): number {
  let score = 0;
  if (outer.events && inner.events && sameTexts(outer, inner)) score += 20;
  if (outer.decoded && inner.decoded && sizeOf(outer) === sizeOf(inner) && sizeOf(inner) > 0) score += 5;
  if (explains(inner, outer)) score += 2;
  const [lastOuter, lastInner] = [outer.arrivals.at(-1), inner.arrivals.at(-1)];
  const tail = lastOuter && lastInner ? lastOuter.lastNs - lastInner.lastNs : Infinity;
  if (tail > -ORDER_NS && tail < END_NS) score += 2;
  if (sizeOf(inner) > 0 && sizeOf(inner) >= sizeOf(outer) / 20) score += 1;
  return score;
}

function sameTexts({ events: outer }: Curve, { events: inner }: Curve): boolean {
  const count = Math.min(outer!.length, inner!.length);
  return sameEvents(inner!, outer!) && outer!.slice(0, count).every(({ text }, index) => text === inner![index]!.text);
}

/** Whether what left can be what came: nearly each step has one shortly before it. */
function explains({ arrivals: came }: Curve, { arrivals: left }: Curve): boolean {
  let [index, explained] = [0, 0];
  for (const { lastNs } of left) {
    while (index < came.length && came[index]!.atNs <= lastNs) index += 1;
    if (index > 0 && lastNs - came[index - 1]!.lastNs <= EXPLAINED_NS) explained += 1;
  }
  return left.length > 1 && explained >= 0.8 * left.length;
}

function requestScore(outer: Exchange, { exchange: inner, curve }: Call): number {
  const path = outer.path !== null && outer.path === inner.path ? 2 : 0;
  // a filter that is shown the answer looks like an upstream, but what it is told is about as long as what it says
  const isShown = inner.requestBytes - outer.requestBytes > sizeOf(curve) / 2;
  return path + 5 * likeness(outer.requestBody, inner.requestBody) - (isShown ? 2 : 0);
}
