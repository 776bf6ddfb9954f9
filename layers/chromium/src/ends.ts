import type { EndTable } from "../../../reader-kit/ends.ts";

/** Chromium's errors (net/base/net_error_list.h) that can end a read. */
export const CHROMIUM_ENDS: EndTable = [
  [/^net::ERR_(CONNECTION_RESET|SOCKET_NOT_CONNECTED)$/, "reset"],
  // RST_STREAM with any code but these two
  [/^net::ERR_HTTP2_(PROTOCOL_ERROR|RST_STREAM_NO_ERROR_RECEIVED|SERVER_REFUSED_STREAM)$/, "reset"],
  // closed before the body was whole, or without any answer
  [/^net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH|EMPTY_RESPONSE|CONNECTION_CLOSED)$/, "cut"],
  // no connection
  [/^net::ERR_(CONNECTION_REFUSED|CONNECTION_TIMED_OUT|TIMED_OUT|NAME_NOT_RESOLVED|ADDRESS_UNREACHABLE)$/, "cut"],
  // garbled framing
  [/^net::ERR_(INVALID_CHUNKED_ENCODING|INVALID_HTTP_RESPONSE|RESPONSE_HEADERS_TRUNCATED)$/, "gave-up"],
  [/^net::ERR_RESPONSE_HEADERS_MULTIPLE_[A-Z_]+$/, "gave-up"],
  [/^net::ERR_HTTP2_(FRAME_SIZE_ERROR|COMPRESSION_ERROR|FLOW_CONTROL_ERROR)$/, "gave-up"],
  // limits, refusals, codings
  [/^net::ERR_(RESPONSE_HEADERS_TOO_BIG|UNSAFE_PORT|ABORTED|FAILED|SSL_PROTOCOL_ERROR)$/, "gave-up"],
  [/^net::ERR_CONTENT_DECODING_(FAILED|INIT_FAILED)$/, "gave-up"],
];
