import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRace } from "../../src/report/index.ts";

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

const SIDES = [
  { name: "broken", plannedMs: 1725 },
  { name: "fixed", plannedMs: 1725 },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a pipe gets nothing", () => {
  const { stream, written } = fakeStream(false);
  const race = createRace(stream);
  race.phase("nginx-buffering: measuring");
  race.start("nginx-buffering", SIDES);
  vi.advanceTimersByTime(500);
  race.stop();
  expect(written).toEqual([]);
});

test("a terminal sees the lanes fill, and nothing is left of them", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream);
  race.phase("nginx-buffering: measuring");
  race.start("nginx-buffering", SIDES);
  vi.advanceTimersByTime(600);
  race.token("fixed", "token", 500);
  race.token("fixed", "token", 575);
  vi.advanceTimersByTime(60);
  const frame = stripVTControlCharacters(written.at(-1)!);
  expect(frame).toContain("nginx-buffering: measuring");
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

test("it draws at most every 50 ms, however many tokens come", () => {
  const { stream, written } = fakeStream(true);
  const race = createRace(stream);
  race.start("load", SIDES);
  for (let atMs = 0; atMs < 1000; atMs += 1) {
    race.token("fixed", "token", atMs);
    vi.advanceTimersByTime(1);
  }
  race.stop();
  expect(written.length).toBeLessThanOrEqual(21);
});

test("a token of a side that is not shown is no crash", () => {
  const race = createRace(fakeStream(true).stream);
  race.token("stranger", "token", 1);
  race.stop();
});
