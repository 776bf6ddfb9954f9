import * as v from "valibot";
import { expect, test } from "vitest";
import type { Asked } from "../../layers/mock-llm/src/log.ts";
import type { Answering } from "../../layers/mock-llm/src/run.ts";
import { Runs } from "../../layers/mock-llm/src/runs.ts";
import { RunProgram } from "../../src/model/scenario.ts";
import { GENERATIONS_LIMIT } from "../../src/model/wire.ts";

const program = v.parse(RunProgram, { tokens: 10, readers: { long: { tokens: 50 } } });
const answering: Answering = { acknowledge: () => {}, acknowledgeText: () => {} };
const request = { method: "POST", target: "/", httpVersion: "1.1", headers: {} };
const asked = (reader: string | null): Omit<Asked, "generation"> => ({
  reader,
  requestAtNs: 0,
  request,
  dialect: "openai",
});

test("thousands of runs leave no more logs than the limit", () => {
  const runs = new Runs({ runs: 500, tokens: 1e6, ageMs: 1e9 });
  for (let index = 0; index < 5000; index++) runs.program(`run-${index}`, program).open(asked(null));
  expect(runs.size).toBe(500);
  expect(runs.get("run-4999").log().generations).toHaveLength(1);
  expect(() => runs.get("run-4499")).toThrow("no run run-4499");
});

test("many tokens count as many runs", () => {
  const runs = new Runs({ runs: 500, tokens: 100, ageMs: 1e9 });
  for (let index = 0; index < 50; index++) runs.program(`run-${index}`, program).open(asked(null));
  expect(runs.size).toBe(11);
});

test("a reader's own answer takes as much room as it has tokens", () => {
  const run = new Runs().program("own", program);
  run.open(asked("long"));
  run.open(asked("ann"));
  expect(run.capacity).toBe(60);
  expect(run.partOf("long").scenario.tokens).toBe(50);
  expect(run.log()).toMatchObject({ scenario: { tokens: 10 }, readers: { long: { tokens: 50 } } });
});

test("more requests than an id can count are refused", () => {
  const run = new Runs().program("full", v.parse(RunProgram, { tokens: 0 }));
  for (let count = 1; count <= GENERATIONS_LIMIT; count++) run.open(asked(null));
  expect(() => run.open(asked(null))).toThrow(expect.objectContaining({ status: 429 }));
});

test("a log expires by age, a run that still answers does not", () => {
  let nowMs = 0;
  const runs = new Runs({ runs: 500, tokens: 1e6, ageMs: 1000 }, () => nowMs);
  runs.program("old", program);
  runs.program("running", program).answers.add(answering);
  nowMs = 1001;
  runs.program("new", program);
  expect(() => runs.get("old")).toThrow("no run old");
  expect(runs.get("running").running).toBe(true);
});

test("an id is programmed anew until a request has used it", () => {
  const runs = new Runs();
  runs.program("twice", program);
  runs.program("twice", program).open(asked(null));
  expect(() => runs.program("twice", program)).toThrow(expect.objectContaining({ status: 409 }));
});

test("a request without a programmed run gets the default scenario, and a run of its own", () => {
  const runs = new Runs();
  expect(runs.forRequest("curl").partOf(null).scenario.tokens).toBe(24);
  expect(runs.forRequest("curl")).toBe(runs.get("curl"));
  expect(runs.forRequest(null).id).not.toBe(runs.forRequest(null).id);
});
