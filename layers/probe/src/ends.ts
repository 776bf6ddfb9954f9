import type { EndTable } from "../../../reader-kit/ends.ts";

/**
 * How undici, Node and this client say that a read ended: an error's code (or its name where it has none), and its message. undici names
 * all that its HTTP/1 parser rejects `HTTPParserError`; the reason in brackets is llhttp's.
 */
export const PROBE_ENDS: EndTable = [
  // TCP reset, of the reading or the writing side; RST_STREAM
  [/^ECONNRESET\b/, "reset"],
  [/^EPIPE\b/, "reset"],
  [/^ERR_HTTP2_STREAM_ERROR\b/, "reset"],
  // before the head these two are a response with both framings, or two lengths; behind it a close before the announced end
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH\b.*, before the head$/, "gave-up"],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH\b/, "cut"],
  // closed before the final chunk, Content-Length, END_STREAM, or before any answer
  [/^UND_ERR_SOCKET\b/, "cut"],
  [/^HTTPParserError: .*\(Invalid EOF state\)/, "cut"], // the same, where the response had said `connection: close`
  [/^UND_ERR_INFO: HTTP\/2: "GOAWAY" frame received with code 0/, "cut"],
  [/^ERR_HTTP2_SESSION_ERROR\b/, "cut"], // GOAWAY with an error code
  [/^UND_ERR_INFO: HTTP\/2: stream half-closed \(remote\)/, "cut"], // END_STREAM in place of a response
  [/^UND_ERR_INFO: HTTP\/2: stream closed before the response was complete/, "cut"],
  // no connection
  [/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/, "cut"],
  // garbled framing
  [/^HTTPParserError\b/, "gave-up"],
  [/^ERR_HTTP2_ERROR\b/, "gave-up"],
  [/^UND_ERR_INFO: HTTP\/2: "frameError" received/, "gave-up"],
  // limits and refusals
  [/^UND_ERR_HEADERS_OVERFLOW\b/, "gave-up"],
  [/^NO_H2\b/, "gave-up"],
  [/^UNKNOWN_CONTENT_ENCODING\b/, "gave-up"],
  [/^(EPROTO|ERR_SSL_[A-Z0-9_]+)\b/, "gave-up"], // TLS
  // a content coding that is broken, or breaks off in a body that is whole
  [/^(Z_[A-Z]+_ERROR|ERR__ERROR_[A-Z0-9_]+|ZSTD_error_[a-zA-Z_]+)\b/, "gave-up"],
];

/** An error in the client's own words: its code, or name, and the message where that says more. */
export function wordsOf({ code, name, message }: NodeJS.ErrnoException): string {
  const word = code ?? name;
  return message === "" || message.includes(word) ? word : `${word}: ${message}`;
}
