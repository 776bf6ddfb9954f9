import { expect, test } from "vitest";
import { loadLayers } from "../../src/catalog/layers.ts";
import { overrideProblems } from "../../src/catalog/rules.ts";
import { nameProblems } from "../../src/catalog/rules-name.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import { chainOf, gradesOf } from "../chains.ts";

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

test("a side that streams has nobody guilty, although one of its causes alone holds", () => {
  const chain = { ...chainOf(7), hold: { envoy: "compressor-zstd", nginx: "gzip-buffering-off" } };
  const side = (shape: string, guilty: string[]): unknown => ({
    observation: { runs: [{ readers: { reader: { shape } } }] },
    hops: { guilty, unknown: [] },
  });
  const graded = (both: unknown): (string | undefined)[] => {
    const sides = { cured: side("streamed", []), envoy: side("held", ["envoy"]), nginx: side("streamed", []) };
    const grades = gradesOf(chain, { sides: { ...sides, "envoy-nginx": both } } as unknown as VerdictDocument);
    return grades!.map(({ side: name, word }) => `${name} ${word}`);
  };
  expect(graded(side("streamed", []))).toContain("envoy-nginx right");
  expect(graded(side("streamed", ["envoy"]))).toContain("envoy-nginx wrong");
  expect(graded(side("held", []))).toContain("envoy-nginx silent");
});
