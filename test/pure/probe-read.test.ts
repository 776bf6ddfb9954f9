import { EventEmitter, once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openRead } from "../../layers/probe/src/reading.ts";
import { nowNs } from "../../reader-kit/clock.ts";
import { read } from "../../reader-kit/read.ts";
import type { ReadPlan, ReadRecord } from "../../src/model/reader.ts";
import type { ReadEnd } from "../../src/model/words.ts";

const token = (seq: number): string =>
  `data: ${JSON.stringify({ id: "chatcmpl-r.1", seq, choices: [{ delta: { content: ` w${seq}` } }] })}\n\n`;
const chunked = (body: string): string => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
const head = (...headers: string[]): string =>
  ["HTTP/1.1 200 OK", "content-type: text/event-stream", ...headers].join("\r\n") + "\r\n\r\n";
const CHUNKED = "transfer-encoding: chunked";

/** A TCP server that lets `answer` write after the request has come. @returns its port, and all requests it saw */
async function serve(answer: (socket: Socket) => void | Promise<void>): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      requests.push(bytes.toString("latin1"));
      void answer(socket);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, requests };
}

function planFor(port: number, changes: Partial<ReadPlan> = {}): ReadPlan {
  return {
    ...{ runId: "r", reader: "reader", url: `http://127.0.0.1:${port}/stream?x=1`, method: "POST", body: "{}" },
    ...{ headers: { accept: "text/event-stream" }, httpVersion: "1.1", dialect: "openai", format: "sse" },
    ...{ startAtNs: 0, leave: null, ackUrl: null, bytesPerSecond: null, timeoutMs: 5000, ...changes },
  } as ReadPlan;
}

/** Says "pieces" when a reader has told of some: what a server waits for that goes on once its last bytes are read. */
let reader = new EventEmitter();
beforeEach(() => void (reader = new EventEmitter()));

function readFrom(port: number, changes: Partial<ReadPlan> = {}): Promise<ReadRecord> {
  return read(planFor(port, changes), openRead, () => reader.emit("pieces"), new AbortController().signal);
}

const textOf = ({ pieces }: ReadRecord): string => pieces.map((piece) => piece.text).join("");

/** Writes the response's beginning, then ends the connection in one of two ways once that has been read. */
const begin =
  (text: string, how: "fin" | "rst") =>
  async (socket: Socket): Promise<void> => {
    socket.write(text);
    await once(reader, "pieces");
    if (how === "fin") socket.end();
    else socket.resetAndDestroy();
  };

describe("a streamed answer", () => {
  test("has one read per chunk, stamps in order, and is complete", async () => {
    const { port } = await serve(async (socket) => {
      socket.write(head(CHUNKED));
      for (const seq of [1, 2, 3]) {
        socket.write(chunked(token(seq)));
        await once(reader, "pieces");
      }
      socket.write(chunked("data: [DONE]\n\n") + "0\r\n\r\n");
    });
    const record = await readFrom(port);
    expect(record).toMatchObject({ status: 200, end: "complete", saying: null, foreign: { bytes: 0, sample: "" } });
    expect(textOf(record)).toBe(" w1 w2 w3");
    expect(record.reads.map((each) => each.bytes)).toEqual([...[1, 2, 3].map((seq) => token(seq).length), 14]);
    expect([...record.pieces, ...record.events].map((each) => each.atNs)).toEqual(
      record.reads.map((each) => each.atNs),
    );
    expect(record.pieces.map((piece) => piece.seq)).toEqual([1, 2, 3]);
    expect(record.events.map((event) => event.kind)).toEqual(["done"]);
    const { startedAtNs, requestSentAtNs, headersAtNs, reads, endedAtNs } = record;
    const times = [startedAtNs, requestSentAtNs!, headersAtNs!, ...reads.map((each) => each.atNs), endedAtNs];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("compressed: the read that brought an event is its time", async () => {
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    const { port } = await serve(async (socket) => {
      socket.write(head("content-encoding: gzip"));
      gzip.pipe(socket);
      for (const seq of [1, 2, 3]) {
        gzip.write(token(seq));
        await once(reader, "pieces");
      }
      gzip.end();
    });
    const record = await readFrom(port);
    expect(record.end).toBe("complete");
    expect(textOf(record)).toBe(" w1 w2 w3");
    const arrivals = new Set(record.reads.map((each) => each.atNs));
    expect(new Set(record.pieces.map((piece) => piece.atNs)).size).toBe(3);
    expect(record.pieces.every((piece) => arrivals.has(piece.atNs))).toBe(true);
  });

  test("starts when it is told", async () => {
    const { port } = await serve((socket) => void socket.end(head() + token(1)));
    const startAtNs = nowNs() + 50e6;
    expect((await readFrom(port, { startAtNs })).startedAtNs).toBeGreaterThanOrEqual(startAtNs);
  });
});

describe("what goes over the wire", () => {
  const ending = (socket: Socket): void => void socket.end(head() + token(1));

  test("no header is added but host, connection and content-length", async () => {
    const { port, requests } = await serve(ending);
    await readFrom(port);
    const [line, ...headers] = requests[0]!.split("\r\n\r\n")[0]!.split("\r\n");
    expect(line).toBe("POST /stream?x=1 HTTP/1.1");
    const names = headers.map((header) => header.split(":")[0]!.toLowerCase());
    expect(names.sort()).toEqual(["accept", "connection", "content-length", "host"]);
  });

  test("Accept-Encoding is sent as told", async () => {
    const { port, requests } = await serve(ending);
    await readFrom(port, { headers: { "accept-encoding": "gzip, br" } });
    expect(requests[0]).toContain("accept-encoding: gzip, br\r\n");
  });

  test("GET has no body, HTTP/1.0 says so and keeps nothing alive", async () => {
    const { port, requests } = await serve(ending);
    const record = await readFrom(port, { method: "GET", body: null, httpVersion: "1.0" });
    expect(record).toMatchObject({ end: "complete", saying: null });
    expect(requests[0]).toMatch(/^GET \/stream\?x=1 HTTP\/1\.0\r\n/);
    expect(requests[0]).toContain("connection: close\r\n");
    expect(requests[0]).not.toContain("content-length");
  });
});

describe("how it ended", () => {
  const CLOSE = "connection: close";
  const EARLY = "UND_ERR_SOCKET: other side closed";
  const MISMATCH = "UND_ERR_RES_CONTENT_LENGTH_MISMATCH: Response body length does not match content-length header";
  const unparsed = (reason: string) => `HTTPParserError: Response does not match the HTTP/1.1 protocol (${reason})`;

  test.each<[string, string, "fin" | "rst", ReadEnd, string | null]>([
    ["close-delimited, closed", head(CLOSE) + token(1), "fin", "complete", null],
    ["close-delimited, reset", head(CLOSE) + token(1), "rst", "reset", "ECONNRESET"],
    ["close-delimited without a header, reset", head() + token(1), "rst", "reset", "ECONNRESET"],
    ["chunked, closed without the final chunk", head(CHUNKED) + chunked(token(1)), "fin", "cut", EARLY],
    [
      ...([
        "chunked, closed, after connection: close",
        head(CLOSE, CHUNKED) + chunked(token(1)),
        "fin",
        "cut",
      ] as const),
      unparsed("Invalid EOF state"),
    ],
    ["chunked, reset", head(CHUNKED) + chunked(token(1)), "rst", "reset", "ECONNRESET"],
    ["chunked, reset, after connection: close", head(CLOSE, CHUNKED) + chunked(token(1)), "rst", "reset", "ECONNRESET"],
    [
      ...([
        "chunked, then bytes that are no chunk",
        `${head(CHUNKED)}${chunked(token(1))}HTTP/1.1 200`,
        "fin",
      ] as const),
      ...(["gave-up", unparsed("Invalid character in chunk size")] as const),
    ],
    ["too short, closed", head("content-length: 999") + token(1), "fin", "cut", EARLY],
    [
      "too short, closed, after connection: close",
      head(CLOSE, "content-length: 999") + token(1),
      "fin",
      "cut",
      MISMATCH,
    ],
    ["too short, reset", head("content-length: 999") + token(1), "rst", "reset", "ECONNRESET"],
  ])("%s", async (_name, text, how, end, saying) => {
    const { port } = await serve(begin(text, how));
    const record = await readFrom(port);
    expect({ end: record.end, saying: record.saying }).toEqual({ end, saying });
    expect(textOf(record)).toBe(" w1");
  });

  test.each<[string, string, string]>([
    ["no HTTP", "<html></html>\r\n\r\n", unparsed("Expected HTTP/, RTSP/ or ICE/")],
    ["two framings", head("content-length: 5", CHUNKED) + chunked("hello"), MISMATCH],
    ["a head beyond the limit", head(`x: ${"a".repeat(20_000)}`), "UND_ERR_HEADERS_OVERFLOW: Headers Overflow Error"],
  ])("%s is garbled: the client gives up", async (_name, text, saying) => {
    const { port } = await serve((socket) => void socket.end(text));
    expect(await readFrom(port)).toMatchObject({ status: null, end: "gave-up", saying });
  });

  test("no answer, and nobody there", async () => {
    const { port } = await serve((socket) => void socket.end());
    expect(await readFrom(port)).toMatchObject({ status: null, headersAtNs: null, end: "cut", saying: EARLY });
    expect(await readFrom(1)).toMatchObject({ requestSentAtNs: null, end: "cut", saying: "ECONNREFUSED" });
  });

  test("a compressed body whose coding breaks off is not complete", async () => {
    const { port } = await serve((socket) => void socket.end(head("content-encoding: gzip") + "\x1f"));
    const saying = "Z_BUF_ERROR: unexpected end of file";
    expect(await readFrom(port)).toMatchObject({ end: "gave-up", saying });
  });

  test("a coding that nobody asked for", async () => {
    const { port } = await serve((socket) => void socket.write(head("content-encoding: compress", CHUNKED)));
    const saying = expect.stringMatching(/^UNKNOWN_CONTENT_ENCODING: .*"compress"/) as string;
    expect(await readFrom(port)).toMatchObject({ status: 200, end: "gave-up", saying });
  });
});

describe("bytes that no model sent", () => {
  const page = "<html>Bad Gateway</html>";

  test("are counted and shown", async () => {
    const { port } = await serve((socket) => void socket.end(head() + token(1) + page));
    const record = await readFrom(port);
    expect(textOf(record)).toBe(" w1");
    expect(record.foreign).toEqual({ bytes: page.length, sample: page });
  });

  test("the body of an error status is the refusal", async () => {
    const { port } = await serve((socket) => void socket.end(`HTTP/1.1 502 Bad Gateway\r\n\r\n${page}`));
    expect(await readFrom(port)).toMatchObject({ status: 502, end: "complete", foreign: { bytes: 0, sample: "" } });
  });
});

describe("who ends it", () => {
  const endless = async (socket: Socket): Promise<void> => {
    socket.write(head(CHUNKED));
    for (let seq = 1; !socket.destroyed; seq++) {
      socket.write(chunked(token(seq)));
      await delay(10);
    }
  };

  test("the reader leaves after a token", async () => {
    const { port } = await serve(endless);
    const record = await readFrom(port, { leave: { afterToken: 3 } });
    expect(record).toMatchObject({ end: "left", saying: null });
    expect(textOf(record)).toBe(" w1 w2 w3");
  });

  test("the reader leaves after a time", async () => {
    const { port } = await serve(endless);
    // its time counts from the call: a busy machine may be late with the connection, from which the record counts
    const calledAtNs = Number(process.hrtime.bigint());
    const record = await readFrom(port, { leave: { afterMs: 60 } });
    expect(record.end).toBe("left");
    expect((record.endedAtNs - calledAtNs) / 1e6).toBeGreaterThanOrEqual(59);
  });

  test("its time is up", async () => {
    const { port } = await serve((socket) => void socket.write(head(CHUNKED) + chunked(token(1))));
    const record = await readFrom(port, { timeoutMs: 400 });
    expect(record).toMatchObject({ end: "time-up", saying: null });
    expect(textOf(record)).toBe(" w1");
  });

  test("nobody wants the record: the connection is closed", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { port } = await serve((socket) => {
      closed = once(socket, "close");
      void endless(socket);
    });
    const gone = new AbortController();
    const reading = read(planFor(port), openRead, () => gone.abort(), gone.signal);
    expect(await reading).toMatchObject({ end: "left" });
    await closed;
  });
});

describe("a slow reader", () => {
  test("takes the chunks at its own pace", async () => {
    const body = chunked("x".repeat(1000)).repeat(20);
    const { port } = await serve((socket) => void socket.end(`${head(CHUNKED)}${body}0\r\n\r\n`));
    const record = await readFrom(port, { bytesPerSecond: 100_000 });
    expect(record).toMatchObject({ end: "complete", saying: null });
    expect(record.reads).toHaveLength(20);
    // its pace counts from the head: from the first read it would be less where a busy machine was late with that one
    expect((record.reads[19]!.atNs - record.headersAtNs!) / 1e6).toBeGreaterThan(185);
  });

  test("makes the sender wait for a long answer", async () => {
    let sent = false;
    const { port } = await serve((socket) => {
      socket.write(head("content-length: 33554432"));
      socket.write(Buffer.alloc(33_554_432, "x"), (error) => (sent = !error));
    });
    expect(await readFrom(port, { bytesPerSecond: 100_000, timeoutMs: 300 })).toMatchObject({ end: "time-up" });
    expect(sent).toBe(false);
  });

  test("is not told of a cut when the server closes behind the last byte", async () => {
    const { port } = await serve((socket) => void socket.end(head("content-length: 20000") + "x".repeat(20_000)));
    expect(await readFrom(port, { bytesPerSecond: 100_000 })).toMatchObject({ end: "complete", saying: null });
  });
});

describe("acknowledgements", () => {
  const two = (socket: Socket): void => void socket.end(head() + token(1) + token(2));
  const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const unnumbered = (socket: Socket): void => void socket.end(head() + delta("a") + delta("é"));

  test.each([
    ["a numbered piece by its number", two, ["PUT /runs/r/acks/1", "PUT /runs/r/acks/2"]],
    ["any other by the text so far", unnumbered, ["PUT /runs/r/acks/text/1", "PUT /runs/r/acks/text/3"]],
  ])("one per piece, in order, on a connection of their own: %s", async (_name, answer, acks) => {
    const side = await serve(function acknowledge(socket) {
      socket.on("data", (bytes) => {
        side.requests.push(bytes.toString());
        socket.write("HTTP/1.1 204 No Content\r\n\r\n");
      });
      socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const { port } = await serve(answer);
    await readFrom(port, { ackUrl: `http://127.0.0.1:${side.port}/runs/r/acks` });
    expect(side.requests.map((request) => request.split(" HTTP")[0])).toEqual(acks);
  });

  test("a complete read whose acks were refused is no record", async () => {
    const side = await serve((socket) => void socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"));
    const { port } = await serve(two);
    const reading = readFrom(port, { ackUrl: `http://127.0.0.1:${side.port}/runs/r/acks` });
    await expect(reading).rejects.toMatchObject({
      code: "ack_failed",
      message: expect.stringContaining("status 404") as string,
    });
  });
});

test("a header that HTTP does not allow is the plan's fault", async () => {
  const { port } = await serve(() => {});
  await expect(readFrom(port, { headers: { "a b": "c" } })).rejects.toMatchObject({ code: "bad_request" });
});
