import * as v from "valibot";
import { expect, test } from "vitest";
import { planAnswer } from "../../layers/mock-llm/src/schedule.ts";
import { Scenario, type ScenarioInput } from "../../src/model/scenario.ts";

const offsets = (input: ScenarioInput) => planAnswer(v.parse(Scenario, input)).releases.map(({ atMs }) => atMs);
const tokens = (input: ScenarioInput) =>
  planAnswer(v.parse(Scenario, input)).releases.map(({ first, last }) => [first, last]);

test("the first token leaves at ttftMs, the others one gap apart", () => {
  expect(offsets({ tokens: 4, ttftMs: 100, gapMs: 50 })).toEqual([100, 150, 200, 250]);
});

test("a list of gaps is cycled", () => {
  expect(offsets({ tokens: 5, gapMs: [10, 20] })).toEqual([0, 10, 30, 40, 60]);
});

test("tokens are released together, and the last release may be short", () => {
  expect(tokens({ tokens: 5, releaseEvery: 2 })).toEqual([
    [1, 2],
    [3, 4],
    [5, 5],
  ]);
  expect(offsets({ tokens: 5, releaseEvery: 2, gapMs: 10 })).toEqual([0, 10, 20]);
});

test("a stall delays the release of its token and all that follow", () => {
  expect(offsets({ tokens: 4, gapMs: 10, releaseEvery: 2, stalls: [{ beforeToken: 4, ms: 500 }] })).toEqual([0, 510]);
  expect(offsets({ tokens: 2, ttftMs: 5, gapMs: 10, stalls: [{ beforeToken: 1, ms: 7 }] })).toEqual([12, 22]);
});

test("a cut ends the plan, in the middle of a release too", () => {
  expect(tokens({ tokens: 9, releaseEvery: 4, cut: { afterToken: 5, how: "end" } })).toEqual([
    [1, 4],
    [5, 5],
  ]);
  const nothing = planAnswer(v.parse(Scenario, { ttftMs: 30, cut: { afterToken: 0, how: "reset" } }));
  expect(nothing).toEqual({ releases: [], endAtMs: 30 });
});

test.each(["uniform", "exponential", "lognormal"] as const)(
  "%s gaps have the mean they were asked for, and a seed repeats them",
  (distribution) => {
    const gaps = (seed: number) =>
      offsets({ tokens: 20_001, gapMs: { distribution, meanMs: 50, deviationMs: 20, seed } });
    expect(gaps(7)).toEqual(gaps(7));
    expect(gaps(7)).not.toEqual(gaps(8));
    expect(Math.abs(gaps(7).at(-1)! / 20_000 - 50)).toBeLessThan(2);
  },
);

test("a distribution without deviation is a constant", () => {
  expect(offsets({ tokens: 3, gapMs: { distribution: "uniform", meanMs: 50 } })).toEqual([0, 50, 100]);
  const [, second = 0] = offsets({ tokens: 3, gapMs: { distribution: "lognormal", meanMs: 50 } });
  expect(second).toBeCloseTo(50);
});
