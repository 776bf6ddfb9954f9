import type { HopChain } from "../model/hop.ts";
import { judgeHop } from "./judge.ts";
import type { Call, Pairs } from "./pair.ts";
import { stepsOf } from "./steps.ts";

/** An answer's way: the call of its reader first, then what each server asked for it. */
export type Way = readonly [Call, ...Call[]];

/** The ways of all answers: each begins with a call that nobody made for another one. */
export function waysOf(calls: readonly Call[], pairs: Pairs): Way[] {
  const inner = new Set(pairs.values());
  return calls.filter((call) => !inner.has(call)).map((call) => wayFrom(call, pairs));
}

function wayFrom(first: Call, pairs: Pairs): Way {
  const way: [Call, ...Call[]] = [first];
  for (let next = pairs.get(first); next !== undefined && !way.includes(next); next = pairs.get(next)) way.push(next);
  return way;
}

/** What each hop of a way did to the answer. */
export function judgeWay(way: Way, calls: readonly Call[], pairs: Pairs): HopChain {
  const last = way.at(-1)!;
  const zeroNs = way[0].exchange.askedNs;
  const steps = stepsOf(last.curve, last.curve.events && last.curve.events.length > 0 ? "events" : "shape", zeroNs);
  const origin = {
    name: last.server,
    steps: steps.length,
    spanMs: ((steps.at(-1)?.[0] ?? 0) - (steps[0]?.[0] ?? 0)) / 1e6,
  };
  const hops = way.slice(1).map((inner, index) => {
    const outer = way[index]!;
    const shared = sharesConnection(outer, inner, calls);
    const passage = { hop: outer.server, in: inner.curve, out: outer.curve, originSteps: steps.length, shared };
    return judgeHop({ ...passage, sideCalls: sideCallsOf(outer, inner, calls, pairs), zeroNs });
  });
  return { reader: way[0].client, hops, origin };
}

/** Whom a hop asked something else while it answered. */
function sideCallsOf(outer: Call, inner: Call, calls: readonly Call[], pairs: Pairs): string[] {
  const paired = new Set(pairs.values());
  const beside = calls.filter(
    (call) =>
      call.clientAt === outer.serverAt && call.server !== inner.server && !paired.has(call) && overlaps(call, outer),
  );
  return [...new Set(beside.map(({ server }) => server))];
}

/** True if more answers came to a hop at once than connections took them on, where nobody can tell the answers of one apart. */
function sharesConnection(outer: Call, inner: Call, calls: readonly Call[]): boolean {
  if (!outer.curve.shared && !inner.curve.shared) return false;
  const came = calls.filter(
    (call) => call.client === inner.client && call.server === inner.server && overlaps(call, outer),
  );
  const connections = calls
    .filter((call) => call.server === outer.server && overlaps(call, outer))
    .map(({ exchange }) => exchange.connection);
  const atOnce = came.map(({ exchange: { askedNs } }) => came.filter((other) => isOpen(other, askedNs)).length);
  return Math.max(0, ...atOnce) > new Set(connections).size;
}

function isOpen({ exchange, curve }: Call, atNs: number): boolean {
  return exchange.askedNs <= atNs && atNs < lastNs({ exchange, curve });
}

function lastNs({ curve, exchange }: Pick<Call, "curve" | "exchange">): number {
  return exchange.endedNs ?? curve.arrivals.at(-1)?.lastNs ?? curve.overNs;
}

function overlaps(call: Call, other: Call): boolean {
  return call.exchange.askedNs < lastNs(other) && other.exchange.askedNs < lastNs(call);
}
