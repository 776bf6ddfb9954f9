import { expect, test } from "vitest";
import { loadLayers } from "../../src/catalog/layers.ts";
import { overrideProblems } from "../../src/catalog/rules.ts";
import { nameProblems } from "../../src/catalog/rules-name.ts";
import { chainOf } from "../chains.ts";

const SEEDS = Array.from({ length: 400 }, (_, index) => index + 1);

test("every random chain is one that the lab can set up and the mock can send", () => {
  const layers = loadLayers();
  const problems = SEEDS.map(chainOf).flatMap(({ seed, experiment }) =>
    [...nameProblems(experiment, layers), ...overrideProblems(experiment, layers, {})].map(
      (each) => `${seed}: ${each}`,
    ),
  );
  expect(problems).toEqual([]);
});

test("the same seed is the same chain", () => {
  expect(chainOf(7)).toEqual(chainOf(7));
});
