import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { read } from "../../layers/probe/src/read.ts";
import { openRead } from "../../layers/probe/src/reading.ts";

// Frames by hand (RFC 9113 4.1 and 6): a library would not send a stream that breaks off.
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;
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

test.each<[string, Finish, string | null]>([
  ["END_STREAM", (socket) => socket.write(frame(DATA, END_STREAM, 1)), null],
  ["RST_STREAM, INTERNAL_ERROR", reset(2), "ERR_HTTP2_STREAM_ERROR"],
  ["RST_STREAM, CANCEL", reset(8), "ERR_HTTP2_STREAM_ERROR"],
  ["GOAWAY and close", (socket) => socket.end(frame(GOAWAY, 0, 0, uint32(1, 0))), "UND_ERR_SOCKET"],
  ["close", (socket) => socket.end(), "UND_ERR_SOCKET"],
  ["TCP reset", (socket) => socket.resetAndDestroy(), "ECONNRESET"],
])("h2c: %s", async (_name, end, errorCode) => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.resume();
      socket.write(frame(SETTINGS, 0, 0));
      socket.write(Buffer.concat([frame(HEADERS, END_HEADERS, 1, STATUS_200), frame(DATA, 0, 1, token)]));
      void delay(20).then(() => end(socket));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const record = await read(
    {
      ...{ runId: "r", reader: "reader", url: `http://127.0.0.1:${port}/`, method: "POST", headers: {}, body: "{}" },
      ...{
        httpVersion: "2",
        format: "sse",
        startAtNs: 0,
        leave: null,
        ackUrl: null,
        bytesPerSecond: null,
        timeoutMs: 2000,
      },
    },
    openRead,
    () => {},
    new AbortController().signal,
  );
  expect(record).toMatchObject({ status: 200, text: "w", complete: errorCode === null, errorCode });
});
