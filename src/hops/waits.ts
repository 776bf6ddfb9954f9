import type { BASES } from "../model/hop.ts";
import type { Piece } from "./content.ts";
import { bytesOf } from "./exchange.ts";
import type { Arrival, Curve } from "./curve.ts";
import type { Event } from "./events.ts";
import type { Span } from "./flow.ts";

/** What came at once, and how long it stayed. */
export interface Wait {
  readonly atNs: number;
  readonly bytes: number;
  /** From its arrival until it had left; where it never did: until nobody could get it any more. */
  readonly rawMs: number;
  /** The part of it in which the reader's side had no room. */
  readonly windowMs: number;
  /** The rest: the hop's own. */
  readonly ms: number;
  readonly left: boolean;
}

export interface Waits {
  readonly basis: (typeof BASES)[number];
  readonly list: readonly Wait[];
}

/** When an arrival had left; null: it never did; undefined: nothing can be told of it (a heartbeat, half an event). */
type Leaving = (arrival: Arrival) => number | null | undefined;

/** How long each arrival stayed between two points of an answer's way. */
export function waitsBetween(from: Curve, to: Curve): Waits {
  const [basis, leftNs] = leavingOf(from, to);
  return { basis, list: listOf(from, to, leftNs) };
}

/** The same by the next byte that left, whatever can be read: also of bytes that are no event yet (the header of a compressor, a comment). */
export function shapeWaits(from: Curve, to: Curve): Wait[] {
  return listOf(from, to, byNextByte(to));
}

function listOf(from: Curve, to: Curve, leftNs: Leaving): Wait[] {
  return from.arrivals.flatMap((arrival): Wait[] => {
    const left = leftNs(arrival);
    if (left === undefined || arrival.lastNs >= to.overNs) return []; // the reader's side had gone
    const untilNs = Math.max(arrival.lastNs, left ?? to.overNs);
    const rawMs = (untilNs - arrival.lastNs) / 1e6;
    const windowMs = overlapNs(to.full, arrival.lastNs, untilNs) / 1e6;
    return [{ ...arrival, rawMs, windowMs, ms: rawMs - windowMs, left: left !== null }];
  });
}

/** The sharpest way there is to tell when an arrival has left. */
function leavingOf(from: Curve, to: Curve): [Waits["basis"], Leaving] {
  if (from.events && to.events && sameEvents(from.events, to.events))
    return ["events", byEvents(from.events, to.events)];
  if (from.decoded && to.decoded && sameSize(from.decoded, to.decoded)) {
    return ["bytes", byBytes(cumulated(from.decoded), cumulated(to.decoded))];
  }
  // framed alike on both sides: then its framing need not be read
  if (!from.decoded && !to.decoded && sameSize(from.arrivals, to.arrivals)) {
    return ["bytes", byBytes(cumulated(from.arrivals), cumulated(to.arrivals))];
  }
  return ["shape", byNextByte(to)];
}

/** The texts are the same, as far as the answer has come; or the hop has written each event anew, and there are as many. */
export function sameEvents(from: readonly Event[], to: readonly Event[]): boolean {
  if (from.length === 0 || to.length === 0) return false;
  return (
    from.length === to.length || (to.length < from.length && to.every(({ text }, index) => from[index]!.text === text))
  );
}

type Sized = Pick<Piece, "atNs" | "bytes">;

function sameSize(from: readonly Sized[], to: readonly Sized[]): boolean {
  return from.length > 0 && bytesOf(from) === bytesOf(to);
}

function byEvents(from: readonly Event[], to: readonly Event[]): Leaving {
  let index = 0;
  return ({ lastNs }) => {
    const before = index;
    while (index < from.length && from[index]!.atNs <= lastNs) index += 1;
    return index === before ? undefined : (to[index - 1]?.atNs ?? null);
  };
}

interface Total {
  readonly atNs: number;
  readonly total: number;
}

function cumulated(pieces: readonly Sized[]): Total[] {
  let total = 0;
  return pieces.map(({ atNs, bytes }) => ({ atNs, total: (total += bytes) }));
}

function byBytes(from: readonly Total[], to: readonly Total[]): Leaving {
  let [came, gone] = [0, 0];
  return ({ lastNs }) => {
    const before = came;
    while (came < from.length && from[came]!.atNs <= lastNs) came += 1;
    if (came === before) return undefined;
    while (gone < to.length && to[gone]!.total < from[came - 1]!.total) gone += 1;
    return to[gone]?.atNs ?? null;
  };
}

/** A lower bound: some byte left then, whichever it was. What had come by then may have left with a head that cannot be told from it. */
function byNextByte({ head, arrivals }: Curve): Leaving {
  const to = head === null ? arrivals : [head, ...arrivals];
  let index = 0;
  return ({ atNs }) => {
    while (index < to.length && to[index]!.lastNs < atNs) index += 1;
    return to[index]?.atNs ?? null;
  };
}

function overlapNs(spans: readonly Span[], fromNs: number, untilNs: number): number {
  return spans.reduce((sum, [from, until]) => sum + Math.max(0, Math.min(until, untilNs) - Math.max(from, fromNs)), 0);
}
