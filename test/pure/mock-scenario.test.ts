import * as v from "valibot";
import { expect, test } from "vitest";
import { parseProgram } from "../../layers/mock-llm/src/limits.ts";
import { eventBytesMinimum } from "../../src/model/encode/encoder.ts";
import { scenarioProblems } from "../../src/model/scenario-problems.ts";
import { Scenario, type ScenarioInput } from "../../src/model/scenario.ts";
import type { Dialect } from "../../src/model/words.ts";

const scenario = (input: ScenarioInput) => v.parse(Scenario, input);
const MINIMUM = {
  openai: eventBytesMinimum(scenario({}), "openai"),
  anthropic: eventBytesMinimum(scenario({}), "anthropic"),
};

test.each<[ScenarioInput, Dialect, [path: string, message: string][]]>([
  [{}, "openai", []],
  [{}, "anthropic", []],
  [{ tokens: 0 }, "openai", []],
  [{ stalls: [{ beforeToken: 24, ms: 1 }], cut: { afterToken: 24, how: "end" } }, "openai", []],
  [
    {
      stalls: [
        { beforeToken: 1, ms: 1 },
        { beforeToken: 25, ms: 1 },
      ],
    },
    "openai",
    [["stalls.1.beforeToken", "25, but the answer has 24 tokens"]],
  ],
  [{ tokens: 3, cut: { afterToken: 4, how: "end" } }, "openai", [["cut.afterToken", "4, but the answer has 3 tokens"]]],
  [{ headers: { "Content-Length": "3" } }, "openai", [["headers.Content-Length", "belongs to the mock"]]],
  [{ headers: { "a b": "3" } }, "openai", [["headers.a b", "is not a valid header"]]],
  [{ headers: { a: "x\ny" } }, "openai", [["headers.a", "is not a valid header"]]],
  [{ contentType: "text/\n" }, "openai", [["contentType", "is not a valid header value"]]],
  [{ text: " \n\t" }, "openai", [["text", "has no word"]]],
  [{ format: "ndjson" }, "openai", []],
  [{ format: "ndjson" }, "anthropic", [["format", "ndjson, but anthropic has only sse"]]],
  [{ format: "text" }, "anthropic", [["format", "text, but anthropic has only sse"]]],
  [{ eventBytes: MINIMUM.openai }, "openai", []],
  [
    { eventBytes: MINIMUM.openai - 1 },
    "openai",
    [["eventBytes", `the longest event of this run needs ${MINIMUM.openai}`]],
  ],
  [{ eventBytes: MINIMUM.anthropic }, "anthropic", []],
  [
    { eventBytes: [5, 1000, 6] },
    "anthropic",
    [
      ["eventBytes.0", `5, but the longest event of this run needs ${MINIMUM.anthropic}`],
      ["eventBytes.2", `6, but the longest event of this run needs ${MINIMUM.anthropic}`],
    ],
  ],
  [{ tokens: 100_000, eventBytes: 671 }, "openai", []],
  [{ tokens: 100_000, eventBytes: 672 }, "openai", [["tokens", "67200000 bytes, the limit is 67108864"]]],
  [{ tokens: 100_000, eventBytes: [400, 1000] }, "openai", [["tokens", "70000000 bytes, the limit is 67108864"]]],
  [
    { text: " ", tokens: 1, cut: { afterToken: 2, how: "end" } },
    "openai",
    [
      ["text", ""],
      ["cut.afterToken", ""],
    ],
  ],
])("%j, %s: %j", (input, dialect, expected) => {
  const problems = scenarioProblems(scenario(input), dialect);
  expect(problems.map(({ path }) => path)).toEqual(expected.map(([path]) => path));
  problems.forEach(({ message, hint }, index) => {
    expect(message).toContain(expected[index]![1]);
    expect(hint).not.toBe("");
  });
});

test.each([
  [{ tokns: 3 }, "tokns", "no such field"],
  [{ gapMs: { distribution: "normal", meanMs: 3 } }, "gapMs.distribution", '"lognormal"'],
  [{ gapMs: [5, -1] }, "gapMs.1", ">=0"],
  [{ readers: { ann: { gapMs: -1 } } }, "readers.ann.gapMs", ">=0"],
  [{ eventBytes: 10 }, "eventBytes", `needs ${MINIMUM.openai}`],
  [{ readers: { ann: { eventBytes: [900, 10] } } }, "readers.ann.eventBytes.1", `needs ${MINIMUM.openai}`],
  [{ readers: { ann: { text: " " } } }, "readers.ann.text", "has no word"],
  [[], "body", "an array"],
])("a program %j is refused with the place and the reason", (input, path, reason) => {
  expect(() => parseProgram(input, "r1")).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(reason) }),
  );
  expect(() => parseProgram(input, "r1")).toThrow(`${path}: `);
});

test("a program that one dialect can write is taken: the request's own dialect is asked then", () => {
  expect(parseProgram({ format: "ndjson" }, "r1").format).toBe("ndjson");
  expect(parseProgram({ eventBytes: MINIMUM.anthropic }, "r1").eventBytes).toBe(MINIMUM.anthropic);
});
