import type { MetricsDocument, ReaderMetrics, VerdictDocument } from "../model/result.ts";
import type { SideTrace, TraceDocument } from "../model/trace.ts";
import type { Shape } from "../model/words.ts";
import { factsOf, styleOf } from "./facts.ts";
import { groupBy, longest, paint } from "./format.ts";
import type { Page, Style } from "./format.ts";
import { drawAxis, drawLane, drawLegend, scaleFor } from "./lane.ts";

/** Readers of one side that get a lane of their own; the rest are counted. */
const LANES_PER_SIDE = 6;
/** Lanes narrower than this are no picture: the words then go below them. Wider than 72 the eye loses the words. */
const COLUMNS = { min: 24, max: 72 };

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

/**
 * The picture: a lane per row over one time axis, and the words beside it, or below it where the page is narrow.
 * @param gutter width of the label column
 */
export function drawTimeline(rows: readonly Row[], gutter: number, page: Page): string[] {
  const ttftWidth = longest(rows.map((row) => row.ttft));
  const wordsOf = (row: Row, size: "full" | "brief"): string =>
    ttftWidth === 0 ? row[size] : `${row.ttft.padEnd(ttftWidth)}  ${row[size]}`.trimEnd();
  const roomFor = (words: number): number =>
    Math.min(COLUMNS.max, page.width - gutter - 4 - (words > 0 ? words + 2 : 0));
  const size = (["full", "brief"] as const).find(
    (each) => roomFor(longest(rows.map((row) => wordsOf(row, each)))) >= COLUMNS.min,
  );
  const room = size === undefined ? roomFor(0) : roomFor(longest(rows.map((row) => wordsOf(row, size))));

  const [sent] = rows;
  const scale = scaleFor(sent?.timesMs.length ?? 0, spanOf(sent?.timesMs ?? []), endOf(rows), Math.max(2, room));
  const lanes = rows.map((row) => drawLane(row.timesMs, scale, row.brokeOffAtMs));
  const lines = rows.flatMap((row, index) => {
    const words = paint(page, row.style, wordsOf(row, size ?? "full"));
    const lane = `  ${row.label.padEnd(gutter - 2)}|${paint(page, row.style, lanes[index]!)}|`;
    if (size !== undefined) return [`${lane}  ${words}`.trimEnd()];
    return words.trim() === "" ? [lane] : [lane, `${" ".repeat(gutter + 1)}${words}`];
  });
  const axis = `${" ".repeat(gutter + 1)}${drawAxis(scale)}`;
  const legend = drawLegend(lanes, scale);
  const below =
    axis.length + 3 + legend.length <= page.width
      ? [`${axis}   ${legend}`]
      : [axis, `${" ".repeat(gutter + 1)}${legend}`];
  return [...lines, ...below.map((line) => paint(page, "dim", line))];
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
