import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import * as v from "valibot";
import { openRead } from "../../layers/probe/src/reading.ts";
import { createReader } from "../../reader-kit/routes.ts";
import { linesOf } from "../../src/model/lines.ts";
import { ReadRecord } from "../../src/model/reader.ts";

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const token = (seq: number | null): string =>
  `data: ${JSON.stringify({ seq, choices: [{ delta: { content: "w" } }] })}\n\n`;

async function start(answer: RequestListener): Promise<{ probe: string; plan: Record<string, unknown> }> {
  const [probe, url] = await Promise.all([listen(createReader(openRead)), listen(createServer(answer))]);
  const plan = {
    ...{ runId: "r", reader: "reader", url, method: "GET", headers: {}, body: null, httpVersion: "1.1" },
    ...{
      dialect: "openai",
      format: "sse",
      startAtNs: 0,
      leave: null,
      ackUrl: null,
      bytesPerSecond: null,
      timeoutMs: 5000,
    },
  };
  return { probe, plan };
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

test("a read is told piece by piece, and ends with a record that fits the contract", async () => {
  const answer = Promise.withResolvers<ServerResponse>();
  const { probe, plan } = await start((_request, response) => answer.resolve(response));
  const asked = post(`${probe}/read`, plan);
  const upstream = await answer.promise;
  // the next piece leaves when the one before has been told
  const rest = [token(1), token(2), token(null)];
  const told: unknown[] = [];
  upstream.write(rest.shift());
  const account = await asked;
  for await (const line of linesOf(account.body!)) {
    const value = JSON.parse(line) as { pieces?: unknown[]; record?: unknown };
    if (value.pieces === undefined) {
      const record = v.parse(ReadRecord, value.record);
      expect(record).toMatchObject({ end: "complete", saying: null });
      expect(record.pieces.map(({ text, seq }) => [text, seq])).toEqual([1, 2, null].map((seq) => ["w", seq]));
      expect(told).toEqual(record.pieces.map(({ seq, atNs }) => [seq, atNs]));
      return;
    }
    told.push(...value.pieces);
    const next = rest.shift();
    if (next === undefined) upstream.end("data: [DONE]\n\n");
    else upstream.write(next);
  }
  throw new Error("no record came");
});

test("reads at the same time do not share a connection", async () => {
  const ports = new Set<number>();
  const waiting: ServerResponse[] = [];
  const { probe, plan } = await start((request, response) => {
    ports.add(request.socket.remotePort!);
    if (waiting.push(response) === 3) waiting.forEach((each) => each.end(token(1)));
  });
  await Promise.all([1, 2, 3].map(async () => (await post(`${probe}/read`, plan)).text()));
  expect(ports.size).toBe(3);
});

test("a caller who leaves ends the read", async () => {
  const left = Promise.withResolvers<void>();
  const caller = new AbortController();
  const { probe, plan } = await start((request, response) => {
    response.write(token(1));
    request.socket.once("close", () => left.resolve());
    caller.abort();
  });
  const reading = fetch(`${probe}/read`, { method: "POST", body: JSON.stringify(plan), signal: caller.signal });
  await expect(reading.then((response) => response.text())).rejects.toThrow("abort");
  await left.promise;
});

test.each([
  ["a missing field", { reader: undefined }, "reader"],
  ["an unknown field", { retries: 3 }, "retries"],
  ["a value of the wrong kind", { httpVersion: "3" }, "httpVersion"],
  ["an address that is none", { url: "upstream:8080" }, "url"],
  ["a format that the dialect has not", { dialect: "anthropic", format: "ndjson" }, "format"],
])("%s in a plan is 400 and named", async (_name, change, path) => {
  const { probe, plan } = await start(() => {});
  const response = await post(`${probe}/read`, { ...plan, ...change });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: "bad_request", path } });
});

test("what is no JSON is 400, what is no route is 404 and says what there is", async () => {
  const { probe } = await start(() => {});
  expect((await post(`${probe}/read`, "{")).status).toBe(400);
  const response = await fetch(`${probe}/status`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain("POST /read");
});

test("a reader that fails says so instead of a record", async () => {
  const { probe, plan } = await start(() => {});
  const text = await (await post(`${probe}/read`, { ...plan, headers: { "a b": "c" } })).text();
  expect(JSON.parse(text)).toMatchObject({ error: { code: "bad_request" } });
});

test("ready: one request, answered at once, whatever became of it", async () => {
  const { probe, plan } = await start((request, response) => {
    if (request.url === "/hang") return;
    response.writeHead(request.url === "/" ? 200 : 503).end();
  });
  const ready = async (url: string, timeoutMs = 5000): Promise<unknown> =>
    (await post(`${probe}/ready`, { url, timeoutMs })).json();
  expect(await ready(`${String(plan["url"])}/`)).toEqual({ ok: true, status: 200, error: null });
  expect(await ready(`${String(plan["url"])}/starting`)).toEqual({ ok: false, status: 503, error: null });
  expect(await ready(`${String(plan["url"])}/hang`, 100)).toMatchObject({ ok: false, status: null });
  expect(await ready("http://127.0.0.1:1/")).toMatchObject({
    ok: false,
    status: null,
    error: expect.stringContaining("ECONNREFUSED") as string,
  });
});
