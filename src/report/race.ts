import { stripVTControlCharacters, styleText } from "node:util";
import { sayCount, sayMs, saySeconds } from "../model/say.ts";
import { longest, paint } from "./format.ts";
import type { Page } from "./format.ts";
import { columnOf, drawLane } from "./lane.ts";

/** A view of the streams while they run, on a terminal. Every call is cheap; on anything but a terminal none prints. */
export interface Race {
  /** The streams of these sides begin. Sides of an experiment that is shown already (a second wave) are added below. */
  start(experiment: string, sides: readonly { name: string; plannedMs: number }[]): void;
  /** One line on what the lab is doing; shown with the time since this call. */
  phase(text: string): void;
  /** A token was sent to a side, or reached a reader of it, so long after the side's start. */
  token(side: string, kind: "sent" | "token", atMs: number): void;
  /** Wipes the view and gives the cursor back, so that the final text stands in its place. A later call starts anew. */
  stop(): void;
}

/** One side's lane, as far as it is known. */
interface LiveLane {
  readonly sinceMs: number;
  readonly plannedMs: number;
  readonly timesMs: number[];
}

const REDRAW_MS = 50;
/** A silence of a stream that this long is worth saying, ms. */
const SILENCE_MS = 500;
/** Columns of a line that are neither its side's name nor its lane: the frame, and the words to its right. */
const FRAME = 8;
const WORDS = 30;
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const ERASE_LINE_END = "\u001b[K";
const ERASE_BELOW = "\u001b[J";

/** @param stream where the view goes: stderr, so that data on stdout stays clean */
export function createRace(stream: NodeJS.WriteStream): Race {
  if (!stream.isTTY) return { start: () => {}, phase: () => {}, token: () => {}, stop: () => {} };
  let shown = "";
  let [phase, phaseSinceMs] = ["", 0];
  let lanes = new Map<string, LiveLane>();
  const screen = createScreen(stream, (page) => [
    `${phase}   ${saySeconds(performance.now() - phaseSinceMs)}`.slice(0, page.width),
    ...drawLanes(lanes, page),
  ]);
  return {
    start(experiment, sides) {
      if (experiment !== shown) lanes = new Map();
      shown = experiment;
      for (const { name, plannedMs } of sides) lanes.set(name, { sinceMs: performance.now(), plannedMs, timesMs: [] });
      screen.show();
    },
    phase(text) {
      [phase, phaseSinceMs] = [text, performance.now()];
      screen.show();
    },
    token(side, kind, atMs) {
      if (kind === "token") lanes.get(side)?.timesMs.push(atMs);
    },
    stop() {
      [shown, lanes] = ["", new Map()];
      screen.wipe();
    },
  };
}

function drawLanes(lanes: ReadonlyMap<string, LiveLane>, page: Page): string[] {
  const gutter = longest([...lanes.keys()]);
  const endMs = Math.max(1, ...[...lanes.values()].flatMap((lane) => [lane.plannedMs, lane.timesMs.at(-1) ?? 0]));
  const columns = Math.max(10, Math.min(72, page.width - gutter - FRAME - WORDS));
  const scale = { endMs, columns, few: 1 };
  return [...lanes].map(([name, lane]) => {
    const nowMs = performance.now() - lane.sinceMs;
    const now = nowMs < endMs ? columnOf(nowMs, scale) : columns;
    const drawn = drawLane(lane.timesMs, scale);
    const picture = drawn[now] === " " ? `${drawn.slice(0, now)}>${drawn.slice(now + 1)}` : drawn;
    const style = lane.timesMs.length === 0 ? "red" : "green";
    return `  ${name.padEnd(gutter)}  |${paint(page, style, picture)}|  ${sayLane(lane, nowMs)}`;
  });
}

/** How far a lane is: `no token for 0.8 s`, `9 tokens, first after 12 ms`, `9 tokens, none for 1.2 s`. */
function sayLane({ timesMs, plannedMs }: LiveLane, nowMs: number): string {
  const [first, last] = [timesMs.at(0), timesMs.at(-1)];
  if (first === undefined || last === undefined) return `no token for ${saySeconds(nowMs)}`;
  const silentMs = nowMs < plannedMs ? nowMs - last : 0;
  const since = silentMs > SILENCE_MS ? `none for ${saySeconds(silentMs)}` : `first after ${sayMs(first)}`;
  return `${sayCount(timesMs.length, "token")}, ${since}`;
}

/** Some lines at the cursor that are redrawn in place, at most once in REDRAW_MS, until they are wiped. */
function createScreen(stream: NodeJS.WriteStream, draw: (page: Page) => string[]): { show(): void; wipe(): void } {
  let timer: NodeJS.Timeout | undefined;
  let drawn: string[] = [];
  /** Rows that the lines take now: a terminal that was made narrower has broken them in the meantime. */
  const rowsDrawn = (): number => {
    const columns = stream.columns || 80;
    const rows = drawn.map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)));
    return rows.reduce((sum, each) => sum + each, 0);
  };
  const toTop = (): string => (rowsDrawn() === 0 ? "" : `\u001b[${rowsDrawn()}A\r`);
  const redraw = (): void => {
    const page = { width: (stream.columns || 80) - 1, colour: styleText("red", "x", { stream }) !== "x" };
    const lines = draw(page).slice(0, Math.max(1, (stream.rows || 24) - 1));
    if (lines.join("\n") === drawn.join("\n")) return;
    // line by line: some terminals keep a copy of what "erase to the end" wipes from the top of the screen
    const frame = lines.map((line) => `${line}${ERASE_LINE_END}\n`).join("");
    stream.write(`${HIDE_CURSOR}${toTop()}${frame}${ERASE_BELOW}`);
    drawn = lines;
  };
  const wipe = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    process.off("exit", wipe);
    stream.write(`${toTop()}${`${ERASE_LINE_END}\n`.repeat(rowsDrawn())}${toTop()}${SHOW_CURSOR}`);
    drawn = [];
  };
  const show = (): void => {
    if (timer !== undefined) return;
    timer = setInterval(redraw, REDRAW_MS).unref();
    process.on("exit", wipe);
  };
  return { show, wipe };
}
