import { request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMock } from "../../layers/mock-llm/src/routes.ts";
import { answerId } from "../../src/model/encode/encoder.ts";
import { RunProgram, Scenario, SendLog } from "../../src/model/scenario.ts";
import { answerText, tokenTexts } from "../../src/model/text.ts";
import { CONTROL } from "../../src/model/wire.ts";

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

async function program(scenario: v.InferInput<typeof RunProgram>): Promise<string> {
  const id = `run-${++runs}`;
  const response = await fetch(`${base}/runs/${id}`, { method: "PUT", body: JSON.stringify(scenario) });
  expect(response.status).toBe(201);
  return id;
}

const ask = (body: object, target = "/v1/chat/completions", headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}${target}`, { method: "POST", body: JSON.stringify(body), headers });
const askAnthropic = (user: string, more: object = {}): Promise<Response> =>
  ask({ model: "x", max_tokens: 9, messages: [], stream: true, metadata: { user_id: user }, ...more }, "/v1/messages");

async function ended(id: string) {
  return v.parse(SendLog, await (await fetch(`${base}/runs/${id}/ended`)).json());
}

async function log(id: string) {
  return v.parse(SendLog, await (await fetch(base + CONTROL.run(id))).json());
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
  const id = await program({ tokens: 40, gapMs: 20, onReaderGone });
  const leave = new AbortController();
  await fetch(`${base}/v1/chat/completions?user=${id}`, { signal: leave.signal });
  expect((await fetch(`${base}/runs/${id}/sent/3`)).status).toBe(200);
  leave.abort();
  const [log] = (await ended(id)).generations;
  expect(log!.readerGoneAtNs).toBeGreaterThan(log!.tokens[2]!.sentAtNs);
  expect(log!.end).toBe(onReaderGone === "stop" ? "stopped" : "done");
  expect(log!.tokensAfterGone).toBe(onReaderGone === "stop" ? 0 : 40 - log!.tokens.length);
  expect((await fetch(`${base}/runs/${id}/sent/40`)).status).toBe(410);
});

const acknowledgeText = (id: string, bytes: number): Promise<Response> =>
  fetch(`${base}${CONTROL.acksText(id)}/${bytes}`, { method: "PUT" });
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

test("lockstep: acknowledgements in bytes of text release the next token when the text of the last one is there", async () => {
  const id = await program({ tokens: 4, text: "née 世界 x", lockstep: { deadlineMs: 10_000, stepMs: 10 } });
  const answer = askAnthropic(id);
  const tokenText = tokenTexts({ text: "née 世界 x", format: "sse" });
  let bytes = 0;
  for (let seq = 1; seq <= 4; seq++) {
    expect((await fetch(base + CONTROL.sent(id, seq))).status).toBe(200);
    bytes += Buffer.byteLength(tokenText(seq));
    for (const each of [bytes - 1, bytes + 1])
      // a part of the token; more than this answer has sent
      expect((await acknowledgeText(id, each)).status).toBe(204);
    expect((await log(id)).generations[0]!.tokens).toHaveLength(seq);
    await acknowledgeText(id, bytes);
  }
  await (await answer).text();
  expect((await ended(id)).generations[0]!.lockstep).toEqual({
    acknowledged: 4,
    stoppedAtToken: null,
    outstandingBytes: null,
    letGo: null,
  });
});

test("lockstep: bytes of text may be acknowledged for several tokens at once", async () => {
  const id = await program({ tokens: 30, lockstep: { deadlineMs: 200, stepMs: 20 } });
  const answer = askAnthropic(id);
  await fetch(base + CONTROL.sent(id, 6));
  await acknowledgeText(id, Buffer.byteLength(answerText({ format: "sse" }, 5)));
  await (await answer).text();
  expect((await ended(id)).generations[0]!.lockstep).toMatchObject({
    acknowledged: 0,
    stoppedAtToken: 1,
    letGo: "middle",
  });
});

test("anthropic: a stream, and its log", async () => {
  const id = await program({ tokens: 10, gapMs: 5 });
  const messages = [{ role: "user", content: "two words" }];
  const response = await askAnthropic(`${id}:ann`, { messages });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const body = await response.text();
  const data = [...body.matchAll(/^data: (.*)$/gmu)].map(
    ([, json]) => JSON.parse(json!) as { delta?: { text?: string } },
  );
  expect(data.map((each) => each.delta?.text ?? "").join("")).toBe(answerText({ format: "sse" }, 10));
  expect(body).toContain('"usage":{"input_tokens":2,"output_tokens":1}');
  expect(body).toContain('"usage":{"output_tokens":10}');
  expect(body.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')).toBe(true);
  expect(body).not.toContain('"seq"');

  const [generation] = (await ended(id)).generations;
  expect(generation).toMatchObject({ dialect: "anthropic", reader: "ann", end: "done", bytesWritten: body.length });
  expect(body).toContain(`"id":"${answerId("anthropic", `${id}.1`)}"`);
  const tokenBytes = generation!.tokens.reduce((sum, token) => sum + token.bytes, 0);
  expect(tokenBytes).toBe(body.indexOf("event: content_block_stop")); // what stands before a token is charged to it
});

test("anthropic: its first events leave with the head, long before the first token", async () => {
  const id = await program({ tokens: 1, ttftMs: 60_000 });
  const reader = (await askAnthropic(id)).body!.getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  expect(first.match(/^event: .*$/gmu)).toEqual(["event: message_start", "event: content_block_start", "event: ping"]);
  await reader.cancel();
  expect((await ended(id)).generations[0]).toMatchObject({ tokens: [], bytesWritten: first.length, end: "stopped" });
});

test("anthropic: its first events wait with the head for the first token", async () => {
  const id = await program({ tokens: 1, ttftMs: 50, headersAt: "first-token" });
  expect(await (await askAnthropic(id)).text()).toMatch(/^event: message_start\n/u);
  const [generation] = (await ended(id)).generations;
  expect(generation!.headersAtNs).toBe(generation!.tokens[0]!.sentAtNs);
});

test("anthropic: a document", async () => {
  const id = await program({ tokens: 3, gapMs: 0, text: "one two three" });
  expect(await (await askAnthropic(id, { stream: false })).json()).toMatchObject({
    id: `msg_${id}.1`,
    type: "message",
    content: [{ type: "text", text: "one two three" }],
    usage: { output_tokens: 3 },
  });
});

test("anthropic: a run that it cannot write is refused in its own shape, and openai gets its answer", async () => {
  const id = await program({ tokens: 2, gapMs: 0, format: "ndjson" });
  const response = await askAnthropic(id);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    type: "error",
    error: { type: "invalid_request_error", message: expect.stringContaining("format: ndjson"), path: "format" },
  });
  expect((await ask({ stream: true, user: id })).status).toBe(200);
});

test("readers with scenarios of their own get them; all others get the run's", async () => {
  const id = await program({ tokens: 2, gapMs: 0, readers: { slow: { tokens: 3, gapMs: 30, text: "a b c" } } });
  const [fast, slow] = await Promise.all(
    ["fast", "slow"].map(async (reader) => (await ask({ stream: true, user: `${id}:${reader}` })).text()),
  );
  expect(count(fast!)).toBe(2);
  expect(count(slow!)).toBe(3);
  const { scenario, readers, generations } = await ended(id);
  expect(scenario.tokens).toBe(2);
  expect(readers).toEqual({ slow: v.parse(Scenario, { tokens: 3, gapMs: 30, text: "a b c" }) });
  const own = generations.find(({ reader }) => reader === "slow")!;
  expect(own.tokens[2]!.plannedAtNs - own.requestAtNs).toBe(60e6);
});

test("the request is in the log as it came, past every layer", async () => {
  const id = await program({ tokens: 1 });
  await (
    await ask({ stream: true, user: id }, "/v1/chat/completions?x=1", { "Accept-Encoding": "br", "X-A": "b" })
  ).text();
  const [generation] = (await ended(id)).generations;
  expect(generation!.request).toMatchObject({ method: "POST", target: "/v1/chat/completions?x=1", httpVersion: "1.1" });
  expect(generation!.request.headers).toMatchObject({ "accept-encoding": "br", "x-a": "b" });
  expect(generation!.dialect).toBe("openai");
});

test("progress tells every token once, with its stamp, and ends with the last answer", async () => {
  const id = await program({ tokens: 24, gapMs: 20 });
  const progress = await fetch(base + CONTROL.progress(id));
  const answers = [ask({ stream: true, user: `${id}:a` }), ask({ stream: true, user: `${id}:b` })];
  const lines = (await progress.text()).trimEnd().split("\n");
  await Promise.all(answers.map(async (answer) => (await answer).text()));
  const { generations } = await ended(id);
  const told = lines.map((line) => (JSON.parse(line) as { sent: [string, number, number][] }).sent);
  const sent = generations.flatMap(({ reader, tokens }) => tokens.map(({ seq, sentAtNs }) => [reader, seq, sentAtNs]));
  expect(told.flat().toSorted()).toEqual(sent.toSorted());
  expect(told[0]!.length).toBeLessThan(48); // told while the answers run ...
  const tookMs = (generations[1]!.endedAtNs! - generations[0]!.requestAtNs) / 1e6;
  expect(lines.length).toBeLessThanOrEqual(tookMs / 50 + 2); // ... and no more often than every 50 ms
});

test("the list of models is OpenAI's, with one model", async () => {
  expect(await (await fetch(`${base}/v1/models`)).json()).toMatchObject({
    object: "list",
    data: [{ id: "mock-llm", object: "model" }],
  });
});

test.each([
  ["PUT", "/runs/x", '{"tokens":', 400, "not JSON"],
  ["PUT", "/runs/x", '{"eventBytes":10}', 400, "eventBytes: 10, but the longest event"],
  ["POST", "/v1/chat/completions", "{", 400, "not JSON"],
  ["POST", "/v1/chat/completions", '{"stream":1}', 400, "stream: "],
  ["POST", "/v1/messages", '{"stream":1}', 400, "stream: "],
  ["GET", "/v1/messages", undefined, 405, "GET is not"],
  ["PUT", "/runs/x/acks/1", undefined, 404, "no run x"],
  ["PUT", "/runs/x/acks/text/1", undefined, 404, "no run x"],
  ["GET", "/runs/nobody/progress", undefined, 404, "no run nobody"],
  ["GET", "/runs/nobody/sent/0", undefined, 400, "0 does not name a token"],
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
