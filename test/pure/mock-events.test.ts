import { createParser } from "eventsource-parser";
import * as v from "valibot";
import { expect, test } from "vitest";
import { bodyBytes } from "../../layers/mock-llm/src/stream.ts";
import { answerId, createEncoder, eventBytesMinimum } from "../../src/model/encode/encoder.ts";
import { Scenario, type ScenarioInput } from "../../src/model/scenario.ts";
import { tokenTexts } from "../../src/model/text.ts";
import { GENERATIONS_LIMIT, LONGEST_RUN_ID, originName, originOfId } from "../../src/model/wire.ts";
import type { Dialect } from "../../src/model/words.ts";

const CREATED_S = 1_700_000_000;
const USAGE = { promptTokens: 1, completionTokens: 3, wanted: false };
const scenario = (input: ScenarioInput) => v.parse(Scenario, input);
const encoder = (input: ScenarioInput, dialect: Dialect = "openai") =>
  createEncoder(scenario(input), dialect, answerId(dialect, "r1.1"), CREATED_S);
const event = (input: ScenarioInput, seq: number, dialect?: Dialect) => encoder(input, dialect).token(seq).toString();

/** Events as a standard parser of server-sent events has them. */
function parsed(text: string): { event: string | undefined; data: unknown }[] {
  const events: { event: string | undefined; data: unknown }[] = [];
  createParser({ onEvent: ({ event, data }) => events.push({ event, data: JSON.parse(data) }) }).feed(text);
  return events;
}

test("an event is one small OpenAI chunk with its number and its origin", () => {
  const text = event({ tokens: 3, text: "Grüße, 世界" }, 2);
  expect(text).toMatch(/^data: \{.*\}\n\n$/);
  expect(JSON.parse(text.slice(6))).toEqual({
    id: "chatcmpl-r1.1",
    object: "chat.completion.chunk",
    created: CREATED_S,
    model: "mock-llm",
    seq: 2,
    choices: [{ index: 0, delta: { content: " 世界" }, finish_reason: null }],
  });
  expect(Buffer.byteLength(text)).toBeGreaterThan(150);
  expect(Buffer.byteLength(text)).toBeLessThan(190);
});

test("the last token carries the finish reason, so events and tokens are the same number", () => {
  expect(event({ tokens: 3 }, 3)).toContain('"finish_reason":"stop"');
  expect(encoder({ tokens: 3 }).head(USAGE)).toHaveLength(0);
  expect(encoder({ tokens: 3 }).tail(USAGE).toString()).toBe("data: [DONE]\n\n");
});

test("usage comes before the end marker", () => {
  const wanted = { ...USAGE, wanted: true };
  expect(encoder({}).tail(wanted).toString()).toMatch(
    /^data: .*"choices":\[\],"usage":\{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4\}\}\n\ndata: \[DONE\]\n\n$/,
  );
  expect(encoder({ format: "ndjson" }).tail(USAGE).toString()).toBe('{"done":true}\n');
  expect(encoder({ format: "text" }).tail(wanted)).toHaveLength(0);
});

test("anthropic: a message as its API documents it, event by event", () => {
  const answer = encoder({ tokens: 3, text: "one two three" }, "anthropic");
  const usage = { promptTokens: 25, completionTokens: 3, wanted: true };
  const body = [answer.head(usage), answer.token(1), answer.token(2), answer.token(3), answer.tail(usage)].join("");
  const delta = (text: string) => ({
    event: "content_block_delta",
    data: { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
  });
  const message = {
    id: "msg_r1.1",
    type: "message",
    role: "assistant",
    model: "mock-llm",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 25, output_tokens: 1 },
  };
  const block = { type: "text", text: "" };
  expect(parsed(body)).toEqual([
    { event: "message_start", data: { type: "message_start", message } },
    { event: "content_block_start", data: { type: "content_block_start", index: 0, content_block: block } },
    { event: "ping", data: { type: "ping" } },
    delta("one"),
    delta(" two"),
    delta(" three"),
    { event: "content_block_stop", data: { type: "content_block_stop", index: 0 } },
    {
      event: "message_delta",
      data: {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 3 },
      },
    },
    { event: "message_stop", data: { type: "message_stop" } },
  ]);
});

test("anthropic: a ping before every eighth token after the first; the padded size is the delta's alone", () => {
  const answer = encoder({ tokens: 20, eventBytes: 200 }, "anthropic");
  const pinged = Array.from({ length: 20 }, (_, index) => index + 1).filter((seq) => {
    const text = answer.token(seq).toString();
    expect(Buffer.byteLength(text.slice(text.indexOf("event: content_block_delta")))).toBe(200);
    return text.startsWith('event: ping\ndata: {"type":"ping"}\n\n');
  });
  expect(pinged).toEqual([9, 17]);
});

test.each(["sse", "ndjson", "text"] as const)("%s events are padded to the byte, whatever the characters", (format) => {
  const input: ScenarioInput = { tokens: 12, text: 'née "quoted" 世界 🙂 x', format, eventBytes: 300 };
  for (let seq = 1; seq <= 12; seq++) expect(encoder(input).token(seq)).toHaveLength(300);
});

test.each(["openai", "anthropic"] as const)("%s: a list of sizes is cycled by token", (dialect) => {
  const answer = encoder({ tokens: 7, eventBytes: [300, 900, 220] }, dialect);
  const sizes = [1, 2, 3, 4, 5, 6, 7].map((seq) => answer.token(seq).length);
  expect(sizes).toEqual([300, 900, 220, 300, 900, 220, 300]);
});

test.each(["openai", "anthropic"] as const)("%s: the smallest size is exact, for the longest id too", (dialect) => {
  const input: ScenarioInput = { tokens: 8, text: "née 世界" };
  const minimum = eventBytesMinimum(scenario(input), dialect);
  const id = answerId(dialect, originName(LONGEST_RUN_ID, GENERATIONS_LIMIT));
  const sizes = (eventBytes: number) => {
    const answer = createEncoder(scenario({ ...input, eventBytes }), dialect, id, CREATED_S);
    return Array.from({ length: 8 }, (_, index) => answer.token(index + 1).length);
  };
  expect(new Set(sizes(minimum))).toEqual(new Set([minimum]));
  expect(Math.max(...sizes(minimum - 1))).toBe(minimum);
  expect(eventBytesMinimum(scenario(input), dialect, "r1")).toBe(minimum);
  expect(eventBytesMinimum(scenario(input), dialect, "by-hand")).toBe(dialect === "openai" ? minimum + 3 : minimum);
});

test("an id leads back to its origin", () => {
  expect(originOfId(answerId("openai", "r1.2"))).toBe("r1.2");
  expect(originOfId(answerId("anthropic", "r1.2"))).toBe("r1.2");
});

test.each(["openai", "anthropic"] as const)(
  "%s: Content-Length announces what a whole answer has, and what an early but proper end has",
  (dialect) => {
    const sum = (input: ScenarioInput, tokens: number) =>
      Array.from({ length: tokens }, (_, index) => encoder(input, dialect).token(index + 1).length).reduce(
        (total, bytes) => total + bytes,
        encoder(input, dialect).head(USAGE).length,
      );
    const bytes = (input: ScenarioInput) => bodyBytes(scenario(input), encoder(input, dialect), USAGE);
    expect(bytes({ tokens: 5 })).toBe(sum({ tokens: 5 }, 5) + encoder({ tokens: 5 }, dialect).tail(USAGE).length);
    expect(bytes({ tokens: 5, cut: { afterToken: 2, how: "end" } })).toBe(sum({ tokens: 5 }, 2));
    expect(bytes({ tokens: 5, cut: { afterToken: 2, how: "close" } })).toBe(bytes({ tokens: 5 }));
  },
);

test("format text: lines, put together with a space between them, are the text", () => {
  const input: ScenarioInput = { tokens: 400, format: "text", eventBytes: 40 };
  const lines = Array.from({ length: 400 }, (_, index) => event(input, index + 1));
  expect(lines.every((line) => /^[^\n]+\n$/u.test(line))).toBe(true);
  const expected = Array.from({ length: 400 }, (_, index) => tokenTexts(scenario(input))(index + 1)).join("");
  expect(lines.map((line) => line.trim()).join(" ")).toBe(expected);
});
