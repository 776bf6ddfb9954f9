import type { SideTrace } from "../../model/trace.ts";
import { countEach } from "../group.ts";
import { sayMs } from "../../model/say.ts";
import { sayKind, toneOf } from "../say/shape.ts";
import type { Tone } from "../say/shape.ts";
import { kindOf, readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** With fewer readers a lane for each of them says more. */
const MIN_READERS = 6;

/** The first token of one reader: when, and in words; `none` came, or `?`: not measured. */
export interface CurvePoint {
  readonly ttftMs: number | null;
  readonly text: string;
  readonly tone: Tone;
}

/** The time to the first token over the readers, in order of start. */
export interface Curve {
  /** Names, in order of start. */
  readonly readers: readonly string[];
  /** Highest value, ms; above 0. */
  readonly maxMs: number;
  /** By side: a point for each reader, and how many readers saw which shape. */
  readonly series: readonly {
    readonly side: string;
    readonly points: readonly CurvePoint[];
    readonly counts: string;
  }[];
}

/**
 * The curves of all sides. Null unless each side has the same six readers or more, and within a side they differ only in when they start;
 * null too where nobody got a token.
 */
export function curveOf(documents: Documents): Curve | null {
  const { sides } = documents.trace;
  const readers = arrivalsOf(sides);
  if (readers.length < MIN_READERS) return null;
  const series = sides.map((side) => {
    const seen = readersOf(side, documents);
    const points = readers.map((name) => pointOf(seen.find((each) => each.name === name)));
    return { side: side.side.name, points, counts: countsOf(seen) };
  });
  const maxMs = Math.max(...series.flatMap(({ points }) => points.map(({ ttftMs }) => ttftMs ?? 0)));
  return maxMs === 0 ? null : { readers, maxMs, series };
}

/** Names of the readers in order of start; none where sides have others or in another order, or a side's differ in more than their start. */
function arrivalsOf(sides: readonly SideTrace[]): string[] {
  const same = (list: readonly string[]): boolean => new Set(list).size === 1;
  const orders = sides.map(({ side }) => {
    const readers = Object.entries(side.readers).sort(([, a], [, b]) => a.startMs - b.startMs);
    return same(readers.map(([, reader]) => kindOf(reader))) ? readers.map(([name]) => name) : [];
  });
  return same(orders.map((names) => names.join(" "))) ? orders[0]! : [];
}

function pointOf(reader: SeenReader | undefined): CurvePoint {
  if (reader === undefined) return { ttftMs: null, text: "?", tone: "unclear" };
  const { ttftMs, shape } = reader.seen;
  return { ttftMs, text: ttftMs === null ? "none" : sayMs(ttftMs), tone: toneOf(shape) };
}

/** How many readers saw which shape, and how many a whole answer. */
function countsOf(readers: readonly SeenReader[]): string {
  if (readers.length === 0) return "not measured";
  const whole = readers.filter(({ seen }) => seen.tokens === seen.tokensPlanned).length;
  const part = whole === readers.length ? "" : `; ${whole} of ${readers.length} answers whole`;
  return countEach(readers.map(({ seen }) => sayKind(seen))) + part;
}
