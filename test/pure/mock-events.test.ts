import * as v from "valibot";
import { expect, test } from "vitest";
import { bodyBytes, createEncoder, minimumEventBytes } from "../../layers/mock-llm/src/events.ts";
import { parseScenario } from "../../layers/mock-llm/src/limits.ts";
import { Scenario, type ScenarioInput } from "../../src/model/scenario.ts";
import { answerText, tokenTexts } from "../../src/model/text.ts";

const scenario = (input: ScenarioInput) => v.parse(Scenario, input);
const encoder = (input: ScenarioInput) => createEncoder(scenario(input), "chatcmpl-run.1", 1_700_000_000);
const event = (input: ScenarioInput, seq: number) => encoder(input).token(seq).toString();

test("an event is one small OpenAI chunk with its number and its origin", () => {
  const text = event({ tokens: 3, text: "Grüße, 世界" }, 2);
  expect(text).toMatch(/^data: \{.*\}\n\n$/);
  expect(JSON.parse(text.slice(6))).toEqual({
    id: "chatcmpl-run.1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "mock-llm",
    seq: 2,
    choices: [{ index: 0, delta: { content: " 世界" }, finish_reason: null }],
  });
  expect(Buffer.byteLength(text)).toBeGreaterThan(150);
  expect(Buffer.byteLength(text)).toBeLessThan(190);
});

test("the last token carries the finish reason, so events and tokens are the same number", () => {
  expect(event({ tokens: 3 }, 3)).toContain('"finish_reason":"stop"');
  expect(encoder({ tokens: 3 }).tail(null).toString()).toBe("data: [DONE]\n\n");
});

test("usage comes before the end marker", () => {
  const usage = { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 };
  expect(encoder({}).tail(usage).toString()).toMatch(
    /^data: .*"choices":\[\],"usage":\{"prompt_tokens":1.*\n\ndata: \[DONE\]\n\n$/,
  );
  expect(encoder({ format: "ndjson" }).tail(null).toString()).toBe('{"done":true}\n');
  expect(encoder({ format: "text" }).tail(usage)).toHaveLength(0);
});

test.each(["sse", "ndjson", "text"] as const)("%s events are padded to the byte, whatever the characters", (format) => {
  const input: ScenarioInput = { tokens: 12, text: 'née "quoted" 世界 🙂 x', format, eventBytes: 300 };
  for (let seq = 1; seq <= 12; seq++) expect(encoder(input).token(seq)).toHaveLength(300);
});

test("the smallest event size is exact: it works, and one byte less is refused by name", () => {
  const input: ScenarioInput = { tokens: 12, text: "née 世界" };
  const minimum = minimumEventBytes(scenario(input), "run");
  const last = createEncoder(scenario({ ...input, eventBytes: minimum }), "chatcmpl-run.9999", 1_700_000_000);
  for (let seq = 1; seq <= 12; seq++) expect(last.token(seq)).toHaveLength(minimum);
  expect(parseScenario({ ...input, eventBytes: minimum }, "run").eventBytes).toBe(minimum);
  expect(() => parseScenario({ ...input, eventBytes: minimum - 1 }, "run")).toThrow(`needs ${minimum}`);
});

test("Content-Length announces what a whole answer has, and what an early but proper end has", () => {
  const sum = (input: ScenarioInput, tokens: number) =>
    Array.from({ length: tokens }, (_, index) => encoder(input).token(index + 1).length).reduce((a, b) => a + b, 0);
  const bytes = (input: ScenarioInput) => bodyBytes(scenario(input), encoder(input), null);
  expect(bytes({ tokens: 5 })).toBe(sum({ tokens: 5 }, 5) + "data: [DONE]\n\n".length);
  expect(bytes({ tokens: 5, cut: { afterToken: 2, how: "end" } })).toBe(sum({ tokens: 5 }, 2));
  expect(bytes({ tokens: 5, cut: { afterToken: 2, how: "close" } })).toBe(bytes({ tokens: 5 }));
});

test("the concatenated tokens read as the text", () => {
  expect([1, 2, 3, 4].map(tokenTexts("  one\n two three "))).toEqual(["one", " two", " three", " one"]);
  expect([1, 2].map(tokenTexts("one\u2028two three"))).toEqual(["one\u2028two", " three"]);
  expect(answerText("one two", 3)).toBe("one two one");
});

test.each([
  [{ tokns: 3 }, "tokns", "no such field"],
  [{ gapMs: { distribution: "normal", meanMs: 3 } }, "gapMs.distribution", '"lognormal"'],
  [{ gapMs: [5, -1] }, "gapMs.1", ">=0"],
  [{ stalls: [{ beforeToken: 99, ms: 1 }] }, "stalls.0.beforeToken", "24 tokens"],
  [{ tokens: 3, cut: { afterToken: 4, how: "end" } }, "cut.afterToken", "3 tokens"],
  [{ headers: { "Content-Length": "3" } }, "headers.Content-Length", "belongs to the mock"],
  [{ headers: { "a b": "3" } }, "headers.a b", "not a valid header"],
  [{ text: "  " }, "text", "no word"],
  [{ tokens: 100_000, eventBytes: 10_000 }, "tokens", "limit is"],
  [[], "body", "an array"],
])("%j is refused with the place and the reason", (input, path, reason) => {
  expect(() => parseScenario(input, "run")).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(reason) }),
  );
  expect(() => parseScenario(input, "run")).toThrow(`${path}: `);
});
