import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readBody } from "./body.ts";
import { chat } from "./chat.ts";
import { nowNs } from "./clock.ts";
import { parseJson, RequestError, sendError, sendJson } from "./errors.ts";
import { parseScenario } from "./limits.ts";
import { Pacer } from "./pacer.ts";
import { WAIT_LIMIT_MS } from "./run.ts";
import { Runs } from "./runs.ts";

const RUN_ROUTE = /^\/runs\/([A-Za-z0-9._-]{1,100})(?:\/(acks|sent|ended)(?:\/(\d{1,6}))?)?$/;

/** The mock LLM as an HTTP server that does not listen yet. */
export function createMock(): Server {
  const runs = new Runs();
  const pacer = new Pacer();
  // Proxies keep connections to us: an idle one that we close may meet their next request.
  const server = createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (req, res) => {
    res.on("error", () => {}); // A write to a reader that has just gone; its close event is what counts.
    answer(req, res, runs, pacer).catch((error: unknown) => refuse(req, res, error));
  });
  return server;
}

async function answer(req: IncomingMessage, res: ServerResponse, runs: Runs, pacer: Pacer): Promise<void> {
  const url = new URL(req.url ?? "/", "http://mock-llm");
  if (url.pathname === "/healthz") return sendJson(res, 200, { ok: true });
  if (url.pathname === "/v1/chat/completions") {
    allow(req, "GET", "POST");
    return chat(req, res, url.searchParams, runs, pacer);
  }
  const [matched, id, action, number] = RUN_ROUTE.exec(url.pathname) ?? [];
  if (matched === undefined || id === undefined)
    throw new RequestError(404, `no ${url.pathname} here`, { hint: "layers/mock-llm/README.md lists what there is" });
  if (action === undefined) return programOrShow(req, res, id, runs);
  allow(req, action === "acks" ? "PUT" : "GET");
  if (action === "ended") return sendJson(res, 200, await bounded(res, (signal) => runs.get(id).untilEnded(signal)));
  const seq = Number(number);
  if (!(seq >= 1))
    throw new RequestError(400, `${url.pathname} does not name a token`, { hint: "tokens count from 1" });
  if (action === "sent") return sendJson(res, 200, await bounded(res, (signal) => runs.get(id).untilSent(seq, signal)));
  runs.get(id).acknowledge(seq);
  res.writeHead(204).end();
}

async function programOrShow(req: IncomingMessage, res: ServerResponse, id: string, runs: Runs): Promise<void> {
  allow(req, "GET", "PUT");
  if (req.method === "GET") return sendJson(res, 200, runs.get(id).log());
  const scenario = parseScenario(parseJson(await readBody(req)), id);
  runs.program(id, scenario);
  sendJson(res, 201, { runId: id, nowNs: nowNs(), scenario });
}

/** Waits at most two minutes, and no longer than the caller does. */
async function bounded<T>(res: ServerResponse, wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  res.on("close", () => gone.abort());
  const limit = AbortSignal.timeout(WAIT_LIMIT_MS);
  try {
    return await wait(AbortSignal.any([gone.signal, limit]));
  } catch (error) {
    if (limit.aborted)
      throw new RequestError(408, `it has not happened within ${WAIT_LIMIT_MS / 1000} s`, { hint: "ask again" });
    throw error;
  }
}

function allow(req: IncomingMessage, ...methods: string[]): void {
  if (!methods.includes(req.method ?? ""))
    throw new RequestError(405, `${req.method} is not for this address`, { hint: `use ${methods.join(" or ")}` });
}

function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return;
  if (error instanceof RequestError) return sendError(res, error);
  if (req.destroyed && !req.complete) return; // The caller left in the middle of its request.
  process.stderr.write(`mock-llm: ${req.method} ${req.url}: ${(error as Error).stack}\n`);
  sendError(res, new RequestError(500, `${(error as Error).message}`));
}
