import { request as http } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { request as https } from "node:https";
import { isIP } from "node:net";
import type { Readable, Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { connect as connectTls } from "node:tls";
import type { TLSSocket } from "node:tls";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { NO_HTTP2 } from "../cell.ts";
import type { ReaderSide } from "../cell.ts";
import { WordFinder } from "./words.ts";

const BEGINNING = 300;

/** What a reader has got so far. */
export interface Reading {
  readonly words: WordFinder;
  status: number | null;
  error: string | null;
  headers: Readonly<Record<string, string | undefined>>;
  /** First characters of the answer. */
  beginning: string;
  /** Bytes of its decoded body. */
  bytes: number;
  /** Null: not over. */
  end: "clean" | "cut" | null;
  endedAt: number | null;
  /** The reader leaves: without a word, as a closed tab does. */
  leave(): void;
}

/** Asks, and reads the answer as it comes. `changed` is called at everything new. */
export function read(run: string, side: ReaderSide, body: string | null, changed: () => void): Reading {
  const reading: Reading = {
    ...{ words: new WordFinder(run), status: null, error: null, headers: {}, beginning: "", bytes: 0 },
    ...{ end: null, endedAt: null },
    leave: () => {},
  };
  const over = (end: "clean" | "cut", error?: Error): void => {
    if (reading.end !== null) return;
    Object.assign(reading, { end, endedAt: performance.now(), error: error?.message ?? reading.error });
    changed();
  };
  try {
    (side.http2 ? askHttp2 : askHttp1)({ side, body, reading, changed, over });
  } catch (error) {
    over("cut", error as Error); // a path that no client can send
  }
  return reading;
}

interface Asking {
  readonly side: ReaderSide;
  readonly body: string | null;
  readonly reading: Reading;
  readonly changed: () => void;
  readonly over: (end: "clean" | "cut", error?: Error) => void;
}

function headersOf({ headers, offers }: ReaderSide, body: string | null): Record<string, string> {
  return {
    accept: "text/event-stream, application/json, */*",
    ...(body === null ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    ...(offers === null ? {} : { "accept-encoding": offers }),
    ...headers,
  };
}

function sni(host: string | null): { servername?: string } {
  const name = host?.replace(/:\d+$/, "");
  return name && isIP(name) === 0 ? { servername: name } : {};
}

function askHttp1({ side, body, reading, changed, over }: Asking): void {
  const asked = (side.tls ? https : http)({
    ...{ host: side.address, port: side.port, path: side.path, method: side.method, agent: false },
    headers: { host: side.host ?? "localhost", ...headersOf(side, body) },
    ...{ rejectUnauthorized: false, ...sni(side.host) },
  });
  reading.leave = () => asked.destroy();
  asked.on("error", (error) => over("cut", error));
  asked.on("response", (answer: IncomingMessage) => {
    reading.status = answer.statusCode ?? null;
    reading.headers = answer.headers as Record<string, string | undefined>;
    const rest = decoded(answer, reading, changed);
    // what the decoder still has is read before the end is told
    answer.on("close", () => void rest.then(() => over(answer.complete ? "clean" : "cut")));
    answer.on("error", () => over("cut"));
    changed();
  });
  asked.end(body ?? undefined);
}

function askHttp2({ side, body, reading, changed, over }: Asking): void {
  // as browsers do: who offers HTTP/2 alone is turned away by servers that have none
  const secured = (): TLSSocket =>
    connectTls({
      ...{ host: side.address, port: side.port, rejectUnauthorized: false, ...sni(side.host) },
      ALPNProtocols: ["h2", "http/1.1"],
    });
  const scheme = side.tls ? "https" : "http";
  const session = connect(`${scheme}://${side.address}:${side.port}`, side.tls ? { createConnection: secured } : {});
  const failed = (error: Error): void => (over("cut", error), session.destroy());
  session.on("error", failed);
  session.on("connect", (_, socket) => {
    if (side.tls && (socket as TLSSocket).alpnProtocol !== "h2") failed(new Error(NO_HTTP2));
  });
  const pseudo = {
    ":method": side.method,
    ":path": side.path,
    ":scheme": scheme,
    ":authority": side.host ?? "localhost",
  };
  const stream = session.request({ ...pseudo, ...headersOf(side, body) });
  reading.leave = () => stream.close(8); // CANCEL, as a browser does
  stream.on("error", failed);
  let rest = Promise.resolve();
  stream.on("response", (headers) => {
    reading.status = headers[":status"] ?? null;
    reading.headers = headers as Record<string, string | undefined>;
    rest = decoded(stream, reading, changed);
    changed();
  });
  let ended = false;
  stream.on("end", () => (ended = true));
  stream.on("close", () => {
    session.close();
    void rest.then(() => over(ended && stream.rstCode === 0 ? "clean" : "cut"));
  });
  stream.end(body ?? undefined);
}

/**
 * Takes the answer's text, decoded as it comes: a coding that holds must not be mistaken for a decoder that waits.
 * @returns resolves when nothing more comes of it
 */
function decoded(answer: Readable, reading: Reading, changed: () => void): Promise<void> {
  const utf8 = new StringDecoder("utf8");
  const take = (bytes: Buffer): void => {
    const text = utf8.write(bytes);
    reading.bytes += bytes.length;
    if (reading.beginning.length < BEGINNING) reading.beginning += text.slice(0, BEGINNING - reading.beginning.length);
    reading.words.take(text);
    changed();
  };
  const decoder = decoderOf(reading.headers["content-encoding"]);
  if (decoder === null) {
    answer.on("data", take);
    return Promise.resolve();
  }
  decoder.on("data", take);
  answer.pipe(decoder);
  // a broken-off answer never ends its decoder
  answer.on("close", () => void (answer.readableEnded || decoder.destroy()));
  return new Promise((resolve) => {
    decoder.on("close", resolve);
    decoder.on("error", ({ message }) => {
      reading.error = `its ${reading.headers["content-encoding"]} cannot be read: ${message}`;
      answer.resume(); // what nobody can read still ends
    });
  });
}

function decoderOf(coding: string | undefined): Transform | null {
  if (coding === "gzip" || coding === "x-gzip") return createGunzip();
  if (coding === "br") return createBrotliDecompress();
  if (coding === "zstd") return createZstdDecompress();
  return coding === "deflate" ? createInflate() : null;
}
