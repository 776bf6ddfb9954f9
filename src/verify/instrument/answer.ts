import type { ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { constants, createGzip } from "node:zlib";
import type { OriginSide } from "../cell.ts";
import type { OriginRequest } from "./request.ts";

/** An answer under way. Writing to a connection that is gone does nothing. */
export interface Answer {
  /** Sends the headers: an origin that thinks first does not. */
  begin(): void;
  write(text: string): void;
  /** Ends it as its framing says. */
  finish(): void;
  /** Breaks it off, as an app does that crashes: its connection closes. */
  breakOff(): void;
  /** Bytes of the body so far, as they leave: after any coding, before any framing. */
  written(): number;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  /** Resolves when all of it is written, and its connection can take the next request. */
  readonly over: Promise<void>;
}

/** An answer over HTTP/1, framed as the cell says, whether or not that is what HTTP wants. */
export function http1Answer(socket: Duplex, request: OriginRequest, origin: OriginSide): Answer {
  const chunked = origin.framing === "chunked-to-1.0" || (origin.framing === "chunked" && request.version === "1.1");
  let written = 0;
  const { coding, put } = coded(origin, request, (bytes) => {
    if (!socket.writable) return;
    written += bytes.length;
    socket.write(chunked ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]) : bytes);
  });
  const head = { "content-type": origin.contentType, ...coding, ...origin.headers };
  const framing = chunked ? { "transfer-encoding": "chunked" } : { connection: "close" };
  let over = (): void => {};
  const ended = new Promise<void>((resolve) => (over = resolve));
  const lines = Object.entries({ ...head, ...framing }).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    begin: () =>
      void (socket.writable && socket.write(`HTTP/1.1 200 OK\r\ncache-control: no-cache\r\n${lines.join("")}\r\n`)),
    write: (text) => put(text),
    finish: () =>
      put(null, () => {
        if (chunked && socket.writable) socket.write("0\r\n\r\n");
        if (!chunked || request.version === "1.0") socket.end();
        else over();
      }),
    // what was written leaves first: a connection closed with bytes in it would be one more kind of end
    breakOff: () => void (socket.writable && socket.end()),
    written: () => written,
    ...{ closed: closedOf(socket), over: ended },
  };
}

/** An answer over HTTP/2, which has one framing. */
export function http2Answer(stream: ServerHttp2Stream, request: OriginRequest, origin: OriginSide): Answer {
  let written = 0;
  const { coding, put } = coded(origin, request, (bytes) => {
    if (!stream.writable) return;
    written += bytes.length;
    stream.write(bytes);
  });
  return {
    begin: () => {
      if (!stream.destroyed)
        stream.respond({ ":status": 200, "content-type": origin.contentType, ...coding, ...origin.headers });
    },
    write: (text) => put(text),
    finish: () => put(null, () => stream.end()),
    // a reset of the stream alone: the connection may carry other answers
    breakOff: () => void stream.destroy(new Error("broken off")),
    written: () => written,
    ...{ closed: closedOf(stream), over: closedOf(stream) },
  };
}

const CRLF = Buffer.from("\r\n");

function closedOf(stream: Duplex): Promise<void> {
  return new Promise((resolve) => stream.once("close", resolve));
}

interface Coded {
  readonly coding: Record<string, string>;
  /** Null: the end; `then` runs when all has been written. */
  readonly put: (text: string | null, then?: () => void) => void;
}

/** Compresses where the cell says so, each token flushed, as an origin does that streams rightly. */
function coded(origin: OriginSide, request: OriginRequest, write: (bytes: Buffer) => void): Coded {
  const asked = /gzip/.test(request.headers["accept-encoding"] ?? "");
  if (origin.coding === "none" || (origin.coding === "if-asked" && !asked)) {
    return { coding: {}, put: (text, then) => (text === null ? then?.() : write(Buffer.from(text))) };
  }
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  gzip.on("data", write);
  return {
    coding: { "content-encoding": "gzip" },
    put: (text, then) => void (text === null ? gzip.end().once("end", () => then?.()) : gzip.write(text)),
  };
}
