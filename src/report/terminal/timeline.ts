import { sayMs } from "../../model/say.ts";
import { countEach, groupBy } from "../group.ts";
import type { Lane } from "../story/lanes.ts";
import { longest, paint, TONES, wrap } from "./format.ts";
import type { Page } from "./format.ts";
import { drawAxis, drawLane, legendOf, scaleFor } from "./lane.ts";

/** Readers of one side that get a lane of their own; the rest are counted. */
const LANES_PER_SIDE = 6;
/** Quantiles say something of so many readers. */
const CROWD = 20;
/** A lane narrower than this is no picture: the words are then said briefly, or go below. Wider than `max` the eye loses the words. */
const COLUMNS = { full: 24, brief: 20, max: 72 };

/**
 * The lanes that a page shows of all that there are.
 * @param curved readers in order of start that have a curve: of those only the first and the last get a lane; empty: there is no curve
 */
export function shownLanes(lanes: readonly Lane[], curved: readonly string[]): Lane[] {
  const ends = [curved[0], curved.at(-1)];
  return [...groupBy(lanes, ({ side }) => side).values()].flatMap((group) => {
    const readers = group.filter(({ of }) => of === "reader");
    const others = group.filter(({ of }) => of !== "reader");
    if (curved.length > 0) return [...others, ...readers.filter(({ reader }) => ends.includes(reader ?? undefined))];
    const rest = readers.slice(LANES_PER_SIDE);
    return [...others, ...readers.slice(0, LANES_PER_SIDE), ...(rest.length === 0 ? [] : [countLane(rest, readers)])];
  });
}

/** The readers without a lane, counted; of a crowd also when its first tokens came. */
function countLane(rest: readonly Lane[], all: readonly Lane[]): Lane {
  const { side } = rest[0]!;
  const words = `${rest.length} more readers: ${countEach(rest.map(({ kind }) => kind))}`;
  const notes = all.length < CROWD ? [] : [sayQuantiles(all)];
  const about = { ...rest[0]!, reader: null, label: `${side} ...`, timesMs: [], brokeOffAtMs: null } as const;
  return { ...about, ttft: "", full: words, brief: words, notes, tone: "unclear", ttftMs: null };
}

/** Of so many readers so many had their first token by then (nearest rank); who got none comes last. */
function sayQuantiles(lanes: readonly Lane[]): string {
  const sorted = lanes.map(({ ttftMs }) => ttftMs ?? Infinity).sort((a, b) => a - b);
  const at = (share: number): string => {
    const ms = sorted[Math.ceil(share * sorted.length) - 1]!;
    return ms === Infinity ? "never" : sayMs(ms);
  };
  return `first token of all ${lanes.length}: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`;
}

/** How the picture fits the page: columns of the lanes, the words of each lane, and whether they stand beside the lanes or below. */
interface Layout {
  readonly room: number;
  readonly words: string[];
  readonly beside: boolean;
}

/** Full words beside the lanes if they leave room for a picture, else brief ones, else full ones below. */
function layoutOf(lanes: readonly Lane[], room: number): Layout {
  const ttftWidth = longest(lanes.map(({ ttft }) => ttft));
  const wordsOf = (size: "full" | "brief"): string[] =>
    lanes.map((lane) => (ttftWidth === 0 ? lane[size] : `${lane.ttft.padEnd(ttftWidth)}  ${lane[size]}`.trimEnd()));
  for (const size of ["full", "brief"] as const) {
    const words = wordsOf(size);
    const left = Math.min(COLUMNS.max, room - longest(words) - 2);
    if (left >= COLUMNS[size]) return { room: left, words, beside: true };
  }
  return { room: Math.max(2, Math.min(COLUMNS.max, room)), words: wordsOf("full"), beside: false };
}

/**
 * The picture: a row per lane over one time axis, the words beside it, or below it where the page is narrow, and its notes below.
 * @param gutter width of the label column
 */
export function drawTimeline(lanes: readonly Lane[], gutter: number, page: Page): string[] {
  const { room, words, beside } = layoutOf(lanes, page.width - gutter - 2);
  const pace = lanes.find(({ timesMs }) => timesMs.length > 0)?.timesMs ?? [];
  const scale = scaleFor(pace.length, spanOf(pace), endOf(lanes), room);
  const drawn = lanes.map(({ timesMs, brokeOffAtMs }) => drawLane(timesMs, scale, brokeOffAtMs));
  const indent = " ".repeat(gutter + 1);
  const below = (text: string): string[] => wrapIn(text, indent, page.width);
  const lines = lanes.flatMap(({ label, notes, tone }, index) => {
    const lane = `  ${label.padEnd(gutter - 2)}|${paint(page, TONES[tone], drawn[index]!)}|`;
    const said = words[index]!.trim() === "" ? "" : words[index]!;
    const paintAll = (texts: readonly string[]): string[] => texts.map((text) => paint(page, TONES[tone], text));
    const noted = paintAll(notes.flatMap(below));
    if (said === "") return [lane, ...noted];
    if (beside) return [`${lane}  ${paint(page, TONES[tone], said)}`, ...noted];
    return [lane, ...paintAll(below(said)), ...noted];
  });
  const scales = joined([drawAxis(scale), ...legendOf(drawn, scale)], page.width - indent.length);
  return [...lines, ...scales.map((line) => paint(page, "dim", `${indent}${line}`.trimEnd()))];
}

/**
 * The axis and the entries of the legend in as few lines as they fit: all in one, or the axis alone and the entries below it, three spaces
 * apart.
 */
function joined([axis = "", ...legend]: readonly string[], width: number): string[] {
  const inline = [axis, ...legend].join("   ");
  if (inline.length <= width) return [inline];
  const lines = [axis];
  for (const [index, entry] of legend.entries()) {
    const longer = `${lines.at(-1)}   ${entry}`;
    if (index > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(entry);
  }
  return lines;
}

/** A text below a lane, broken only where it is wider than the page: its columns stay aligned otherwise. */
function wrapIn(text: string, indent: string, width: number): string[] {
  const fits = indent.length + text.length <= width;
  return (fits ? [text] : wrap(text, width - indent.length)).map((line) => `${indent}${line}`);
}

function spanOf(timesMs: readonly number[]): number {
  return timesMs.length < 2 ? 0 : latest(timesMs) - timesMs.reduce((a, b) => Math.min(a, b));
}

/** The last thing that happened in any lane, ms. */
function endOf(lanes: readonly Lane[]): number {
  return latest(lanes.map(({ brokeOffAtMs, timesMs }) => latest([brokeOffAtMs ?? 0, ...timesMs])));
}

/** Not Math.max(...times): a load experiment has more times than a call takes arguments. */
function latest(timesMs: readonly number[]): number {
  return timesMs.reduce((a, b) => Math.max(a, b), 0);
}
