import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as v from "valibot";
import { ReadPlan } from "../src/model/reader.ts";
import type { OpenRead } from "./client.ts";
import { ReaderFailure } from "./failure.ts";
import { read } from "./read.ts";
import { tryOnce } from "./ready.ts";

/** The body of `POST /ready`. */
const ReadyQuestion = v.strictObject({
  url: v.pipe(v.string(), v.url()),
  timeoutMs: v.pipe(v.number(), v.minValue(1), v.maxValue(60_000)),
});

const isHttp = (url: string | null): boolean => url === null || /^https?:$/.test(URL.parse(url)?.protocol ?? "");
const NO_URL = "must be an http or https URL";
/** The body of `POST /read`. */
const Plan = v.pipe(
  ReadPlan,
  v.forward(
    v.check(({ url }) => isHttp(url), NO_URL),
    ["url"],
  ),
  v.forward(
    v.check(({ ackUrl }) => isHttp(ackUrl), NO_URL),
    ["ackUrl"],
  ),
  v.forward(
    v.check(({ dialect, format }) => dialect === "openai" || format === "sse", "the anthropic dialect is sse only"),
    ["format"],
  ),
);

/** Pieces are reported so often at most, ms: often enough for the eye, rare enough to leave the reads alone. */
const PROGRESS_MS = 50;

type Routes = Record<string, (incoming: IncomingMessage, outgoing: ServerResponse) => void | Promise<void>>;

const routesOf = (open: OpenRead): Routes => ({
  "GET /healthz": (_incoming, outgoing) => answer(outgoing, 200, { ok: true }),
  "POST /ready": async (incoming, outgoing) => {
    const { url, timeoutMs } = v.parse(ReadyQuestion, await json(incoming));
    answer(outgoing, 200, await tryOnce(new URL(url), timeoutMs));
  },
  "POST /read": async (incoming, outgoing) => followRead(v.parse(Plan, await json(incoming)), open, outgoing),
});

/** Answers a plan with NDJSON: pieces as they come, at last the record (or the error that kept the reader from one). */
async function followRead(plan: ReadPlan, open: OpenRead, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  outgoing.writeHead(200, { "content-type": "application/x-ndjson" });
  let pieces: [seq: number | null, atNs: number][] = [];
  const progress = (): void => {
    if (pieces.length > 0) line(outgoing, { pieces });
    pieces = [];
  };
  const timer = setInterval(progress, PROGRESS_MS);
  try {
    const record = await read(
      plan,
      open,
      (more) => pieces.push(...more.map(({ seq, atNs }) => [seq, atNs] as [number | null, number])),
      gone.signal,
    );
    progress();
    line(outgoing, { record });
  } catch (error) {
    if (!gone.signal.aborted) line(outgoing, { error: describe(error) });
  } finally {
    clearInterval(timer);
    outgoing.end();
  }
}

function line(outgoing: ServerResponse, value: unknown): void {
  outgoing.write(`${JSON.stringify(value)}\n`);
}

function answer(outgoing: ServerResponse, status: number, value: unknown): void {
  outgoing.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(value)}\n`);
}

function describe(error: unknown): { code: string; message: string; path?: string } {
  if (error instanceof v.ValiError) {
    const issue = error.issues[0];
    return { code: "bad_request", message: issue.message, path: v.getDotPath(issue) ?? "(root)" };
  }
  if (error instanceof SyntaxError) return { code: "bad_request", message: error.message, path: "(root)" };
  return { code: error instanceof ReaderFailure ? error.code : "internal", message: String((error as Error).message) };
}

async function route(routes: Routes, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const key = `${incoming.method} ${incoming.url}`;
  try {
    const handle = routes[key];
    if (handle) await handle(incoming, outgoing);
    else
      answer(outgoing, 404, {
        error: { code: "not_found", message: `${key}: none of ${Object.keys(routes).join(", ")}` },
      });
  } catch (error) {
    const description = describe(error);
    answer(outgoing, description.code === "bad_request" ? 400 : 500, { error: description });
  }
}

/** The control server of a reader (README.md) whose reads `open` carries out. It does not listen yet. */
export function createReader(open: OpenRead): Server {
  const routes = routesOf(open);
  return createServer((incoming, outgoing) => void route(routes, incoming, outgoing));
}
