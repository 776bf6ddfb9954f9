import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LabError } from "../../model/error.ts";
import { presents, sayAddress } from "./address.ts";
import type { ModelAddress } from "./address.ts";
import { apiOf } from "./apis/index.ts";
import type { Api, Fields } from "./apis/index.ts";
import { Question } from "./question.ts";

const BODY_LIMIT_BYTES = 4 << 20;
const MODELS = { object: "list", data: [{ id: "mock-llm", object: "model", created: 1_700_000_000, owned_by: "lab" }] };

/** The lab's model at the end of somebody's path: it answers each API that it knows, and nothing but what it is asked for. */
export class Model {
  readonly #token: string | null;
  readonly #server: Server;
  #question = new Question();

  private constructor(token: string | null) {
    this.#token = token;
    // proxies keep connections: an idle one that is closed here may meet their next request
    this.#server = createServer({ noDelay: true, keepAliveTimeout: 120_000 }, (req, res) => {
      this.#answer(req, res).catch(() => res.destroy());
    });
  }

  /** @throws LabError usage, where it cannot listen */
  static async listen({ host, port, token }: ModelAddress): Promise<Model> {
    const model = new Model(token);
    try {
      await once(model.#server.listen({ host, port }), "listening");
    } catch (error) {
      const observed = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new LabError("usage", `the lab's model cannot listen at ${sayAddress(host, port)}`, {
        ...{ observed, hint: "--model 127.0.0.1:9001", cause: error },
      });
    }
    return model;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on requests belong to this question. @param patienceMs see lockstep */
  question(patienceMs: number): Question {
    return (this.#question = new Question(patienceMs));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const question = this.#question;
    const { pathname } = new URL(req.url ?? "/", "http://model");
    const api = apiOf(pathname);
    const posts = req.method === "POST";
    if (this.#token !== null && !presents(req.headers, this.#token)) {
      if (posts) question.refused++;
      question.wake();
      return sendJson(res, 401, {
        error: { type: "authentication_error", message: "the lab's model wants its token" },
      });
    }
    if (posts && api !== undefined) return this.#generate(question, api, req, res);
    if (/\/models$/u.test(pathname) && !posts) return sendJson(res, 200, MODELS);
    if (!posts && /^\/(?:v1\/?|health\w*)?$/u.test(pathname)) return sendJson(res, 200, { ok: true });
    if (posts) question.elsewhere ??= pathname;
    question.wake();
    sendJson(res, 404, { error: { type: "not_found_error", message: `the lab's model has no ${pathname}` } });
  }

  async #generate(question: Question, api: Api, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = fieldsOf(await bodyOf(req));
    if (request === null) {
      return sendJson(res, 400, { error: { type: "invalid_request_error", message: "the body is no JSON object" } });
    }
    const usageWanted = api.wantsUsage(request);
    question.answer({ api, httpVersion: req.httpVersion, usageWanted }, api.streams(request), res);
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("the body is too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function fieldsOf(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function sendJson(res: ServerResponse, status: number, document: object): void {
  const body = Buffer.from(JSON.stringify(document));
  res.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
}
