import { request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMock } from "../../layers/mock-llm/src/routes.ts";
import { SendLog, type ScenarioInput } from "../../src/model/scenario.ts";

const mock = createMock();
let base = "";
let runs = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => mock.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(mock.address() as AddressInfo).port}`;
});
afterAll(() => {
  mock.closeAllConnections();
  mock.close();
});

async function program(scenario: ScenarioInput): Promise<string> {
  const id = `run-${++runs}`;
  const response = await fetch(`${base}/runs/${id}`, { method: "PUT", body: JSON.stringify(scenario) });
  expect(response.status).toBe(201);
  return id;
}

const ask = (body: object): Promise<Response> =>
  fetch(`${base}/v1/chat/completions`, { method: "POST", body: JSON.stringify(body) });

async function ended(id: string) {
  return v.parse(SendLog, await (await fetch(`${base}/runs/${id}/ended`)).json());
}

/** Reads with node:http, which shows how the body ended. */
async function read(id: string): Promise<{ response: IncomingMessage | null; body: string; error: string | null }> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const fail = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
  let response: IncomingMessage | null = null;
  let body = "";
  const req = request(`${base}/v1/chat/completions?user=${id}`, { agent: false }, (received) => {
    response = received.setEncoding("utf8").on("data", (text: string) => (body += text));
    received.on("error", fail).on("end", () => resolve(null));
  });
  req.on("error", fail).end();
  const error = await promise;
  return { response, body, error };
}

const count = (body: string): number => body.split('"seq":').length - 1;

test("a stream: its events, its usage, its end, its log", async () => {
  const id = await program({ tokens: 5, ttftMs: 20, gapMs: 10 });
  const messages = [{ role: "user", content: "two words" }];
  const body = await (
    await ask({ user: `${id}:ann`, stream: true, stream_options: { include_usage: true }, messages })
  ).text();
  expect(count(body)).toBe(5);
  expect(body).toContain('"usage":{"prompt_tokens":2,"completion_tokens":5,"total_tokens":7}');
  expect(body.endsWith("data: [DONE]\n\n")).toBe(true);

  const [log] = (await ended(id)).generations;
  expect(log).toMatchObject({
    generation: 1,
    reader: "ann",
    end: "done",
    readerGoneAtNs: null,
    bytesWritten: body.length,
  });
  log!.tokens.forEach((token, index) => {
    expect(token.plannedAtNs).toBe(log!.requestAtNs + (20 + 10 * index) * 1e6);
    expect(token.sentAtNs).toBeGreaterThanOrEqual(token.plannedAtNs);
  });
});

test("without stream the whole document comes at the end", async () => {
  const id = await program({ tokens: 3, gapMs: 20, text: "one two three" });
  const startedMs = performance.now();
  const document = (await (await ask({ user: id })).json()) as { choices: [{ message: { content: string } }] };
  expect(document.choices[0].message.content).toBe("one two three");
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(40);
  const [log] = (await ended(id)).generations;
  expect(log!.end).toBe("done");
  expect(log!.headersAtNs).toBeGreaterThan(log!.tokens[2]!.sentAtNs);
});

test("a request that nobody programmed is answered with the default scenario", async () => {
  expect(count(await (await ask({ stream: true, user: "someone@example.org" })).text())).toBe(24);
});

test.each(["chunked", "close", "content-length"] as const)("framing %s", async (framing) => {
  const id = await program({
    tokens: 3,
    gapMs: 0,
    framing,
    contentType: "text/x",
    headers: { "X-Accel-Buffering": "no" },
  });
  const { response, body, error } = await read(id);
  expect(error).toBeNull();
  expect(count(body)).toBe(3);
  expect(response!.headers).toMatchObject({ "content-type": "text/x", "x-accel-buffering": "no" });
  expect(response!.headers["transfer-encoding"]).toBe(framing === "chunked" ? "chunked" : undefined);
  expect(response!.headers["content-length"]).toBe(framing === "content-length" ? String(body.length) : undefined);
});

test.each([
  ["reset", "chunked", "ECONNRESET"],
  ["reset", "close", "ECONNRESET"],
  ["close", "chunked", "ECONNRESET"], // Node's name for a body that ended too early, too
  ["close", "content-length", "ECONNRESET"],
  ["end", "chunked", null],
  ["end", "content-length", null],
  ["close", "close", null],
] as const)("cut by %s, framing %s: %s", async (how, framing, expected) => {
  const id = await program({ tokens: 9, gapMs: 5, framing, cut: { afterToken: 3, how } });
  const { body, error } = await read(id);
  expect(error).toBe(expected);
  expect(count(body)).toBe(3);
  expect(body).not.toContain("[DONE]");
  expect((await ended(id)).generations[0]).toMatchObject({ end: "cut", readerGoneAtNs: null });
});

test("a reset before the first token takes the response head with it", async () => {
  const id = await program({ headersAt: "first-token", cut: { afterToken: 0, how: "reset" } });
  expect(await read(id)).toMatchObject({ response: null, error: "ECONNRESET" });
  expect((await ended(id)).generations[0]).toMatchObject({ headersAtNs: null, end: "cut" });
});

test.each(["stop", "continue"] as const)("when the reader goes: %s", async (onReaderGone) => {
  const id = await program({ tokens: 10, gapMs: 20, onReaderGone });
  const leave = new AbortController();
  await fetch(`${base}/v1/chat/completions?user=${id}`, { signal: leave.signal });
  expect((await fetch(`${base}/runs/${id}/sent/3`)).status).toBe(200);
  leave.abort();
  const [log] = (await ended(id)).generations;
  expect(log!.readerGoneAtNs).toBeGreaterThan(log!.tokens[2]!.sentAtNs);
  expect(log!.end).toBe(onReaderGone === "stop" ? "stopped" : "done");
  expect(log!.tokensAfterGone).toBe(onReaderGone === "stop" ? 0 : 10 - log!.tokens.length);
  expect((await fetch(`${base}/runs/${id}/sent/10`)).status).toBe(410);
});

const acknowledge = (id: string, seq: number): Promise<Response> =>
  fetch(`${base}/runs/${id}/acks/${seq}`, { method: "PUT" });

test("lockstep: every token waits for the acknowledgement of the last", async () => {
  const id = await program({ tokens: 4, lockstep: { deadlineMs: 10_000, stepMs: 10 } });
  const answer = read(id);
  for (let seq = 1; seq <= 4; seq++) {
    const sent = await fetch(`${base}/runs/${id}/sent/${seq}`);
    expect(await sent.json()).toMatchObject({ generation: 1, seq });
    expect((await acknowledge(id, seq)).status).toBe(204);
  }
  expect(count((await answer).body)).toBe(4);
  const [log] = (await ended(id)).generations;
  expect(log!.lockstep).toEqual({ acknowledged: 4, stoppedAtToken: null, outstandingBytes: null, letGo: null });
});

test("lockstep: a path that holds is seen, and what it took to let go", async () => {
  const id = await program({ tokens: 40, eventBytes: 500, lockstep: { deadlineMs: 400, stepMs: 20 } });
  const answer = read(id);
  await fetch(`${base}/runs/${id}/sent/1`);
  await acknowledge(id, 1);
  await fetch(`${base}/runs/${id}/sent/6`);
  await acknowledge(id, 5);
  expect(count((await answer).body)).toBe(40);
  const { lockstep } = (await ended(id)).generations[0]!;
  expect(lockstep).toMatchObject({ acknowledged: 1, stoppedAtToken: 2, letGo: "middle" });
  expect(lockstep!.outstandingBytes! % 500).toBe(0);
  expect(lockstep!.outstandingBytes).toBeGreaterThanOrEqual(5 * 500);
  expect(lockstep!.outstandingBytes).toBeLessThan(39 * 500);
});

test("lockstep: a path that never lets go", async () => {
  const id = await program({ tokens: 5, eventBytes: 500, lockstep: { deadlineMs: 50, stepMs: 10 } });
  await read(id);
  expect((await ended(id)).generations[0]!.lockstep).toEqual({
    acknowledged: 0,
    stoppedAtToken: 1,
    outstandingBytes: 2500,
    letGo: "end",
  });
});

test.each([
  ["PUT", "/runs/x", '{"tokens":', 400, "not JSON"],
  ["PUT", "/runs/x", '{"eventBytes":10}', 400, "eventBytes: 10, but the longest event"],
  ["POST", "/v1/chat/completions", "{", 400, "not JSON"],
  ["POST", "/v1/chat/completions", '{"stream":1}', 400, "stream: "],
  ["GET", "/runs/nobody", undefined, 404, "no run nobody"],
  ["GET", "/runs/nobody/sent/1", undefined, 404, "no run nobody"],
  ["GET", "/elsewhere", undefined, 404, "no /elsewhere here"],
  ["DELETE", "/runs/x", undefined, 405, "DELETE is not"],
])("%s %s %s: %i", async (method, path, body, status, message) => {
  const response = await fetch(`${base}${path}`, { method, ...(body === undefined ? {} : { body }) });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(message) } });
});

test("a run that has answered keeps its scenario", async () => {
  const id = await program({ tokens: 1 });
  await read(id);
  expect((await fetch(`${base}/runs/${id}`, { method: "PUT", body: "{}" })).status).toBe(409);
});
