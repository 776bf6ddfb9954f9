import type { Scenario } from "../scenario.ts";
import type { Events } from "./events.ts";

/** A ping stands before every so many tokens. The API sends them at times of its own; here they are counted, so that the bytes repeat. */
export const PING_EVERY = 8;

/**
 * Messages events (https://platform.claude.com/docs/en/build-with-claude/streaming), nothing of our own in them but the field `pad` where an
 * event is padded: a token is known by its text.
 */
export function anthropicEvents(_scenario: Scenario, id: string): Events {
  const ping = event("ping", "");
  return {
    head: ({ promptTokens }) => {
      const message =
        `{"id":${JSON.stringify(id)},"type":"message","role":"assistant","model":"mock-llm","content":[],` +
        `"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":${promptTokens},"output_tokens":1}}`;
      return (
        event("message_start", `,"message":${message}`) +
        event("content_block_start", ',"index":0,"content_block":{"type":"text","text":""}') +
        ping
      );
    },
    before: (seq) => (seq > 1 && (seq - 1) % PING_EVERY === 0 ? ping : ""),
    token: (_seq, text, padBytes) => {
      const pad = padBytes === null ? "" : `,"pad":"${"x".repeat(padBytes)}"`;
      return event(
        "content_block_delta",
        `,"index":0,"delta":{"type":"text_delta","text":${JSON.stringify(text)}}${pad}`,
      );
    },
    tail: ({ completionTokens }) =>
      event("content_block_stop", ',"index":0') +
      event(
        "message_delta",
        `,"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":${completionTokens}}`,
      ) +
      event("message_stop", ""),
  };
}

/** One event: its name twice, as the API has it, and the rest of its data's fields. */
function event(name: string, fields: string): string {
  return `event: ${name}\ndata: {"type":"${name}"${fields}}\n\n`;
}
