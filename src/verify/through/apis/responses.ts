import { nowS } from "./api.ts";
import type { Api, Words } from "./api.ts";

const ITEM = "msg_lab";

/** OpenAI's responses (https://platform.openai.com/docs/api-reference/responses): events with a number each, and no `[DONE]`. */
export const responses: Api = {
  name: "responses",
  path: /\/responses$/u,
  contentType: "text/event-stream",
  streams: ({ stream }) => stream === true,
  wantsUsage: () => true,
  encoder: (words) => {
    const all = words.text.split(" ");
    const token = (seq: number): string => `${seq === 1 ? "" : " "}${all[seq - 1] ?? ""}`;
    const place = { item_id: ITEM, output_index: 0, content_index: 0 };
    return {
      head: () =>
        eventsFrom(0, [
          { type: "response.created", response: responseOf(words, null) },
          { type: "response.in_progress", response: responseOf(words, null) },
          { type: "response.output_item.added", output_index: 0, item: messageOf(null) },
          { type: "response.content_part.added", ...place, part: partOf("") },
        ]),
      token: (seq) =>
        eventsFrom(HEAD_EVENTS + seq - 1, [
          { type: "response.output_text.delta", ...place, delta: token(seq), logprobs: [] },
        ]),
      // the text is said again, as often as the API says it
      tail: ({ completionTokens }) => {
        const text = all.slice(0, completionTokens).join(" ");
        return eventsFrom(HEAD_EVENTS + completionTokens, [
          { type: "response.output_text.done", ...place, text, logprobs: [] },
          { type: "response.content_part.done", ...place, part: partOf(text) },
          { type: "response.output_item.done", output_index: 0, item: messageOf(text) },
          { type: "response.completed", response: responseOf({ ...words, tokens: completionTokens }, text) },
        ]);
      },
    };
  },
  whole: (words) => responseOf(words, words.text),
};

/** Events before the first word. */
const HEAD_EVENTS = 4;

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

function eventsFrom(first: number, events: readonly Event[]): Buffer {
  const lines = events.map((event, index) => {
    const data = JSON.stringify({ ...event, sequence_number: first + index });
    return `event: ${event.type}\ndata: ${data}\n\n`;
  });
  return Buffer.from(lines.join(""));
}

function partOf(text: string): object {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

/** @param text null: not finished */
function messageOf(text: string | null): object {
  const status = text === null ? "in_progress" : "completed";
  return { id: ITEM, type: "message", role: "assistant", status, content: text === null ? [] : [partOf(text)] };
}

/** @param text null: not finished */
function responseOf({ id, tokens }: Words, text: string | null): object {
  return {
    ...{ id: `resp_${id}`, object: "response", created_at: nowS(), model: "mock-llm" },
    ...{ status: text === null ? "in_progress" : "completed", error: null, incomplete_details: null },
    ...{ instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, top_p: 1 },
    ...{ tool_choice: "auto", tools: [], output: text === null ? [] : [messageOf(text)] },
    usage:
      text === null
        ? null
        : {
            ...{ input_tokens: 1, input_tokens_details: { cached_tokens: 0 }, total_tokens: tokens + 1 },
            ...{ output_tokens: tokens, output_tokens_details: { reasoning_tokens: 0 } },
          },
  };
}
