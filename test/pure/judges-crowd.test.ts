import { describe, expect, test } from "vitest";
import type { CrowdExpectation } from "../../src/model/expectation.ts";
import type { ReaderObservation } from "../../src/model/observation.ts";
import { judgeCrowd } from "../../src/verdict/crowd.ts";
import { line, paced } from "./observations.ts";
import { reader, run, side } from "./traces.ts";

/** Eight readers, started in the order of their names, of which `d` is served first, then `a`, and `h` never. */
const STARTS = { a: 100, b: 200, c: 300, d: 0, e: 500, f: 600, g: 700, h: 800 };
const TRACE = run(
  Object.entries(STARTS).map(([name, startMs]) => ({
    reader: name,
    startMs,
    ...(name === "h" ? { path: () => null } : {}),
  })),
);

function judge(crowd: CrowdExpectation, seen: Record<string, Partial<ReaderObservation>> = {}, leave = false): string {
  const readers = Object.fromEntries(Object.keys(STARTS).map((name) => [name, seen[name] ?? {}]));
  const { scenario } = side("any", {}, [TRACE]).side;
  const resolved = reader(scenario, leave ? { leave: { afterMs: 100 } } : {});
  return line({
    ...{ reader: null, what: "crowd", of: null },
    ...judgeCrowd(
      {
        run: paced(readers),
        trace: TRACE,
        readers: Object.fromEntries(Object.keys(readers).map((name) => [name, resolved])),
      },
      crowd,
    ),
  });
}

const queued = { shape: "queued" } as const;

describe("by rank: the order in which first tokens arrived", () => {
  test.each<[CrowdExpectation, Record<string, Partial<ReaderObservation>>, string]>([
    [
      { rank: { from: 1, to: 2 }, status: 503 },
      { d: { status: 503 }, a: { status: 503 } },
      '1-2 status: {"min":2} | 2 | ok',
    ],
    [
      { rank: { from: 1, to: 2 }, status: 503 },
      { a: { status: 503 }, b: { status: 503 } },
      '1-2 status: {"min":2} | 1 | not ok',
    ],
    [{ rank: { from: 3, to: 4 }, ...queued }, { b: queued, c: queued }, '3-4 shape: {"min":2} | 2 | ok'],
    // every field of it
    [
      { rank: { from: 3, to: 4 }, ...queued, status: 200 },
      { b: queued, c: { ...queued, status: 503 } },
      '3-4 shape+status: {"min":2} | 1 | not ok',
    ],
    // h has no first token: it comes last
    [{ rank: { from: 8, to: 8 }, status: 503 }, { h: { status: 503 } }, '8-8 status: {"min":1} | 1 | ok'],
    // nobody is the ninth
    [{ rank: { from: 8, to: 9 }, status: 200 }, {}, '8-9 status: {"min":2} | 1 | not ok'],
  ])("%j %j", (crowd, seen, finding) => {
    expect(judge(crowd, seen)).toBe(`crowd of ${finding}`);
  });
});

describe("by share of all", () => {
  const two = { a: queued, b: queued };
  test.each<[CrowdExpectation, string]>([
    [{ share: { min: 0.25 }, ...queued }, 'all shape: {"min":2} | 2 | ok'],
    [{ share: { min: 0.26 }, ...queued }, 'all shape: {"min":3} | 2 | not ok'],
    [{ share: { max: 0.25 }, ...queued }, 'all shape: {"max":2} | 2 | ok'],
    [{ share: { max: 0.24 }, ...queued }, 'all shape: {"max":1} | 2 | not ok'],
    [{ share: { min: 0.25, max: 0.25 }, ...queued }, 'all shape: {"min":2,"max":2} | 2 | ok'],
    [{ share: { max: 0 }, ...queued }, 'all shape: {"max":0} | 2 | not ok'],
    [{ share: { min: 1.1 }, ...queued }, 'all shape: {"min":9} | 2 | not ok'],
    // of those with a rank: d and a
    [{ share: { min: 0.5 }, rank: { from: 1, to: 2 }, ...queued }, '1-2 shape: {"min":1} | 1 | ok'],
  ])("%j", (crowd, finding) => {
    expect(judge(crowd, two)).toBe(`crowd of ${finding}`);
  });

  test("without a share, all of them", () => {
    expect(judge({ status: 200 })).toBe('crowd of all status: {"min":8} | 8 | ok');
    expect(judge({ status: 200 }, { c: { status: 503 } })).toBe('crowd of all status: {"min":8} | 7 | not ok');
  });

  test.each([3, 7, 10, 30, 100, 500])("a share of %i readers is a whole number of them", (count) => {
    const readers = Object.fromEntries(Array.from({ length: count }, (_, index) => [`r-${index}`, {}]));
    for (const k of [1, Math.floor(count / 3), count]) {
      const share = { min: k / count, max: k / count };
      const { expected } = judgeCrowd({ run: paced(readers), trace: TRACE, readers: {} }, { share });
      expect(expected).toEqual({ min: k, max: k });
    }
  });
});

test("a shape implies an end here too, by what each reader is told", () => {
  const crowd = { rank: { from: 1, to: 1 }, shape: "streamed" } as const;
  expect(judge(crowd, {})).toMatch(/\| ok$/);
  expect(judge(crowd, { d: { end: "cut" } })).toMatch(/not ok$/);
  expect(judge(crowd, {}, true)).toMatch(/not ok$/);
  expect(judge(crowd, { d: { end: "left" } }, true)).toMatch(/\| ok$/);
});
