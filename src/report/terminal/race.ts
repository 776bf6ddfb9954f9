import type { LabEvent, Listener } from "../../model/event.ts";
import { sayCount, sayMs, saySeconds } from "../../model/say.ts";
import type { Proof } from "../../model/words.ts";
import { longest, paint } from "./format.ts";
import type { Page } from "./format.ts";
import { columnOf, drawLane } from "./lane.ts";
import { createScreen } from "./screen.ts";

/** A view of the streams while they run, on a terminal; on anything but a terminal it never prints. */
export interface Race {
  readonly listen: Listener;
  /** Wipes the view and gives the cursor back, so that the final text stands in its place. A later event starts anew. */
  stop(): void;
}

/** One side's lane, as far as it is known. */
interface LiveLane {
  readonly proof: Proof;
  readonly sinceMs: number;
  readonly plannedMs: number;
  /** Arrivals at all its readers. */
  readonly timesMs: number[];
  /** How far the model has come; null: it has not told. */
  sentMs: number | null;
  endedMs: number | null;
}

/** A silence of a stream that this long is worth saying, ms. */
const SILENCE_MS = 500;
/** Columns of a line that are neither its side's name nor its lane: the frame, and the words to its right. */
const FRAME = 8;
const WORDS = 30;

/**
 * A race of a subject's sides, as a subscriber of what the lab does. A side shows its paced stream, or its only one.
 * @param stream where the view goes: stderr, so that data on stdout stays clean
 * @param wanted subjects that are shown; others (controls beside them) stay in the background
 */
export function createRace(stream: NodeJS.WriteStream, wanted: (subject: string) => boolean): Race {
  if (!stream.isTTY) return { listen: () => {}, stop: () => {} };
  let shown = "";
  let [phase, phaseSinceMs] = ["", 0];
  let lanes = new Map<string, LiveLane>();
  const screen = createScreen(stream, (page) => [
    `${phase}   ${saySeconds(performance.now() - phaseSinceMs)}`.slice(0, page.width),
    ...drawLanes(lanes, page),
  ]);
  const stop = (): void => {
    [shown, lanes] = ["", new Map()];
    screen.wipe();
  };
  const show = (event: LabEvent): void => {
    if (event.subject !== shown) [shown, lanes] = [event.subject, new Map()];
    if (event.type === "phase") {
      [phase, phaseSinceMs] = [sayPhase(event), performance.now()];
      if (event.phase === "again") lanes = new Map();
    } else if (event.type !== "judged") {
      follow(lanes, event);
    }
    screen.show();
  };
  const listen: Listener = (event) => {
    if (!wanted(event.subject)) return;
    // one that is measured again is judged without a result, and goes on
    if (event.type === "judged" && event.resultPath !== null) stop();
    else show(event);
  };
  return { listen, stop };
}

function sayPhase({ subject, phase, sides }: Extract<LabEvent, { type: "phase" }>): string {
  if (phase === "again") return `${subject}: too busy to tell, waiting to measure again`;
  return `${subject}: ${phase}${sides.length === 0 ? "" : ` ${sides.join(", ")}`}`;
}

type StreamEvent = Exclude<LabEvent, { type: "phase" | "judged" }>;

function follow(lanes: Map<string, LiveLane>, event: StreamEvent): void {
  const lane = lanes.get(event.side);
  if (event.type === "stream-started") {
    // the other proof of the same side, whose times are no race
    if (lane?.proof === "paced" && event.proof !== "paced") return;
    const { proof, plannedMs } = event;
    const about = { proof, plannedMs, sinceMs: performance.now() };
    lanes.set(event.side, { ...about, timesMs: [], sentMs: null, endedMs: null });
    return;
  }
  if (lane === undefined || lane.proof !== event.proof) return;
  if (event.type === "arrived") lane.timesMs.push(event.atMs);
  else if (event.type === "sent") lane.sentMs = Math.max(lane.sentMs ?? 0, event.atMs);
  else lane.endedMs = performance.now() - lane.sinceMs;
}

function drawLanes(lanes: ReadonlyMap<string, LiveLane>, page: Page): string[] {
  const gutter = longest([...lanes.keys()]);
  const endMs = [...lanes.values()].reduce((end, lane) => Math.max(end, lane.plannedMs, lane.timesMs.at(-1) ?? 0), 1);
  const columns = Math.max(10, Math.min(72, page.width - gutter - FRAME - WORDS));
  const scale = { endMs, columns, few: 1 };
  return [...lanes].map(([name, lane]) => {
    const nowMs = lane.endedMs ?? performance.now() - lane.sinceMs;
    const drawn = drawLane(lane.timesMs, scale);
    const at = columnOf(lane.sentMs ?? nowMs, scale);
    const running = lane.endedMs === null && (lane.sentMs ?? nowMs) < endMs;
    const picture = running && drawn[at] === " " ? `${drawn.slice(0, at)}>${drawn.slice(at + 1)}` : drawn;
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
