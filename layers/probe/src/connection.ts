import type { Socket } from "node:net";
import { buildConnector, Client } from "undici";
import type { ReadPlan } from "../../../src/model/reader.ts";

/** One connection for one read: never shared, never used twice. */
export interface Connection {
  readonly client: Client;
  /** Code of the error that TCP or TLS reported, or null. undici reports a reset of a close-delimited body as its proper end. */
  socketError(): string | null;
}

/** Bytes that a slow reader may take in advance; what is beyond them waits in the kernel, where the sender feels it. */
const SLOW_BUFFER = 4096;

/**
 * Prepares a connection to the origin of `url`; undici opens it with the first request. https accepts any certificate.
 * "2" is negotiated by ALPN over TLS (RFC 9113 3.2) and taken for granted over TCP (h2c with prior knowledge, RFC 9113 3.3).
 * "any" takes what the server chooses.
 * @param slow the reader is throttled: keep little in user space
 */
export function connect(url: URL, version: ReadPlan["httpVersion"] | "any", slow: boolean): Connection {
  const h2 = version === "2";
  const open = buildConnector({
    ...{ allowH2: h2 || version === "any", preferH2: h2, useH2c: h2, timeout: 0, rejectUnauthorized: false },
    ...(slow ? { highWaterMark: SLOW_BUFFER } : {}),
  });
  let socketError: string | null = null;
  const client = new Client(url.origin, {
    ...{ pipelining: 1, bodyTimeout: 0, headersTimeout: 0 },
    connect: (options, callback) =>
      open(options, (...result) => {
        const [error, socket] = result;
        if (error !== null) return callback(error, null);
        // Before undici's own listener, which may end the response at once.
        socket.on("error", (cause: NodeJS.ErrnoException) => (socketError ??= cause.code ?? cause.message));
        if (h2 && (socket as Socket & { alpnProtocol?: unknown }).alpnProtocol !== "h2") {
          socket.destroy();
          return callback(Object.assign(new Error("the server did not choose h2"), { code: "NO_H2" }), null);
        }
        if (version === "1.0") sayHttp10(socket);
        callback(null, socket);
      }),
  });
  return { client, socketError: () => socketError };
}

/** undici always writes HTTP/1.1; its first write is the head, and the version in it is all that makes a request a 1.0 one. */
function sayHttp10(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = ((head: string, ...rest: [BufferEncoding]) => {
    socket.write = write;
    return write(head.replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"), ...rest);
  }) as Socket["write"];
}
