import type { SideTrace } from "../model/trace.ts";
import { factsOf, styleOf } from "./facts.ts";
import { groupBy, longest, paint } from "./format.ts";
import type { Page, Style } from "./format.ts";
import { drawAxis, drawLane, drawLegend, scaleFor } from "./lane.ts";
import { readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** Readers of one side that get a lane of their own; the rest are counted. */
const LANES_PER_SIDE = 6;
/** A lane narrower than this is no picture: the words are then said briefly, or go below. Wider than `max` the eye loses the words. */
const COLUMNS = { full: 24, brief: 20, max: 72 };

/** One row of the picture. Times are ms since the side's first request. */
export interface Row {
  readonly label: string;
  readonly timesMs: readonly number[];
  readonly brokeOffAtMs: number | null;
  readonly ttft: string;
  readonly full: string;
  readonly brief: string;
  readonly style: Style;
}

/**
 * Rows of the picture: what was sent (again, where a side is told another scenario), then a lane for each reader of each side.
 * @param curved readers in order of start that have a curve: of those only the first and the last get a lane; empty: there is no curve
 */
export function rowsOf(documents: Documents, curved: readonly string[]): Row[] {
  const all = documents.trace.sides.map((side) => ({ side, lanes: readersOf(side, documents) }));
  const coding = all.some(({ lanes }) => lanes.some(({ m }) => m.contentEncoding !== null));
  let shown = "";
  return all.flatMap(({ side, lanes }) => {
    const scenario = JSON.stringify(side.side.scenario);
    const rows = lanes.length === 0 ? [unmeasuredRow(side)] : sideRows(side.side.name, lanes, coding, curved);
    if (lanes.length === 0 || scenario === shown) return rows;
    shown = scenario;
    return [sentRow(lanes), ...rows];
  });
}

function sentRow(lanes: readonly SeenReader[]): Row {
  const timesMs = lanes.flatMap(({ m, offsetMs }) => m.sentMs.map((timeMs) => timeMs + offsetMs));
  return { label: "sent", timesMs, brokeOffAtMs: null, ttft: "", full: "", brief: "", style: "dim" };
}

function sideRows(side: string, lanes: readonly SeenReader[], coding: boolean, curved: readonly string[]): Row[] {
  const ends = [curved[0], curved.at(-1)];
  const shown = curved.length > 0 ? lanes.filter(({ name }) => ends.includes(name)) : lanes.slice(0, LANES_PER_SIDE);
  const rows = shown.map(({ name, m, offsetMs, shape }) => ({
    label: lanes.length === 1 ? side : `${side} ${name}`,
    timesMs: m.arrivedMs.map((timeMs) => timeMs + offsetMs),
    brokeOffAtMs: m.end === "clean" || m.end === "silent" ? null : m.endedMs + offsetMs,
    ...factsOf(shape, m, coding),
    style: styleOf(shape),
  }));
  const rest = lanes.slice(LANES_PER_SIDE);
  if (curved.length > 0 || rest.length === 0) return rows;
  const counts = [...groupBy(rest, ({ shape }) => shape)].map(([shape, group]) => `${group.length} ${shape}`);
  return [...rows, wordsRow(`${side} ...`, `${rest.length} more readers: ${counts.join(", ")}`)];
}

function unmeasuredRow({ side }: SideTrace): Row {
  return wordsRow(side.name, "not measured");
}

function wordsRow(label: string, words: string): Row {
  return { label, timesMs: [], brokeOffAtMs: null, ttft: "", full: words, brief: words, style: "yellow" };
}

/** How the picture fits the page: columns of the lanes, the words of each row, and whether they stand beside the lanes or below. */
interface Layout {
  readonly room: number;
  readonly words: string[];
  readonly beside: boolean;
}

/** Full words beside the lanes if they leave room for a picture, else brief ones, else full ones below. */
function layoutOf(rows: readonly Row[], room: number): Layout {
  const ttftWidth = longest(rows.map((row) => row.ttft));
  const wordsOf = (size: "full" | "brief"): string[] =>
    rows.map((row) => (ttftWidth === 0 ? row[size] : `${row.ttft.padEnd(ttftWidth)}  ${row[size]}`.trimEnd()));
  for (const size of ["full", "brief"] as const) {
    const words = wordsOf(size);
    const left = Math.min(COLUMNS.max, room - longest(words) - 2);
    if (left >= COLUMNS[size]) return { room: left, words, beside: true };
  }
  return { room: Math.max(2, Math.min(COLUMNS.max, room)), words: wordsOf("full"), beside: false };
}

/**
 * The picture: a lane per row over one time axis, and the words beside it, or below it where the page is narrow.
 * @param gutter width of the label column
 */
export function drawTimeline(rows: readonly Row[], gutter: number, page: Page): string[] {
  const { room, words, beside } = layoutOf(rows, page.width - gutter - 2);
  const pace = rows.find((row) => row.timesMs.length > 0)?.timesMs ?? [];
  const scale = scaleFor(pace.length, spanOf(pace), endOf(rows), room);
  const lanes = rows.map((row) => drawLane(row.timesMs, scale, row.brokeOffAtMs));
  const indent = " ".repeat(gutter + 1);
  const lines = rows.flatMap(({ label, style }, index) => {
    const lane = `  ${label.padEnd(gutter - 2)}|${paint(page, style, lanes[index]!)}|`;
    const said = words[index]!.trim() === "" ? "" : paint(page, style, words[index]!);
    if (said === "") return [lane];
    return beside ? [`${lane}  ${said}`] : [lane, `${indent}${said}`];
  });
  const [axis, legend] = [drawAxis(scale), drawLegend(lanes, scale)];
  const inline = indent.length + axis.length + 3 + legend.length <= page.width;
  const below = inline ? [`${axis}   ${legend}`] : [axis, legend];
  return [...lines, ...below.map((line) => paint(page, "dim", `${indent}${line}`.trimEnd()))];
}

function spanOf(timesMs: readonly number[]): number {
  return timesMs.length < 2 ? 0 : latest(timesMs) - timesMs.reduce((a, b) => Math.min(a, b));
}

/** The last thing that happened in any lane, ms. */
function endOf(rows: readonly Row[]): number {
  return latest(rows.map((row) => latest([row.brokeOffAtMs ?? 0, ...row.timesMs])));
}

/** Not Math.max(...times): a load experiment has more times than a call takes arguments. */
function latest(timesMs: readonly number[]): number {
  return timesMs.reduce((a, b) => Math.max(a, b), 0);
}
