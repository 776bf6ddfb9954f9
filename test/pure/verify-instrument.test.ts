import { Agent, createServer as createHttp, request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { createServer, connect } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cell, OriginSide, ReaderSide, Seen } from "../../src/verify/cell.ts";
import { crash, leave, lockstep, pause } from "../../src/verify/instrument/acts.ts";
import { Origin } from "../../src/verify/instrument/origin.ts";
import { Run } from "../../src/verify/instrument/run.ts";
import { tokenText, WordFinder, wordOf } from "../../src/verify/instrument/words.ts";

const runs = new Map<string, Run>();
const origin = new Origin(runs, null);
let port: number;
const proxies: Server[] = [];

beforeAll(async () => {
  const free = createServer().listen(0);
  port = (free.address() as AddressInfo).port;
  await new Promise((resolve) => free.close(resolve));
  await origin.listen(port);
});
afterAll(() => proxies.forEach((proxy) => proxy.close()));

/** A path between reader and origin that changes what comes back. */
function between(change: (bytes: Buffer, write: (bytes: Buffer) => void, end: boolean) => void): Promise<number> {
  const proxy = createServer((reader) => {
    const upstream = connect(port);
    reader.pipe(upstream);
    reader.on("error", () => upstream.destroy());
    upstream.on("error", () => reader.destroy());
    reader.on("close", () => upstream.destroy());
    const write = (bytes: Buffer): void => void reader.write(bytes);
    upstream.on("data", (bytes: Buffer) => change(bytes, write, false));
    upstream.on("end", () => (change(Buffer.alloc(0), write, true), reader.end()));
  });
  proxies.push(proxy);
  return new Promise((resolve) => proxy.listen(0, () => resolve((proxy.address() as AddressInfo).port)));
}

let last = 0;
function runOf(reader: Partial<ReaderSide> = {}, side: Partial<OriginSide> = {}): Run {
  const id = `aaaa${String(last++).padStart(2, "0")}`;
  const cell: Cell = {
    id,
    reader: {
      ...{ address: "127.0.0.1", port, tls: false, http2: false, host: "a.test", method: "POST", path: "/v1/chat" },
      ...{ headers: { "x-verify-run": `verify-run-${id}` }, offers: null, ...reader },
    },
    origin: {
      framing: "closes",
      contentType: "text/event-stream",
      coding: "none",
      eventBytes: 0,
      headers: {},
      ...side,
    },
    act: { kind: "lockstep" },
  };
  const run = new Run(id, cell);
  runs.set(id, run);
  return run;
}

const locked = (reader: Partial<ReaderSide> = {}, side: Partial<OriginSide> = {}): Promise<Seen> =>
  lockstep(runOf(reader, side), "{}");

test("a health check that wants the connection closed has it closed", async () => {
  const socket = connect(port);
  socket.write("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n$/);
});

test("a connection that a product keeps is asked on again", async () => {
  const socket = connect(port);
  for (const run of [runOf({}, { framing: "chunked" }), runOf({}, { framing: "chunked" })]) {
    socket.write(`POST / HTTP/1.1\r\nx-verify-run: verify-run-${run.id}\r\ncontent-length: 2\r\n\r\n{}`);
    expect(await run.until(() => run.reached > 0, 2_000)).toBe(true);
    run.send();
    run.finish();
  }
  socket.destroy();
});

describe("without anything in between, each token comes by itself", () => {
  test.for([
    ["an origin that closes", {}, {}],
    ["one that chunks", {}, { framing: "chunked" }],
    ["over HTTP/2", { http2: true }, {}],
    ["with GET", { method: "GET" }, {}],
    ["as JSON lines", {}, { contentType: "application/x-ndjson" }],
    ["as text", {}, { contentType: "text/plain" }],
    ["compressed by the origin", { offers: "gzip" }, { coding: "if-asked" }],
  ] as const)("%s", async ([, reader, side]) => {
    expect(await locked(reader, side)).toMatchObject({
      status: 200,
      sent: 12,
      got: 12,
      held: null,
      end: "clean",
      reached: 1,
    });
  });

  test("a coding is only done where it was asked for", async () => {
    expect((await locked({}, { coding: "if-asked" })).contentEncoding).toBeNull();
    expect((await locked({}, { coding: "always" })).contentEncoding).toBe("gzip");
  });
});

test("a path that lets 4000 bytes go at a time holds so much", async () => {
  let kept = Buffer.alloc(0);
  const through = await between((bytes, write, end) => {
    kept = Buffer.concat([kept, bytes]);
    if (kept.length < 4_000 && !end) return;
    write(kept);
    kept = Buffer.alloc(0);
  });
  const { held, sent, got } = await locked({ port: through });
  expect(held!.toTheEnd).toBe(false);
  expect(held!.bytes).toBeGreaterThan(3_500);
  expect(held!.bytes).toBeLessThan(5_500);
  expect(got).toBe(sent);
});

test("a path that keeps all holds to the end", async () => {
  let kept = Buffer.alloc(0);
  const through = await between((bytes, write, end) => {
    kept = Buffer.concat([kept, bytes]);
    if (end) write(kept);
  });
  const { held, sent, got } = await locked({ port: through });
  expect({ held, all: got === sent }).toEqual({ held: { bytes: null, toTheEnd: true }, all: true });
}, 15_000);

test("a path that drops what it has kept loses, whatever it looks like before", async () => {
  const through = await between((bytes, write) => (bytes.includes("HTTP/1.1 200") ? write(bytes) : undefined));
  const { sent, got, end } = await locked({ port: through });
  expect({ lost: got < sent, end }).toEqual({ lost: true, end: "clean" });
}, 15_000);

test("a path that writes into a compressed answer spoils it: all is lost, and nothing is held", async () => {
  const through = await between((bytes, write) =>
    write(bytes.includes("HTTP/1.1 200") ? bytes : Buffer.concat([Buffer.from("changed="), bytes])),
  );
  const seen = await locked({ port: through, offers: "gzip" }, { coding: "always" });
  expect({ ...seen, lost: seen.got < seen.sent }).toMatchObject({ lost: true, end: "clean" });
  expect(seen.error).toMatch(/gzip cannot be read/);
}, 15_000);

test("a proxy that keeps its connection is answered on it again", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const proxy = createHttp((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request({ port, method, path: url!, headers, agent }, (came) => {
      answer.writeHead(came.statusCode!, { "content-type": came.headers["content-type"]! }).flushHeaders();
      came.pipe(answer);
    });
    asked.pipe(passed);
  });
  proxies.push(proxy.listen(0));
  const through = { port: (proxy.address() as AddressInfo).port };
  const seen = [await locked(through, { framing: "chunked" }), await locked(through, { framing: "chunked" })];
  expect(seen.map(({ reached, got, end }) => [reached, got, end])).toEqual([
    [1, 12, "clean"],
    [1, 12, "clean"],
  ]);
  agent.destroy();
}, 15_000);

test("nobody there is no answer, and says why", async () => {
  const { status, reached, error } = await locked({ port: 1 });
  expect({ status, reached }).toEqual({ status: null, reached: 0 });
  expect(error).toContain("ECONNREFUSED");
});

test("a reader that leaves: the origin's connection ends, or stays", async () => {
  expect((await leave(runOf(), "{}")).leftMs).toBeLessThan(1_000);
});

describe("an origin that breaks off", () => {
  const broken = (reader: Partial<ReaderSide>, side: Partial<OriginSide> = {}): Promise<Seen> =>
    crash(runOf(reader, { framing: "chunked", ...side }), "{}");

  test.for([
    ["in chunks the reader sees it", {}, {}, "cut"],
    ["over HTTP/2, too", { http2: true }, {}, "cut"],
    ["an answer that ends by closing has no other end", {}, { framing: "closes" }, "clean"],
  ] as const)("%s", async ([, reader, side, end]) => {
    expect(await broken(reader, side)).toMatchObject({ status: 200, sent: 3, got: 3, end });
  });

  test("a path that gives it a proper end hides it", async () => {
    const through = await between((bytes, write, end) => write(end ? Buffer.from("0\r\n\r\n") : bytes));
    expect(await broken({ port: through })).toMatchObject({ sent: 3, got: 3, end: "clean" });
  });
});

test("a silence that nothing cuts is survived; one before the headers too", async () => {
  const silence = (first: boolean) => pause(runOf(), "{}", { kind: "pause", first, silentMs: 60 });
  expect(await silence(false)).toMatchObject({ sent: 2, got: 2, end: "clean" });
  expect(await silence(true)).toMatchObject({ sent: 1, got: 1, end: "clean" });
});

test("a request without a run is a health check", async () => {
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/x`, { method: "HEAD" })).status).toBe(200);
});

describe("a service that the proxy asks", () => {
  async function called(path: string, message: Buffer): Promise<{ body: Buffer; status: unknown }> {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
    let status: unknown;
    stream.on("trailers", (trailers) => (status = trailers["grpc-status"]));
    stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
    const body = await buffer(stream);
    session.close();
    return { body, status };
  }

  test("says nothing, which means go on; and its question is no request of the run in it", async () => {
    const run = runOf();
    const told = await called("/envoy.service.auth.v3.Authorization/Check", Buffer.from(`verify-run-${run.id}`));
    expect(told).toEqual({ body: Buffer.from([0, 0, 0, 0, 0]), status: "0" });
    expect(run.reached).toBe(0);
  });

  test("asked with GET and the reader's headers, for a POST, it is no request of the run either", async () => {
    const run = runOf();
    const headers = { "x-verify-run": `verify-run-${run.id}` };
    expect((await fetch(`http://127.0.0.1:${port}/auth`, { headers })).status).toBe(200);
    expect(run.reached).toBe(0);
  });

  test("answers each part of an ext_proc stream with its own kind", async () => {
    const responseBody = Buffer.from([(5 << 3) | 2, 2, 8, 1]);
    const told = await called("/envoy.service.ext_proc.v3.ExternalProcessor/Process", responseBody);
    expect(told).toEqual({ body: Buffer.from([0, 0, 0, 0, 2, (4 << 3) | 2, 0]), status: "0" });
  });
});

describe("words", () => {
  test("are found in any wrapping, split anywhere, in order and once", () => {
    const finder = new WordFinder("abc123");
    const text = [1, 2, 3]
      .map((number) => tokenText({ contentType: "text/event-stream", eventBytes: 0 }, wordOf("abc123", number)))
      .join("");
    for (const letter of text) finder.take(letter);
    expect({ last: finder.last, foreign: finder.foreign }).toEqual({ last: 3, foreign: false });
  });

  test("of another run are somebody else's answer", () => {
    const finder = new WordFinder("abc123");
    finder.take(tokenText({ contentType: "application/json", eventBytes: 1_200 }, wordOf("xyz789", 1)));
    expect({ last: finder.last, foreign: finder.foreign }).toEqual({ last: 0, foreign: true });
  });

  test("that come again are no progress", () => {
    const finder = new WordFinder("abc123");
    finder.take(`${wordOf("abc123", 1)} ${wordOf("abc123", 1)} ${wordOf("abc123", 3)}`);
    expect(finder.last).toBe(1);
  });
});
