import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { constants } from "node:http2";
import type { ClientHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { buildConnector, Client } from "undici";
import type { ReadPlan } from "../../../src/model/reader.ts";
import { nowNs } from "../../../reader-kit/clock.ts";

/** One connection for one read: never shared, never used twice. */
export interface Connection {
  readonly client: Client;
  /** When the bytes that undici reports now entered this process, ns; in HTTP/2, which Node reads natively, the time of the call. */
  arrivedNs(): number;
  /**
   * How the connection or its HTTP/2 stream broke, where undici would take it for a proper end: the reset of a close-delimited body
   * (`ECONNRESET`), RST_STREAM with CANCEL (`ERR_HTTP2_STREAM_ERROR`). Null: it did not.
   */
  brokenBy(): string | null;
  /** Closes it. */
  close(): Promise<void>;
  /**
   * Ends the exchange as a browser does that leaves: an HTTP/2 stream is reset with CANCEL (RFC 9113 8.1) while its connection stays for
   * `LINGER_MS`, so that a server which only listens for a closed connection hears nothing; HTTP/1 has no other way than to close.
   */
  leave(): Promise<void>;
}

/** Longer than an experiment looks: a connection that closes within it would tell what the reset alone should. It keeps no process alive. */
const LINGER_MS = 10_000;

/**
 * Prepares a connection to the origin of `url`; undici opens it with the first request. https accepts any certificate.
 * "2" is negotiated by ALPN over TLS (RFC 9113 3.2) and taken for granted over TCP (h2c with prior knowledge, RFC 9113 3.3).
 */
export function connect(url: URL, version: ReadPlan["httpVersion"]): Connection {
  const h2 = version === "2";
  const open = buildConnector({ ...{ allowH2: h2, preferH2: h2, useH2c: h2, timeout: 0, rejectUnauthorized: false } });
  let broken: string | null = null;
  let stream: ClientHttp2Stream | null = null;
  let arrivedNs: number | null = null;
  const client = new Client(url.origin, {
    ...{ pipelining: 1, bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: LINGER_MS },
    connect: (options, callback) =>
      open(options, (...result) => {
        const [error, socket] = result;
        if (error !== null) return callback(error, null);
        if (h2 && (socket as Socket & { alpnProtocol?: unknown }).alpnProtocol !== "h2") {
          socket.destroy();
          return callback(Object.assign(new Error("the server did not choose h2"), { code: "NO_H2" }), null);
        }
        // Before undici's own listener, which may end the response at once.
        socket.on("error", ({ code, errno }: NodeJS.ErrnoException) => {
          if (errno !== undefined) broken ??= code ?? null;
        });
        if (h2) {
          onStream(socket, "start", (opened) => (stream = opened));
          // Node raises no error for a stream that the server cancels; only this tells, before undici reports the end.
          onStream(socket, "close", ({ destroyed, rstCode }) => {
            if (!destroyed && rstCode === constants.NGHTTP2_CANCEL) broken ??= "ERR_HTTP2_STREAM_ERROR";
          });
        } else onArrival(socket, () => (arrivedNs = nowNs()));
        if (version === "1.0") sayHttp10(socket);
        callback(null, socket);
      }),
  });
  const close = (): Promise<void> => client.destroy();
  const leave = (): Promise<void> => {
    if (stream === null || stream.destroyed) return close();
    stream.close(constants.NGHTTP2_CANCEL);
    setTimeout(() => void close(), LINGER_MS).unref();
    return Promise.resolve();
  };
  return { client, arrivedNs: () => arrivedNs ?? nowNs(), brokenBy: () => broken, close, leave };
}

/** The way from here through stream and parser to undici's callback takes 0.1 ms on a core that was idle (bench/probe-stamp.ts). */
function onArrival(socket: Socket, arrived: () => void): void {
  const push = socket.push.bind(socket);
  socket.push = (bytes: unknown, encoding?: BufferEncoding) => {
    arrived();
    return push(bytes, encoding);
  };
}

/** undici always writes HTTP/1.1; its first write is the head, and the version in it is all that makes a request a 1.0 one. */
function sayHttp10(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = ((head: string, ...rest: [BufferEncoding]) => {
    socket.write = write;
    return write(head.replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"), ...rest);
  }) as Socket["write"];
}

/** Tells of the streams of this connection, which undici keeps to itself. */
function onStream(socket: Socket, what: "start" | "close", tell: (stream: ClientHttp2Stream) => void): void {
  const channel = `http2.client.stream.${what}`;
  const port = socket.localPort;
  const onMessage = (message: unknown): void => {
    const { stream } = message as { stream: ClientHttp2Stream };
    if (stream.session?.socket.localPort === port) tell(stream);
  };
  subscribe(channel, onMessage);
  socket.once("close", () => unsubscribe(channel, onMessage));
}
