import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { CONTROL } from "../../../src/model/wire.ts";
import { DIALECT_TARGETS, type Dialect } from "../../../src/model/words.ts";
import { readBody } from "./body.ts";
import { nowNs } from "./clock.ts";
import { parseJson, RequestError, sendError, sendJson } from "./errors.ts";
import { generate, type Asking } from "./generate.ts";
import { parseProgram } from "./limits.ts";
import { Pacer } from "./pacer.ts";
import { tellProgress } from "./progress.ts";
import { Runs } from "./runs.ts";

/** No experiment waits longer for anything than an HTTP client does. */
const WAIT_LIMIT_MS = 120_000;

/** One request, and what it is about. */
interface Call extends Asking {
  /** The run and the number that the address names; "" and NaN where it has none. */
  readonly id: string;
  readonly number: number;
}

interface Route {
  readonly address: RegExp;
  /** Null: any. */
  readonly methods: readonly string[] | null;
  answer(call: Call): void | Promise<void>;
}

/** @param address with `<id>` for a run's name and, at the end, 0 for a number */
function route(address: string, methods: Route["methods"], answer: Route["answer"]): Route {
  const pattern = address.replace("<id>", "(?<id>[A-Za-z0-9._-]{1,100})").replace(/\/0$/u, "/(?<number>\\d{1,9})");
  return { address: new RegExp(`^${pattern}$`, "u"), methods, answer };
}

const ROUTES: readonly Route[] = [
  route("/healthz", null, ({ res }) => sendJson(res, 200, { ok: true })),
  route("/v1/models", ["GET"], ({ res }) => sendJson(res, 200, { object: "list", data: [MODEL] })),
  route(DIALECT_TARGETS.openai, ["GET", "POST"], (call) => generate(call, "openai")),
  route(DIALECT_TARGETS.anthropic, ["POST"], (call) => generate(call, "anthropic")),
  route(CONTROL.run("<id>"), ["GET", "PUT"], programOrShow),
  route(`${CONTROL.acks("<id>")}/0`, ["PUT"], ({ res, runs, id, number }) => {
    runs.get(id).acknowledge(token(number));
    res.writeHead(204).end();
  }),
  route(`${CONTROL.acksText("<id>")}/0`, ["PUT"], ({ res, runs, id, number }) => {
    runs.get(id).acknowledgeText(number);
    res.writeHead(204).end();
  }),
  route(CONTROL.sent("<id>", 0), ["GET"], async ({ res, runs, id, number }) => {
    const seq = token(number);
    sendJson(res, 200, await bounded(res, (signal) => runs.get(id).untilSent(seq, signal)));
  }),
  route(CONTROL.ended("<id>"), ["GET"], async ({ res, runs, id }) => {
    const run = runs.get(id);
    await bounded(res, (signal) => run.untilEnded(signal));
    sendJson(res, 200, run.log());
  }),
  route(CONTROL.progress("<id>"), ["GET"], ({ res, runs, id }) => tellProgress(res, runs.get(id), untilGone(res))),
];

/** SDKs ask which models there are (https://platform.openai.com/docs/api-reference/models/list). */
const MODEL = { id: "mock-llm", object: "model", created: 1_700_000_000, owned_by: "buffering-lab" };

/** The mock LLM as an HTTP server that does not listen yet. */
export function createMock(): Server {
  const runs = new Runs();
  const pacer = new Pacer();
  // Proxies keep connections to us: an idle one that we close may meet their next request.
  return createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (req, res) => {
    res.on("error", () => {}); // A write to a reader that has just gone; its close event is what counts.
    answer(req, res, runs, pacer).catch((error: unknown) => refuse(req, res, error));
  });
}

async function answer(req: IncomingMessage, res: ServerResponse, runs: Runs, pacer: Pacer): Promise<void> {
  const { pathname, searchParams: query } = new URL(req.url ?? "/", "http://mock-llm");
  for (const { address, methods, answer } of ROUTES) {
    const names = address.exec(pathname);
    if (names === null) continue;
    if (methods !== null && !methods.includes(req.method ?? ""))
      throw new RequestError(405, `${req.method} is not for this address`, { hint: `use ${methods.join(" or ")}` });
    const { id = "", number } = names.groups ?? {};
    return answer({ req, res, query, runs, pacer, id, number: Number(number) });
  }
  throw new RequestError(404, `no ${pathname} here`, { hint: "layers/mock-llm/README.md lists what there is" });
}

async function programOrShow({ req, res, runs, id }: Call): Promise<void> {
  if (req.method === "GET") return sendJson(res, 200, runs.get(id).log());
  const { readers, ...scenario } = parseProgram(parseJson(await readBody(req)), id);
  runs.program(id, { ...scenario, readers });
  sendJson(res, 201, { runId: id, nowNs: nowNs(), scenario, readers });
}

/** @throws RequestError 400 for 0 */
function token(number: number): number {
  if (number >= 1) return number;
  throw new RequestError(400, `${number} does not name a token`, { hint: "tokens count from 1" });
}

/** Aborted when the caller has gone. */
function untilGone(res: ServerResponse): AbortSignal {
  const gone = new AbortController();
  res.on("close", () => gone.abort());
  return gone.signal;
}

/**
 * Waits at most two minutes, and no longer than the caller does.
 * @throws RequestError 408
 */
async function bounded<T>(res: ServerResponse, wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(WAIT_LIMIT_MS);
  try {
    return await wait(AbortSignal.any([untilGone(res), limit]));
  } catch (error) {
    if (limit.aborted)
      throw new RequestError(408, `it has not happened within ${WAIT_LIMIT_MS / 1000} s`, { hint: "ask again" });
    throw error;
  }
}

function refuse(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const dialect: Dialect = req.url?.startsWith(DIALECT_TARGETS.anthropic) ? "anthropic" : "openai";
  if (error instanceof RequestError) return sendError(res, error, dialect);
  if (req.destroyed && !req.complete) return; // The caller left in the middle of its request.
  process.stderr.write(`mock-llm: ${req.method} ${req.url}: ${(error as Error).stack}\n`);
  sendError(res, new RequestError(500, `${(error as Error).message}`), dialect);
}
