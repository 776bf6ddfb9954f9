import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LabEvent } from "../../src/model/event.ts";
import { createRace } from "../../src/report/index.ts";
import type { Race } from "../../src/report/index.ts";

/** A stream that keeps what is written to it. */
function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const writable = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const stream = Object.assign(writable, { isTTY, columns: 80, rows: 24 });
  return { stream: stream as unknown as NodeJS.WriteStream, written };
}

const subject = "nginx-buffering";
const SIDES = ["broken", "fixed"];
type Proof = "paced" | "lockstep";
const measuring: LabEvent = { type: "phase", subject, phase: "measuring", sides: SIDES };
const again: LabEvent = { type: "phase", subject, phase: "again", sides: [] };
const started = (side: string, proof: Proof = "paced"): LabEvent => ({
  ...{ type: "stream-started", subject, side, proof, plannedMs: 1725 },
});
const arrived = (side: string, atMs: number, proof: Proof = "paced", reader = "reader"): LabEvent => ({
  ...{ type: "arrived", subject, side, proof, reader, seq: 1, atMs },
});
const sent = (side: string, atMs: number): LabEvent => ({
  ...{ type: "sent", subject, side, proof: "paced", reader: null, seq: 1, atMs },
});
const ended = (side: string): LabEvent => ({ type: "stream-ended", subject, side, proof: "paced" });
const judged = (resultPath: string | null): LabEvent => ({
  ...{ type: "judged", subject, verdict: "pass", attempt: 1, resultPath },
});

function tell({ listen }: Race, ...events: LabEvent[]): void {
  for (const event of events) listen(event);
}

const everything = (): boolean => true;

/** What the terminal shows after the last redrawing. */
function lastFrame(written: readonly string[]): string {
  return stripVTControlCharacters(written.at(-1)!);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a pipe gets nothing", () => {
  const { stream, written } = fakeStream(false);
  const race = createRace(stream, everything);
  tell(race, measuring, ...SIDES.map((side) => started(side)));
  vi.advanceTimersByTime(500);
  race.stop();
  expect(written).toEqual([]);
});

test("a terminal sees the lanes fill, and nothing is left of them", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, ...SIDES.map((side) => started(side)));
  vi.advanceTimersByTime(600);
  tell(race, arrived("fixed", 500), arrived("fixed", 575));
  vi.advanceTimersByTime(60);
  const frame = lastFrame(written);
  expect(frame).toContain("nginx-buffering: measuring broken, fixed");
  expect(frame).toMatch(/broken {2}\| +> +\| {2}no token for 0\.[67] s/);
  expect(frame).toMatch(/fixed {3}\| +\.\. > +\| {2}2 tokens, first after 500 ms/);
  race.stop();
  // three lines up, each erased, up again, cursor shown
  expect(written.at(-1)).toBe(`\u001b[3A\r${"\u001b[K\n".repeat(3)}\u001b[3A\r\u001b[?25h`);
  const before = written.length;
  vi.advanceTimersByTime(500);
  race.stop();
  expect(written).toHaveLength(before);
});

test("a lane has the arrivals of all readers of its side", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("fixed"), arrived("fixed", 100, "paced", "ann"), arrived("fixed", 600, "paced", "bob"));
  vi.advanceTimersByTime(700);
  expect(lastFrame(written)).toMatch(/fixed {2}\| +\. +\. +> +\| {2}2 tokens, first after 100 ms/);
  race.stop();
});

test("where the model tells what it has sent, that is the frontier, not the clock", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("broken"), started("fixed"), sent("broken", 1000), sent("broken", 900));
  vi.advanceTimersByTime(200);
  const column = (side: string): number => new RegExp(`${side} +\\|( *)>`).exec(lastFrame(written))![1]!.length;
  expect(column("broken")).toBeGreaterThan(4 * column("fixed"));
  race.stop();
});

test("a side shows its paced stream, whichever proof begins first, and its only one where there is no other", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("fixed", "lockstep"), arrived("fixed", 3, "lockstep"), started("fixed"));
  tell(race, arrived("fixed", 50), arrived("fixed", 6, "lockstep"), started("fixed", "lockstep"));
  tell(race, started("broken", "lockstep"), arrived("broken", 9, "lockstep"));
  vi.advanceTimersByTime(100);
  expect(lastFrame(written)).toMatch(/fixed .*1 token, first after 50 ms/);
  expect(lastFrame(written)).toMatch(/broken .*1 token, first after 9 ms/);
  race.stop();
});

test("a stream that has ended stands still", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("fixed"));
  vi.advanceTimersByTime(400);
  tell(race, ended("fixed"));
  vi.advanceTimersByTime(1000);
  expect(lastFrame(written)).toMatch(/fixed {2}\| +\| {2}no token for 0\.4 s/);
  race.stop();
});

test("a verdict with its result wipes the view; one that is measured again starts anew", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("fixed"), arrived("fixed", 50));
  vi.advanceTimersByTime(100);
  tell(race, judged(null), again);
  vi.advanceTimersByTime(100);
  expect(lastFrame(written)).toContain("nginx-buffering: too busy to tell, waiting to measure again");
  expect(lastFrame(written)).not.toContain("1 token");
  tell(race, judged("results/nginx-buffering/latest"));
  expect(written.at(-1)).toContain("\u001b[?25h");
});

test("subjects that nobody asked for stay in the background", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, (each) => each !== subject);
  tell(race, measuring, started("fixed"), arrived("fixed", 50), judged(null));
  vi.advanceTimersByTime(500);
  race.stop();
  expect(written).toEqual([]);
});

test("it draws at most every 50 ms, however many tokens come", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream, everything);
  tell(race, measuring, started("fixed"));
  for (let atMs = 0; atMs < 1000; atMs += 1) {
    race.listen(arrived("fixed", atMs));
    vi.advanceTimersByTime(1);
  }
  race.stop();
  expect(written.length).toBeLessThanOrEqual(21);
});

test("a token of a side that is not shown is no crash", () => {
  const race = createRace(fakeStream(true).stream, everything);
  race.listen(arrived("stranger", 1));
  race.stop();
});
