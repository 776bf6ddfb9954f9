import { sayMs } from "../model/say.ts";
import type { SideTrace } from "../model/trace.ts";
import { styleOf } from "./facts.ts";
import { groupBy, longest, paint, wrap } from "./format.ts";
import type { Page } from "./format.ts";
import { readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** With fewer readers a lane for each of them says more. */
const MIN_READERS = 6;
/** One per side, each with its own place in a reader's column, so that equal curves do not hide each other. None means anything in a lane. */
const MARKS = ["o", "+", "*", "@", "%", "&", "=", "~"];
/** Lines of the chart above its lowest; even, so that the middle one can be labelled. */
const STEPS = 6;

/** First-token times of one side. */
interface Series {
  readonly side: string;
  readonly mark: string;
  /** By reader, in order of start; undefined: not measured. */
  readonly seen: readonly (SeenReader | undefined)[];
}

/** The curves of all sides, and where they stand on the page: columns of the labels, and of each reader. */
export interface Curve {
  /** Names, in order of start. */
  readonly readers: readonly string[];
  readonly series: readonly Series[];
  readonly maxMs: number;
  readonly gutter: number;
  readonly width: number;
}

/**
 * The time to the first token over the readers in order of start. Null unless each side has the same six or more, and within a side they
 * differ only in when they start; null too where nobody got a token, and where the picture would be wider than the page.
 */
export function curveOf(documents: Documents, pageWidth: number): Curve | null {
  const { sides } = documents.trace;
  const readers = arrivalsOf(sides);
  if (readers.length < MIN_READERS || sides.length > MARKS.length) return null;
  const series = sides.map((side, index): Series => {
    const seen = readersOf(side, documents);
    const byReader = readers.map((name) => seen.find((each) => each.name === name));
    return { side: side.side.name, mark: MARKS[index]!, seen: byReader };
  });
  const all = series.flatMap(({ seen }) => seen);
  const maxMs = Math.max(...all.map((each) => each?.m.ttftMs ?? 0));
  const gutter = Math.max(14, longest(series.map(({ side }) => side)) + 6);
  const widest = Math.max(sides.length, longest([...readers, ...all.map(sayTtft)]));
  const fits = (width: number): boolean => gutter + 2 + readers.length * width <= pageWidth;
  const width = [widest + 3, widest + 2, widest + 1].find(fits);
  return maxMs === 0 || width === undefined ? null : { readers, series, maxMs, gutter, width };
}

/** A chart with a mark for each side, below it the numbers as a table in the same columns, and what shapes there were. */
export function drawCurve(curve: Curve, page: Page): string[] {
  const { readers, series, gutter, width } = curve;
  const line = (label: string, text: string): string => `${`  ${label}`.padEnd(gutter)}| ${text}`.trimEnd();
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padEnd(width)).join("");
  return [
    ...chartRows(curve, page).map(([label, marks]) => line(label, marks)),
    line("reader", row(readers)),
    ...series.map(({ side, mark, seen }) => line(`${mark} ${side}`, row(seen.map(sayTtft)))),
    ...countsOf(series, page.width - gutter - 2).map((text, index) => line(index === 0 ? "shapes" : "", text)),
  ];
}

/** Names of the readers in order of start; none where sides have others or in another order, or a side's differ in more than their start. */
function arrivalsOf(sides: readonly SideTrace[]): string[] {
  const same = (list: readonly unknown[]): boolean => new Set(list.map((each) => JSON.stringify(each))).size === 1;
  const orders = sides.map(({ side }) => {
    const readers = Object.entries(side.readers).sort(([, a], [, b]) => a.startMs - b.startMs);
    return same(readers.map(([, reader]) => ({ ...reader, startMs: 0 }))) ? readers.map(([name]) => name) : [];
  });
  return same(orders) ? orders[0]! : [];
}

/** From the highest line to that of 0: its label, and the marks of the readers whose first token came at about that time. */
function chartRows({ readers, series, maxMs, gutter, width }: Curve, page: Page): [string, string][] {
  const cell = (step: number, reader: number): string => {
    const marks = series.map(({ mark, seen }) => {
      const { m, shape } = seen[reader] ?? {};
      const there = typeof m?.ttftMs === "number" && Math.round((m.ttftMs / maxMs) * STEPS) === step;
      return there ? paint(page, styleOf(shape ?? null), mark) : " ";
    });
    return marks.join("") + " ".repeat(width - series.length);
  };
  return Array.from({ length: STEPS + 1 }, (_, index) => {
    const step = STEPS - index;
    const value = step % (STEPS / 2) === 0 ? sayMs((maxMs * step) / STEPS) : "";
    const label = `${index === 0 ? "TTFT" : "    "}${value.padStart(gutter - 7)}`;
    return [label, readers.map((_name, reader) => cell(step, reader)).join("")];
  });
}

function sayTtft(seen: SeenReader | undefined): string {
  if (seen === undefined) return "?";
  return seen.m.ttftMs === null ? "none" : sayMs(seen.m.ttftMs);
}

/** How many readers saw which shape, and how many a whole answer; sides that say the same share an entry. */
function countsOf(series: readonly Series[], width: number): string[] {
  const said = series.map(({ side, seen }) => {
    const known = seen.filter((each) => each !== undefined);
    const counts = [...groupBy(known, ({ shape }) => shape)].map(([shape, group]) => `${group.length} ${shape}`);
    const whole = known.filter(({ m }) => m.tokens === m.tokensPlanned).length;
    const part = whole === known.length ? "" : `; ${whole} of ${known.length} answers whole`;
    return { side, text: known.length === 0 ? "not measured" : counts.join(", ") + part };
  });
  return [...groupBy(said, ({ text }) => text)].flatMap(([text, group]) =>
    wrap(`${group.map(({ side }) => side).join(", ")}: ${text}`, width),
  );
}
