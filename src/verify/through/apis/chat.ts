import * as v from "valibot";
import { answerId, createEncoder } from "../../../model/encode/encoder.ts";
import type { Encoder } from "../../../model/encode/encoder.ts";
import { Scenario } from "../../../model/scenario.ts";
import type { Dialect } from "../../../model/words.ts";
import { nowS } from "./api.ts";
import type { Api, Words } from "./api.ts";

/** The events that the mock of the experiments writes, too. */
function encoderOf(dialect: Dialect): (words: Words) => Encoder {
  return ({ tokens, text }) =>
    createEncoder(v.parse(Scenario, { tokens, text }), dialect, answerId(dialect, "lab"), nowS());
}

/** OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat), which many others offer too. */
export const openai: Api = {
  name: "openai",
  path: /\/chat\/completions$/u,
  contentType: "text/event-stream",
  streams: ({ stream }) => stream === true,
  wantsUsage: ({ stream_options }) =>
    (stream_options as { include_usage?: unknown } | null | undefined)?.include_usage === true,
  encoder: encoderOf("openai"),
  whole: ({ id, text, tokens }) => ({
    ...{ id: answerId("openai", id), object: "chat.completion", created: nowS(), model: "mock-llm" },
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: tokens, total_tokens: tokens + 1 },
  }),
};

/** Anthropic's messages (https://platform.claude.com/docs/en/api/messages). */
export const anthropic: Api = {
  name: "anthropic",
  path: /\/messages$/u,
  contentType: "text/event-stream",
  streams: ({ stream }) => stream === true,
  wantsUsage: () => true,
  encoder: encoderOf("anthropic"),
  whole: ({ id, text, tokens }) => ({
    ...{ id: answerId("anthropic", id), type: "message", role: "assistant", model: "mock-llm" },
    ...{ content: [{ type: "text", text }], stop_reason: "end_turn", stop_sequence: null },
    usage: { input_tokens: 1, output_tokens: tokens },
  }),
};
