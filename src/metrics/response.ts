import type { Reader } from "../model/experiment.ts";
import type { ReadRecord } from "../model/reader.ts";
import type { ReaderMetrics } from "../model/result.ts";
import type { Scenario } from "../model/scenario.ts";
import type { End } from "../model/words.ts";
import type { JoinedRead } from "./join.ts";

/** What a client sees when the peer resets: TCP RST (read or write), and RST_STREAM in HTTP/2 (RFC 9113 6.4). */
const RESET_CODES = ["ECONNRESET", "EPIPE", "ERR_HTTP2_STREAM_ERROR"];

/**
 * How the response ended. An error status needs no end marker. `text` has none: there a complete body ended cleanly if all tokens of the
 * scenario came, and otherwise silently.
 */
export function endOf(record: ReadRecord, scenario: Scenario): End {
  if (record.complete) {
    if ((record.status ?? 0) >= 400) return "clean";
    const tokens = record.events.filter((event) => event.kind === "token").length;
    const marked =
      scenario.format === "text" ? tokens >= scenario.tokens : record.events.some((event) => event.kind === "done");
    return marked ? "clean" : "silent";
  }
  if (record.errorCode === "left") return "left";
  if (record.errorCode === "timeout") return "open";
  return RESET_CODES.includes(record.errorCode ?? "") ? "reset" : "cut";
}

/** How the response marks its end (RFC 9112 6.3); null without a response, and in HTTP/2, whose frames do it. */
export function framingOf(record: ReadRecord, httpVersion: Reader["httpVersion"]): ReaderMetrics["framing"] {
  if (record.status === null || httpVersion === "2") return null;
  if (/\bchunked\b/i.test(record.responseHeaders["transfer-encoding"] ?? "")) return "chunked";
  return record.responseHeaders["content-length"] === undefined ? "close" : "content-length";
}

/** Network and scheduling between two containers stay below this share of the time to the first token. */
const HEADERS_MARGIN = 1 / 10;

/**
 * True if the response head was at the reader before the model sent its first token, by a tenth of the time to first token at least.
 * Null if that cannot be told: no head, no token sent, or a scenario whose first token leaves at once.
 */
export function headersBeforeToken(join: JoinedRead, scenario: Scenario): boolean | null {
  const first = join.read?.tokens.at(0);
  if (join.record.headersAtNs === null || first === undefined || scenario.ttftMs === 0) return null;
  return join.record.headersAtNs < first.sentAtNs - scenario.ttftMs * HEADERS_MARGIN * 1e6;
}
