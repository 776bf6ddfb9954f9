import { describe, expect, test } from "vitest";
import { CHROMIUM_ENDS } from "../../layers/chromium/src/ends.ts";
import { CURL_ENDS, endingOfCurl } from "../../layers/curl/src/ends.ts";
import { PROBE_ENDS, wordsOf } from "../../layers/probe/src/ends.ts";
import { endingOf } from "../../reader-kit/ends.ts";
import type { EndTable } from "../../reader-kit/ends.ts";
import { PYTHON_ENDS } from "../../reader-kit/python/ends.ts";

/** Words as the clients write them (measured, but for what needs a broken network), and what they mean. */
type Samples = Record<"reset" | "cut" | "gave-up", readonly string[]>;

const MISMATCH = "UND_ERR_RES_CONTENT_LENGTH_MISMATCH: Response body length does not match content-length header";
const parser = (reason: string): string => `HTTPParserError: Response does not match the HTTP/1.1 protocol (${reason})`;
const PROBE: Samples = {
  reset: ["ECONNRESET", "EPIPE", "ERR_HTTP2_STREAM_ERROR: Stream closed with error code NGHTTP2_INTERNAL_ERROR"],
  cut: [
    ...["UND_ERR_SOCKET: other side closed", MISMATCH, parser("Invalid EOF state")],
    ...[
      'UND_ERR_INFO: HTTP/2: "GOAWAY" frame received with code 0',
      "UND_ERR_INFO: HTTP/2: stream half-closed (remote)",
    ],
    "UND_ERR_INFO: HTTP/2: stream closed before the response was complete",
    "ERR_HTTP2_SESSION_ERROR: Session closed with error code 2",
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"],
  ],
  "gave-up": [
    ...[`${MISMATCH}, before the head`, parser("Invalid character in chunk size"), parser("Invalid header token")],
    ...["ERR_HTTP2_ERROR: Protocol error", 'UND_ERR_INFO: HTTP/2: "frameError" received - type 1, code 5'],
    ...["UND_ERR_HEADERS_OVERFLOW: Headers Overflow Error", "NO_H2: the server did not choose h2"],
    'UNKNOWN_CONTENT_ENCODING: Content-Encoding "compress" is none of gzip, x-gzip, deflate, br, zstd',
    ...["EPROTO: write EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER: wrong version number"],
    ...["Z_DATA_ERROR: incorrect header check", "Z_BUF_ERROR: unexpected end of file"],
    ...["ERR__ERROR_FORMAT_PADDING_2: Decompression failed", "ZSTD_error_prefix_unknown: Unknown frame descriptor"],
  ],
};

const CURL: Samples = {
  reset: [
    ...["curl: (56) Recv failure: Connection reset by peer", "curl: (55) Send failure: Broken pipe"],
    "curl: (92) HTTP/2 stream 1 was not closed cleanly: CANCEL (err 8)",
    "curl: (56) Connection died, tried 5 times before giving up",
  ],
  cut: [
    "curl: (18) transfer closed with outstanding read data remaining",
    ...["curl: (18) end of response with 94 bytes missing", "curl: (52) Empty reply from server"],
    "curl: (16) Error in the HTTP2 framing layer",
    "curl: (56) OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0",
    ...["curl: (6) Could not resolve host: upstream", "curl: (7) Failed to connect to upstream port 8080 after 0 ms"],
  ],
  "gave-up": [
    ...["curl: (1) Received HTTP/0.9 when not allowed", "curl: (8) Invalid Content-Length: value"],
    "curl: (23) Failed reading the chunked-encoded stream",
    "curl: (56) chunk hex-length char not a hex digit: 0x48",
    "curl: (56) Malformed encoding found in chunked-encoding",
    "curl: (16) nghttp2 shuts down connection with error 1: PROTOCOL_ERROR",
    "curl: (16) Remote peer returned unexpected data while we expected SETTINGS frame.",
    "curl: (100) A value or data field grew larger than allowed",
    ...["curl: (28) Operation too slow", "curl: (35) TLS connect error"],
    "curl: (61) Error while processing content unencoding: incorrect header check",
  ],
};

const CHROMIUM: Samples = {
  reset: [
    ...["CONNECTION_RESET", "SOCKET_NOT_CONNECTED"],
    ...["HTTP2_PROTOCOL_ERROR", "HTTP2_RST_STREAM_NO_ERROR_RECEIVED", "HTTP2_SERVER_REFUSED_STREAM"],
  ].map((word) => `net::ERR_${word}`),
  cut: [
    ...["INCOMPLETE_CHUNKED_ENCODING", "CONTENT_LENGTH_MISMATCH", "EMPTY_RESPONSE", "CONNECTION_CLOSED"],
    ...["CONNECTION_REFUSED", "CONNECTION_TIMED_OUT", "TIMED_OUT", "NAME_NOT_RESOLVED", "ADDRESS_UNREACHABLE"],
  ].map((word) => `net::ERR_${word}`),
  "gave-up": [
    ...["INVALID_CHUNKED_ENCODING", "INVALID_HTTP_RESPONSE", "RESPONSE_HEADERS_TRUNCATED"],
    "RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH",
    ...["HTTP2_FRAME_SIZE_ERROR", "HTTP2_COMPRESSION_ERROR", "HTTP2_FLOW_CONTROL_ERROR"],
    ...["RESPONSE_HEADERS_TOO_BIG", "UNSAFE_PORT", "ABORTED", "FAILED", "SSL_PROTOCOL_ERROR"],
    ...["CONTENT_DECODING_FAILED", "CONTENT_DECODING_INIT_FAILED"],
  ].map((word) => `net::ERR_${word}`),
};

const PROTOCOL =
  "requests.ConnectionError: ('Connection aborted.', ...)\nurllib3.ProtocolError: ('Connection aborted.', ...)";
const PYTHON: Samples = {
  reset: [
    "httpx.ReadError: [Errno 104] Connection reset by peer\nConnectionResetError: [Errno 104] Connection reset by peer",
    "httpx.WriteError: [Errno 32] Broken pipe\nBrokenPipeError: [Errno 32] Broken pipe",
    "aiohttp.ClientOSError: [Errno 104] Connection reset by peer\nConnectionResetError: [Errno 104] Connection reset by peer",
    "aiohttp.ClientPayloadError: Response payload is not completed: <TransferEncodingError: 400, message='x'>. ConnectionResetError(104, 'Connection reset by peer')",
  ],
  cut: [
    "httpx.RemoteProtocolError: peer closed connection without sending complete message body (incomplete chunked read)",
    "openai.APIConnectionError: Connection error.\nhttpx2.RemoteProtocolError: Server disconnected without sending a response.",
    "requests.ChunkedEncodingError: Response ended prematurely\nurllib3.ProtocolError: Response ended prematurely\nValueError: invalid literal for int() with base 16: b''",
    "urllib3.ProtocolError: x\nhttp.IncompleteRead: IncompleteRead(0 bytes read)\nValueError: invalid literal for int() with base 16: b''",
    "requests.ChunkedEncodingError: x\nurllib3.IncompleteRead: IncompleteRead(148 bytes read, 851 more expected)",
    `${PROTOCOL}\nhttp.RemoteDisconnected: Remote end closed connection without response`,
    "httpx.ConnectError: [Errno -2] Name or service not known\nsocket.gaierror: [Errno -2] Name or service not known",
    "httpx.ConnectError: x\nConnectionRefusedError: [Errno 111] Connection refused",
    "httpx.ConnectError: x\nOSError: [Errno 113] No route to host",
    "httpx.ReadError: x\nTimeoutError: [Errno 110] Connection timed out",
    "aiohttp.ClientPayloadError: Response payload is not completed: <TransferEncodingError: 400, message='Not enough data to satisfy transfer length header.'>",
    "aiohttp.ServerDisconnectedError: Server disconnected",
    "aiohttp.ClientConnectorError: Cannot connect to host x:80 ssl:default [Connect call failed]\nConnectionRefusedError: [Errno 111] Connect call failed",
  ],
  "gave-up": [
    "urllib3.ProtocolError: x\nhttp.IncompleteRead: IncompleteRead(0 bytes read)\nValueError: invalid literal for int() with base 16: b'HTTP/1.1 200 OK\\r\\n'",
    `${PROTOCOL}\nhttp.BadStatusLine: <html>x</html>`,
    `${PROTOCOL}\nhttp.LineTooLong: got more than 65536 bytes when reading header line`,
    "httpx.RemoteProtocolError: illegal chunk header: bytearray(b'HTTP/1.1 200 OK')",
    ...["httpx.RemoteProtocolError: bad Content-Length", "httpx.RemoteProtocolError: Receive buffer too long"],
    ...["httpx.ReadTimeout: timed out", "openai.APITimeoutError: Request timed out.\nhttpx2.ReadTimeout: timed out"],
    "requests.ConnectionError: Read timed out.\nurllib3.ReadTimeoutError: Read timed out.",
    "aiohttp.LineTooLong: 400, message:\n  Got more than 524288 bytes when reading: b'data: ...'.",
    "aiohttp.ClientResponseError: 400, message='x', url='http://x/'\naiohttp.HttpProcessingError: 400, message:\n  Invalid character in chunk size",
    ...["aiohttp.SocketTimeoutError: Timeout on reading data from socket", "TimeoutError: \nasyncio.CancelledError: "],
    "aiohttp.ClientPayloadError: 400, message:\n  Can not decode content-encoding: gzip\naiohttp.ContentEncodingError: x\nzlib.error: Error -3 while decompressing data: incorrect header check",
    "httpx.DecodingError: x\nzlib.error: Error -3 while decompressing data: incorrect header check",
    "json.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 6: invalid start byte",
    "openai.APIError: The server had an error while processing your request",
  ],
};

describe.each<[string, EndTable, Samples]>([
  ["probe", PROBE_ENDS, PROBE],
  ["curl", CURL_ENDS, CURL],
  ["chromium", CHROMIUM_ENDS, CHROMIUM],
  ["python", PYTHON_ENDS, PYTHON],
])("%s: its words", (client, table, samples) => {
  const all = Object.entries(samples).flatMap(([end, words]) => words.map((word) => [end, word] as const));

  test.each(all)("%s: %s", (end, words) => {
    expect(endingOf(client, table, words)).toEqual({ end, saying: words });
  });

  test("no row of the table is without a sample that it decides", () => {
    const decided = new Set(all.map(([, words]) => table.find(([pattern]) => pattern.test(words))));
    expect(table.filter((row) => !decided.has(row))).toEqual([]);
  });

  test("words that stand in no row are an error of the rig, not a guess", () => {
    const words = "EWHATEVER: something new";
    expect(() => endingOf(client, table, words)).toThrow(
      expect.objectContaining({ code: "client_failed", message: expect.stringContaining(words) as string }),
    );
  });
});

test("curl: exit code 0 is whole, a failure without a word is the rig's", () => {
  expect(endingOfCurl(0, "")).toEqual({ end: "complete", saying: null });
  expect(() => endingOfCurl(2, "")).toThrow("no words, exit code 2");
  expect(() => endingOfCurl(56, "curl: (56) Failure when receiving data from the peer")).toThrow("does not know");
});

test.each([
  [{ code: "ECONNRESET", message: "read ECONNRESET" }, "ECONNRESET"],
  [{ code: "ECONNREFUSED", message: "" }, "ECONNREFUSED"],
  [{ code: "UND_ERR_SOCKET", message: "other side closed" }, "UND_ERR_SOCKET: other side closed"],
  [{ name: "HTTPParserError", message: "no (reason)" }, "HTTPParserError: no (reason)"],
])("an error in words: %j", (fields, words) => {
  expect(wordsOf(Object.assign(new Error(), fields))).toBe(words);
});
