import { EventEmitter, once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openRead } from "../../layers/probe/src/reading.ts";
import { read } from "../../reader-kit/read.ts";
import type { ReadPlan } from "../../src/model/reader.ts";
import type { ReadEnd } from "../../src/model/words.ts";

// Frames by hand (RFC 9113 4.1 and 6): a library would not send a stream that breaks off.
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;
const CONTINUATION = 9;
const END_STREAM = 1;
const END_HEADERS = 4;
/** `:status: 200` (RFC 7541, static table). */
const STATUS_200 = Buffer.of(0x88);

function frame(type: number, flags: number, stream: number, payload: Buffer | string = ""): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

function uint32(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from(value.toString(16).padStart(8, "0"), "hex")));
}

const token = `data: ${JSON.stringify({ seq: 1, choices: [{ delta: { content: "w" } }] })}\n\n`;

type Finish = (socket: Socket) => unknown;
const reset =
  (code: number): Finish =>
  (socket) =>
    socket.write(frame(RST_STREAM, 0, 1, uint32(code)));

const SETTINGS_ACK = frame(SETTINGS, 1, 0);

/** Says "pieces" when a reader has told of some. */
let reader = new EventEmitter();
beforeEach(() => void (reader = new EventEmitter()));

/** An h2c server that answers with one token, and then, once that was read, does as told. @returns where, and what it was sent after the preface */
async function serve(then: Finish): Promise<{ port: number; received: Buffer[]; sockets: Socket[] }> {
  const received: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.once("data", () => {
      const acknowledged = Promise.withResolvers<void>();
      socket.on("data", (bytes) => {
        received.push(bytes);
        if (Buffer.concat(received).includes(SETTINGS_ACK)) acknowledged.resolve();
      });
      socket.write(frame(SETTINGS, 0, 0));
      socket.write(Buffer.concat([frame(HEADERS, END_HEADERS, 1, STATUS_200), frame(DATA, 0, 1, token)]));
      // and once the client has acknowledged the settings: a reset under a write of its own Node tells as a mere end
      void Promise.all([once(reader, "pieces"), acknowledged.promise]).then(() => then(socket));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, received, sockets };
}

function readFrom(port: number, changes: Partial<ReadPlan> = {}) {
  const plan: ReadPlan = {
    ...{ runId: "r", reader: "reader", url: `http://127.0.0.1:${port}/`, method: "POST", headers: {}, body: "{}" },
    ...{ httpVersion: "2", dialect: "openai", format: "sse", startAtNs: 0, leave: null, ackUrl: null },
    ...{ bytesPerSecond: null, timeoutMs: 2000, ...changes },
  };
  return read(plan, openRead, () => reader.emit("pieces"), new AbortController().signal);
}

test.each<[string, Finish, ReadEnd, string | null]>([
  ["END_STREAM", (socket) => socket.write(frame(DATA, END_STREAM, 1)), "complete", null],
  [
    "RST_STREAM, INTERNAL_ERROR",
    reset(2),
    "reset",
    "ERR_HTTP2_STREAM_ERROR: Stream closed with error code NGHTTP2_INTERNAL_ERROR",
  ],
  ["RST_STREAM, CANCEL", reset(8), "reset", "ERR_HTTP2_STREAM_ERROR"],
  [
    "GOAWAY and close",
    (socket) => socket.end(frame(GOAWAY, 0, 0, uint32(1, 0))),
    "cut",
    "UND_ERR_SOCKET: other side closed",
  ],
  ["close", (socket) => socket.end(), "cut", "UND_ERR_SOCKET: other side closed"],
  ["TCP reset", (socket) => socket.resetAndDestroy(), "reset", "ECONNRESET"],
  [
    "a frame that cannot be",
    (socket) => socket.write(frame(CONTINUATION, 0, 3, "x")),
    "gave-up",
    "ERR_HTTP2_ERROR: Protocol error",
  ],
])("h2c: %s", async (_name, then, end, saying) => {
  const { port } = await serve(then);
  const record = await readFrom(port);
  expect(record).toMatchObject({ status: 200, end, saying });
  expect(record.pieces.map(({ text }) => text)).toEqual(["w"]);
});

describe("leaving over HTTP/2", () => {
  const CANCEL = frame(RST_STREAM, 0, 1, uint32(8));
  const nothing: Finish = () => {};

  test.each<[string, Partial<ReadPlan>]>([
    ["after a token", { leave: { afterToken: 1 } }],
    ["after a time", { leave: { afterMs: 300 } }],
  ])("%s is RST_STREAM with CANCEL, and the connection stays", async (_name, changes) => {
    const { port, received, sockets } = await serve(nothing);
    expect(await readFrom(port, changes)).toMatchObject({ end: "left", saying: null });
    const closed = once(sockets[0]!, "close").then(() => "closed");
    await expect.poll(() => Buffer.concat(received).includes(CANCEL)).toBe(true);
    expect(await Promise.race([closed, delay(300, "open")])).toBe("open");
  });

  test("the server's close ends it at once", async () => {
    const { port, sockets } = await serve(nothing);
    await readFrom(port, { leave: { afterToken: 1 } });
    sockets[0]!.end();
    await once(sockets[0]!, "close");
  });

  test("a read whose time is up closes the connection", async () => {
    const { port, sockets } = await serve(nothing);
    expect(await readFrom(port, { timeoutMs: 100 })).toMatchObject({ end: "time-up", saying: null });
    if (!sockets[0]!.closed) await once(sockets[0]!, "close");
  });
});
