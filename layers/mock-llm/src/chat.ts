import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";
import { Answer } from "./answer.ts";
import { readBody } from "./body.ts";
import { nowNs } from "./clock.ts";
import { DocumentOutput } from "./document.ts";
import { parseJson, parseWith, RequestError } from "./errors.ts";
import type { Usage } from "./events.ts";
import type { Pacer } from "./pacer.ts";
import type { Runs } from "./runs.ts";
import { tokensSent } from "./schedule.ts";
import { StreamOutput } from "./stream.ts";

/** What of OpenAI's request matters here; every other field is accepted and ignored, since the scenario decides. */
const ChatRequest = v.looseObject({
  messages: v.optional(v.array(v.looseObject({ content: v.optional(v.unknown()) })), []),
  stream: v.optional(v.nullable(v.boolean())),
  stream_options: v.optional(v.nullable(v.looseObject({ include_usage: v.optional(v.boolean()) }))),
  user: v.optional(v.string()),
});
type ChatRequest = v.InferOutput<typeof ChatRequest>;

/** `<run>` or `<run>:<reader>`; any other `user` (an e-mail address, say) names no run. */
const USER = /^([A-Za-z0-9._-]{1,100})(?::([A-Za-z0-9._-]{1,100}))?$/;

/**
 * Answers `POST /v1/chat/completions`, and `GET /v1/chat/completions?user=...` for readers that cannot post (EventSource).
 * @throws RequestError 400 for a body that OpenAI would refuse as well
 */
export async function chat(
  req: IncomingMessage,
  res: ServerResponse,
  query: URLSearchParams,
  runs: Runs,
  pacer: Pacer,
): Promise<void> {
  const request = req.method === "GET" ? fromQuery(query) : await fromBody(req);
  const requestAtNs = nowNs();
  const [, runId = null, reader = null] = USER.exec(request.user ?? "") ?? [];
  const run = runs.forRequest(runId);
  if (request.stream !== true && run.scenario.lockstep !== undefined)
    throw new RequestError(400, `stream: run ${run.id} is in lockstep, which needs true`, { path: "stream" });

  const log = run.open(reader, requestAtNs);
  const id = `chatcmpl-${run.id}.${log.generation}`;
  const usage = countUsage(request, tokensSent(run.scenario));
  const output =
    request.stream === true
      ? new StreamOutput(res, run.scenario, id, request.stream_options?.include_usage === true ? usage : null)
      : new DocumentOutput(res, run.scenario, id, usage);
  const answer = new Answer(run, log, output, pacer);
  res.on("close", () => answer.closed());
}

function fromQuery(query: URLSearchParams): ChatRequest {
  return { messages: [], stream: true, user: query.get("user") ?? "" };
}

async function fromBody(req: IncomingMessage): Promise<ChatRequest> {
  return parseWith(
    ChatRequest,
    parseJson(await readBody(req)),
    "see https://platform.openai.com/docs/api-reference/chat/create",
  );
}

/** A word of the prompt counts as a token, as a word of the answer does. */
function countUsage(request: ChatRequest, completion: number): Usage {
  const words = request.messages.flatMap(
    ({ content }) => (typeof content === "string" ? content.match(/\S+/gu) : null) ?? [],
  );
  return { prompt_tokens: words.length, completion_tokens: completion, total_tokens: words.length + completion };
}
