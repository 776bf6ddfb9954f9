import type { Scenario } from "../scenario.ts";
import { NDJSON_DONE, SSE_DONE } from "../wire.ts";
import type { Events, Usage } from "./events.ts";

/**
 * Chat Completions chunks (https://platform.openai.com/docs/api-reference/chat/streaming), with two differences: each has the token's number
 * (`seq`), and there is no chunk without text: the role is left out, and the last token carries `finish_reason` itself. Padding is a field
 * `pad`. In format `ndjson` a chunk stands on a line; in `text` the bare token does, padded with spaces.
 */
export function openaiEvents(scenario: Scenario, id: string, createdS: number): Events {
  const { format, tokens } = scenario;
  const frame = format === "sse" ? (data: string) => `data: ${data}\n\n` : (data: string) => `${data}\n`;
  const start = `{"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${createdS},"model":"mock-llm"`;
  const chunk = (seq: number, text: string, padBytes: number | null): string => {
    const finish = seq === tokens ? '"stop"' : "null";
    const pad = padBytes === null ? "" : `,"pad":"${"x".repeat(padBytes)}"`;
    const delta = `{"content":${JSON.stringify(text)}}`;
    return `${start},"seq":${seq},"choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${pad}}`;
  };
  const end = { sse: frame(SSE_DONE), ndjson: frame(NDJSON_DONE), text: "" }[format];
  return {
    head: () => "",
    before: () => "",
    token: (seq, text, padBytes) =>
      frame(format === "text" ? text.trimStart() + " ".repeat(padBytes ?? 0) : chunk(seq, text, padBytes)),
    tail: (usage) =>
      (usage.wanted && format !== "text"
        ? frame(`${start},"choices":[],"usage":${JSON.stringify(openaiUsage(usage))}}`)
        : "") + end,
  };
}

/** OpenAI's usage object. */
export function openaiUsage({ promptTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
