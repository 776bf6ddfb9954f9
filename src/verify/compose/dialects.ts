import * as v from "valibot";
import { createEncoder } from "../../model/encode/encoder.ts";
import { Scenario } from "../../model/scenario.ts";
import { DIALECT_TARGETS, type Dialect as Name } from "../../model/words.ts";
import type { Dialect } from "../cell.ts";
import { wholeOf } from "../through/whole.ts";

/** The APIs in which a stack's app may ask its model: those of mock-llm, as it writes them, and two more. */
export function dialectsOfModel(): Dialect[] {
  return [...(Object.keys(DIALECT_TARGETS) as Name[]).map(ofMock), RESPONSES, ...OLLAMA];
}

const USAGE = { promptTokens: 1, completionTokens: 1, wanted: false };
const CREATED_S = 1_760_000_000;

function ofMock(name: Name): Dialect {
  // the one in the middle: neither the first token nor the last is written as all others are
  const scenario = v.parse(Scenario, { tokens: 3, text: "first WORD last" });
  const encoder = createEncoder(scenario, name, "lab", CREATED_S);
  return {
    ...{ path: DIALECT_TARGETS[name].replace(/^\/v1/, ""), contentType: "text/event-stream", streams: false },
    head: encoder.head(USAGE).toString(),
    token: encoder.token(2).toString().replace('"seq":2,', ""),
    tail: encoder.tail(USAGE).toString(),
    whole: JSON.stringify(wholeOf(name, "lab", "ok")),
  };
}

const ITEM = { id: "msg_lab", type: "message", role: "assistant" };
const PART = { type: "output_text", annotations: [] };
const AT = { item_id: "msg_lab", output_index: 0, content_index: 0 };
const RESPONSE = {
  ...{ id: "resp_lab", object: "response", created_at: CREATED_S, model: "mock-llm", error: null },
  ...{ parallel_tool_calls: true, tool_choice: "auto", tools: [], metadata: {} },
};
const DONE = { ...ITEM, status: "completed", content: [{ ...PART, text: "ok" }] };
const WHOLE_RESPONSE = {
  ...{ ...RESPONSE, status: "completed", output: [DONE] },
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
};

function event(type: string, fields: object): string {
  const data = JSON.stringify({ type: `response.${type}`, sequence_number: "NUMBER", ...fields });
  return `event: response.${type}\ndata: ${data.replace('"NUMBER"', "NUMBER")}\n\n`;
}

/** OpenAI's Responses (developers.openai.com, "Streaming events"). It has no end marker. */
const RESPONSES: Dialect = {
  ...{ path: "/responses", contentType: "text/event-stream", streams: false },
  head: [
    event("created", { response: { ...RESPONSE, status: "in_progress", output: [] } }),
    event("output_item.added", { output_index: 0, item: { ...ITEM, status: "in_progress", content: [] } }),
    event("content_part.added", { ...AT, part: { ...PART, text: "" } }),
  ].join(""),
  token: event("output_text.delta", { ...AT, delta: " WORD", logprobs: [] }),
  tail: [
    event("output_text.done", { ...AT, text: "ok", logprobs: [] }),
    event("content_part.done", { ...AT, part: { ...PART, text: "ok" } }),
    event("output_item.done", { output_index: 0, item: DONE }),
    event("completed", { response: WHOLE_RESPONSE }),
  ].join(""),
  whole: JSON.stringify(WHOLE_RESPONSE),
};

/** Ollama's own (docs.ollama.com, "Streaming"): a document a line, and a stream unless it is refused. */
const OLLAMA: readonly Dialect[] = [
  ollama("/api/chat", (content) => ({ message: { role: "assistant", content } })),
  ollama("/api/generate", (response) => ({ response })),
];

function ollama(path: string, saying: (text: string) => object): Dialect {
  const line = (text: string, end: object): string =>
    JSON.stringify({ model: "mock-llm", created_at: "2025-10-09T08:53:20Z", ...saying(text), ...end });
  const done = { done: true, done_reason: "stop", total_duration: 1, eval_count: 1 };
  return {
    ...{ path, contentType: "application/x-ndjson", streams: true },
    ...{ head: "", token: `${line(" WORD", { done: false })}\n`, tail: `${line("", done)}\n`, whole: line("ok", done) },
  };
}
