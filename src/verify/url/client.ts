import { buildConnector, Client } from "undici";

/**
 * One connection for one request. Certificates are checked; HTTP/2 only by ALPN (RFC 9113 3.2).
 * @param ca PEM of what is trusted instead of the usual authorities
 */
export function clientOf(url: URL, h2: boolean, ca: string | null): Client {
  const open = buildConnector({ allowH2: h2, ...(ca === null ? {} : { ca }) });
  return new Client(url.origin, {
    ...{ pipelining: 1, bodyTimeout: 0, headersTimeout: 0, allowH2: h2 },
    connect: (options, callback) =>
      open(options, (...result) => {
        const [error, socket] = result;
        if (error !== null) return callback(error, null);
        if (h2 && (socket as { alpnProtocol?: unknown }).alpnProtocol !== "h2") {
          socket.destroy();
          return callback(Object.assign(new Error("no h2"), { code: "NO_H2" }), null);
        }
        callback(null, socket);
      }),
  });
}

/** The code of an error, or of its cause: `ECONNREFUSED`. Never its message, which might quote what was sent. */
export function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: unknown };
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/u.test(code)) return code;
  if (typeof cause === "object" && cause !== null) return codeOf(cause);
  return typeof name === "string" ? name : "unknown";
}
