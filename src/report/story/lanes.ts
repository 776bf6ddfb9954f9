import type { SideTrace } from "../../model/trace.ts";
import { laneWords } from "../say/lane.ts";
import type { LaneWords } from "../say/lane.ts";
import { sayKind, toneOf } from "../say/shape.ts";
import type { Tone } from "../say/shape.ts";
import { groupBy } from "../group.ts";
import { readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** One row of the picture. Times are ms since the side's first request. */
export interface Lane extends LaneWords {
  /** `sent`: what the model sent; `reader`: what one reader got; `unmeasured`: a side without a record. */
  readonly of: "sent" | "reader" | "unmeasured";
  readonly side: string;
  /** Null: the side has one reader, and its name tells nothing. */
  readonly reader: string | null;
  readonly label: string;
  readonly timesMs: readonly number[];
  /** Where the answer ended other than whole; null: it did not. */
  readonly brokeOffAtMs: number | null;
  /** How the lane is counted among others: `held`, `refused (503)`. */
  readonly kind: string;
  readonly tone: Tone | "neutral";
  /** First token of a reader; null: it got none, or this is no reader's lane. */
  readonly ttftMs: number | null;
}

/** With more different answers than this a lane for each shows nothing. */
const MANY_GROUPS = 6;
const WITHOUT_WORDS: LaneWords = { ttft: "", full: "", brief: "", notes: [] };

/** What was sent (again, where a side is told something else), then a lane for each reader of each side. */
export function lanesOf(documents: Documents): Lane[] {
  const all = documents.trace.sides.map((side) => ({ side, readers: readersOf(side, documents) }));
  const coding = all.some(({ readers }) => readers.some(({ seen }) => seen.contentEncoding !== null));
  let shown = "";
  return all.flatMap(({ side, readers }) => {
    if (readers.length === 0) return [unmeasuredLane(side)];
    const told = toldTo(side);
    const sent = told === shown ? [] : sentLanes(side, readers);
    shown = told;
    return [...sent, ...readers.map((reader) => readerLane(side.side.name, reader, readers.length > 1, coding))];
  });
}

/** The scenarios that the model was told for the readers of a side, as a key; how many readers there are, and when, tells nothing new. */
function toldTo({ side }: SideTrace): string {
  return [...new Set(Object.values(side.readers).map(({ scenario }) => JSON.stringify(scenario)))].join();
}

/** One lane for all readers that the model is told the same for, or for all where they are many; none where nobody knows what was sent. */
function sentLanes({ side }: SideTrace, readers: readonly SeenReader[]): Lane[] {
  const told = groupBy(readers, ({ name }) => JSON.stringify(side.readers[name]?.scenario));
  const groups = told.size > MANY_GROUPS ? new Map([["", readers]]) : told;
  return [...groups.values()].flatMap((group): Lane[] => {
    const timesMs = group.flatMap(({ stamps, offsetMs }) => stamps.sentMs.map((timeMs) => timeMs + offsetMs));
    if (timesMs.length === 0) return [];
    const label = groups.size === 1 ? "sent" : `sent ${group[0]!.name}`;
    const about = { of: "sent", side: side.name, reader: null, label, kind: "sent", tone: "neutral" } as const;
    return [{ ...about, timesMs, brokeOffAtMs: null, ttftMs: null, ...WITHOUT_WORDS }];
  });
}

function readerLane(side: string, { name, offsetMs, seen, stamps }: SeenReader, named: boolean, coding: boolean): Lane {
  const whole = seen.shape !== "refused" && (seen.end === "clean" || seen.end === "silent");
  return {
    ...{ of: "reader", side, reader: named ? name : null, label: named ? `${side} ${name}` : side },
    timesMs: stamps.arrivedMs.map((timeMs) => timeMs + offsetMs),
    brokeOffAtMs: whole ? null : seen.endedMs + offsetMs,
    ...laneWords(seen, coding),
    kind: sayKind(seen),
    tone: toneOf(seen.shape),
    ttftMs: seen.ttftMs,
  };
}

function unmeasuredLane({ side }: SideTrace): Lane {
  const words = { ttft: "", full: "not measured", brief: "not measured", notes: [] };
  const about = { of: "unmeasured", side: side.name, reader: null, label: side.name, kind: "not measured" } as const;
  return { ...about, timesMs: [], brokeOffAtMs: null, ...words, tone: "unclear", ttftMs: null };
}
