import type { IncomingMessage, ServerResponse } from "node:http";
import { answerId, createEncoder } from "../../../src/model/encode/encoder.ts";
import type { Usage } from "../../../src/model/encode/events.ts";
import type { Generation } from "../../../src/model/scenario.ts";
import { originName, parseUser } from "../../../src/model/wire.ts";
import type { Dialect } from "../../../src/model/words.ts";
import { Answer } from "./answer.ts";
import { readBody } from "./body.ts";
import { nowNs } from "./clock.ts";
import { DocumentOutput } from "./document.ts";
import { RequestError } from "./errors.ts";
import { refusal } from "./limits.ts";
import type { Pacer } from "./pacer.ts";
import { parseRequest, requestFromQuery } from "./requests.ts";
import type { Runs } from "./runs.ts";
import { StreamOutput } from "./stream.ts";

/** A request for an answer, and what answers it. */
export interface Asking {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly query: URLSearchParams;
  readonly runs: Runs;
  readonly pacer: Pacer;
}

/**
 * Answers `POST /v1/chat/completions` and `POST /v1/messages`; and `GET /v1/chat/completions?user=...` for readers that cannot post.
 * @throws RequestError 400 for a body that the real API would refuse, and for a scenario that the dialect cannot write
 */
export async function generate({ req, res, query, runs, pacer }: Asking, dialect: Dialect): Promise<void> {
  const asked = req.method === "GET" ? requestFromQuery(query) : parseRequest(dialect, await readBody(req));
  const requestAtNs = nowNs();
  const { runId, reader } = parseUser(asked.user);
  const run = runs.forRequest(runId);
  const part = run.partOf(reader);
  const [problem] = part.problems(dialect);
  if (problem !== undefined) throw refusal(problem, `run ${run.id} cannot be answered in dialect ${dialect}: `);
  if (!asked.stream && part.scenario.lockstep !== undefined)
    throw new RequestError(400, `stream: run ${run.id} is in lockstep, which needs true`, { path: "stream" });

  const log = run.open({ reader, requestAtNs, request: requestLine(req), dialect });
  const id = answerId(dialect, originName(run.id, log.generation));
  const usage: Usage = {
    promptTokens: asked.promptTokens,
    completionTokens: part.tokens,
    wanted: asked.usageWanted,
  };
  const createdS = Math.floor(Date.now() / 1000);
  const output = asked.stream
    ? new StreamOutput(res, part.scenario, createEncoder(part.scenario, dialect, id, createdS), usage)
    : new DocumentOutput(res, part.scenario, dialect, id, usage);
  const answer = new Answer(run, part, log, output, pacer);
  res.on("close", () => answer.closed());
}

/** The request as it came, past every layer: node's header names in lower case, repeated ones joined as RFC 9110 5.3 does. */
function requestLine(req: IncomingMessage): Generation["request"] {
  const headers = Object.entries(req.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return {
    method: req.method ?? "",
    target: req.url ?? "",
    httpVersion: req.httpVersion,
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}
