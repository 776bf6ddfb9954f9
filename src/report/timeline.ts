import type { MetricsDocument, ReaderMetrics, VerdictDocument } from "../model/result.ts";
import type { SideTrace, TraceDocument } from "../model/trace.ts";
import type { Shape } from "../model/words.ts";
import { factsOf, styleOf } from "./facts.ts";
import { groupBy, longest, paint } from "./format.ts";
import type { Page, Style } from "./format.ts";
import { drawAxis, drawLane, drawLegend, scaleFor } from "./lane.ts";

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

type Documents = { verdict: VerdictDocument; metrics: MetricsDocument; trace: TraceDocument };
interface ReaderLane {
  readonly name: string;
  readonly offsetMs: number;
  readonly m: ReaderMetrics;
  readonly shape: Shape;
}

/** Rows of the picture: what was sent (again, where a side is told another scenario), then a lane for each reader of each side. */
export function rowsOf({ verdict, metrics, trace }: Documents): Row[] {
  const all = trace.sides.map((side) => ({ side, lanes: lanesOf(side, verdict, metrics) }));
  const coding = all.some(({ lanes }) => lanes.some(({ m }) => m.contentEncoding !== null));
  let shown = "";
  return all.flatMap(({ side, lanes }) => {
    const scenario = JSON.stringify(side.side.scenario);
    const rows = lanes.length === 0 ? [unmeasuredRow(side)] : sideRows(side.side.name, lanes, coding);
    if (lanes.length === 0 || scenario === shown) return rows;
    shown = scenario;
    return [sentRow(lanes), ...rows];
  });
}

/** The readers of a side's paced run, or of its only run; none if it was not measured. */
function lanesOf({ side, runs }: SideTrace, verdict: VerdictDocument, metrics: MetricsDocument): ReaderLane[] {
  const index = Math.max(
    0,
    runs.findIndex((run) => run.proof === "paced"),
  );
  const [records, readers] = [runs[index]?.records ?? {}, metrics.sides[side.name]?.[index]?.readers ?? {}];
  const requestNs = (name: string): number => records[name]?.requestSentAtNs ?? records[name]?.startedAtNs ?? 0;
  const zeroNs = Object.keys(readers).reduce((first, name) => Math.min(first, requestNs(name)), Infinity);
  const seen = verdict.sides[side.name];
  return Object.entries(readers).map(([name, m]) => ({
    name,
    m,
    offsetMs: (requestNs(name) - zeroNs) / 1e6,
    shape: seen?.readers[name]?.shape ?? seen?.shape ?? "empty",
  }));
}

function sentRow(lanes: readonly ReaderLane[]): Row {
  const timesMs = lanes.flatMap(({ m, offsetMs }) => m.sentMs.map((timeMs) => timeMs + offsetMs));
  return { label: "sent", timesMs, brokeOffAtMs: null, ttft: "", full: "", brief: "", style: "dim" };
}

function sideRows(side: string, lanes: readonly ReaderLane[], coding: boolean): Row[] {
  const rows = lanes.slice(0, LANES_PER_SIDE).map(({ name, m, offsetMs, shape }) => ({
    label: lanes.length === 1 ? side : `${side} ${name}`,
    timesMs: m.arrivedMs.map((timeMs) => timeMs + offsetMs),
    brokeOffAtMs: m.end === "clean" || m.end === "silent" ? null : m.endedMs + offsetMs,
    ...factsOf(shape, m, coding),
    style: styleOf(shape),
  }));
  const rest = lanes.slice(LANES_PER_SIDE);
  if (rest.length === 0) return rows;
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
