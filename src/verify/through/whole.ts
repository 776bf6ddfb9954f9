import type { Dialect } from "../../model/words.ts";

/** Tokens of an answer that is given whole. */
export const WHOLE_TOKENS = 24;

/** An answer that is not streamed, as far as clients look at it. @param text all its words */
export function wholeOf(dialect: Dialect, id: string, text: string): object {
  return WHOLES[dialect](id, text);
}

const WHOLES: Record<Dialect, (id: string, text: string) => object> = {
  openai: (id, content) => ({
    ...{ id: `chatcmpl-${id}`, object: "chat.completion", created: Math.floor(Date.now() / 1000), model: "mock-llm" },
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: WHOLE_TOKENS, total_tokens: WHOLE_TOKENS + 1 },
  }),
  anthropic: (id, text) => ({
    ...{ id: `msg_${id}`, type: "message", role: "assistant", model: "mock-llm" },
    ...{ content: [{ type: "text", text }], stop_reason: "end_turn", stop_sequence: null },
    usage: { input_tokens: 1, output_tokens: WHOLE_TOKENS },
  }),
};
