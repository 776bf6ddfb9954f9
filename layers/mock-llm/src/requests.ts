import * as v from "valibot";
import type { Dialect } from "../../../src/model/words.ts";
import { parseJson, parseWith } from "./errors.ts";

/** What of a request matters here, whichever the dialect. */
export interface ModelRequest {
  readonly stream: boolean;
  /** Names run and reader (src/model/wire.ts, parseUser). */
  readonly user: string | undefined;
  /** A word of the prompt counts as a token, as a word of the answer does. */
  readonly promptTokens: number;
  /** Usage was asked for, in dialects where one has to. */
  readonly usageWanted: boolean;
}

const Messages = v.optional(v.array(v.looseObject({ content: v.optional(v.unknown()) })), []);
const Stream = v.optional(v.nullable(v.boolean()));

/** Every other field of a request is accepted and ignored, since the scenario decides. */
const OpenaiRequest = v.looseObject({
  messages: Messages,
  stream: Stream,
  stream_options: v.optional(v.nullable(v.looseObject({ include_usage: v.optional(v.boolean()) }))),
  user: v.optional(v.string()),
});
const AnthropicRequest = v.looseObject({
  messages: Messages,
  stream: Stream,
  metadata: v.optional(v.nullable(v.looseObject({ user_id: v.optional(v.nullable(v.string())) }))),
});

/**
 * The request of a body.
 * @throws RequestError 400 for a body that the real API would refuse as well
 */
export function parseRequest(dialect: Dialect, body: string): ModelRequest {
  const input = parseJson(body);
  switch (dialect) {
    case "openai": {
      const request = parseWith(OpenaiRequest, input, "see https://platform.openai.com/docs/api-reference/chat/create");
      const usageWanted = request.stream_options?.include_usage === true;
      return { ...common(request), user: request.user, usageWanted };
    }
    case "anthropic": {
      const request = parseWith(AnthropicRequest, input, "see https://platform.claude.com/docs/en/api/messages");
      return { ...common(request), user: request.metadata?.user_id ?? undefined, usageWanted: true };
    }
  }
}

/** The request of a reader that cannot post (EventSource): always streamed. */
export function requestFromQuery(query: URLSearchParams): ModelRequest {
  return { stream: true, user: query.get("user") ?? undefined, promptTokens: 0, usageWanted: false };
}

type Common = Pick<v.InferOutput<typeof OpenaiRequest>, "messages" | "stream">;

function common({ messages, stream }: Common): Pick<ModelRequest, "stream" | "promptTokens"> {
  const words = messages.flatMap(({ content }) => (typeof content === "string" ? content.match(/\S+/gu) : null) ?? []);
  return { stream: stream === true, promptTokens: words.length };
}
