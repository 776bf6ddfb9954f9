import * as v from "valibot";
import { expect, test } from "vitest";
import type { Answer } from "../../layers/mock-llm/src/answer.ts";
import { Runs } from "../../layers/mock-llm/src/runs.ts";
import { Scenario } from "../../src/model/scenario.ts";

const scenario = v.parse(Scenario, { tokens: 10 });
const answering = {} as Answer;

test("thousands of runs leave no more logs than the limit", () => {
  const runs = new Runs({ runs: 500, tokens: 1e6, ageMs: 1e9 });
  for (let index = 0; index < 5000; index++) runs.program(`run-${index}`, scenario).open(null, 0);
  expect(runs.size).toBe(500);
  expect(runs.get("run-4999").log().generations).toHaveLength(1);
  expect(() => runs.get("run-4499")).toThrow("no run run-4499");
});

test("many tokens count as many runs", () => {
  const runs = new Runs({ runs: 500, tokens: 100, ageMs: 1e9 });
  for (let index = 0; index < 50; index++) runs.program(`run-${index}`, scenario).open(null, 0);
  expect(runs.size).toBe(11);
});

test("a log expires by age, a run that still answers does not", () => {
  let nowMs = 0;
  const runs = new Runs({ runs: 500, tokens: 1e6, ageMs: 1000 }, () => nowMs);
  runs.program("old", scenario);
  runs.program("running", scenario).answers.add(answering);
  nowMs = 1001;
  runs.program("new", scenario);
  expect(() => runs.get("old")).toThrow("no run old");
  expect(runs.get("running").running).toBe(true);
});

test("an id is programmed anew until a request has used it", () => {
  const runs = new Runs();
  runs.program("twice", scenario);
  runs.program("twice", scenario).open(null, 0);
  expect(() => runs.program("twice", scenario)).toThrow(expect.objectContaining({ status: 409 }));
});

test("a request without a programmed run gets the default scenario, and a run of its own", () => {
  const runs = new Runs();
  expect(runs.forRequest("curl").scenario.tokens).toBe(24);
  expect(runs.forRequest("curl")).toBe(runs.get("curl"));
  expect(runs.forRequest(null).id).not.toBe(runs.forRequest(null).id);
});
