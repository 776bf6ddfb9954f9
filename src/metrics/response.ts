import type { ResolvedReader } from "../model/experiment.ts";
import type { ReaderMetrics } from "../model/observation.ts";
import type { ReadRecord } from "../model/reader.ts";
import type { Scenario } from "../model/scenario.ts";
import type { End } from "../model/words.ts";
import type { JoinedRead } from "./join.ts";

/**
 * How the response ended. A complete one is `clean` with its end marker, else `silent`. An error status needs no marker. `text` has none,
 * and a client that hands out text only does not show it: there it is clean if every token that was planned has come (unknown origin: if
 * the client says that it is complete).
 */
export function endOf({ record, received, scenario }: JoinedRead, format: Scenario["format"]): End {
  if (record.end === "time-up") return "open";
  if (record.end !== "complete") return record.end;
  if ((record.status ?? 0) >= 400) return "clean";
  const unmarked = format === "text" || (record.reads.length === 0 && record.events.length === 0);
  const marked = unmarked
    ? scenario === null || received.length >= scenario.tokens
    : record.events.some((event) => event.kind === "done");
  return marked ? "clean" : "silent";
}

/** How the response marks its end (RFC 9112 6.3); null without a response, and in HTTP/2, whose frames do it. */
export function framingOf(record: ReadRecord, httpVersion: ResolvedReader["httpVersion"]): ReaderMetrics["framing"] {
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
export function headersBeforeToken({ record, read, scenario }: JoinedRead): boolean | null {
  const first = read?.tokens.at(0);
  if (record.headersAtNs === null || first === undefined || scenario === null || scenario.ttftMs === 0) return null;
  return record.headersAtNs < first.sentAtNs - scenario.ttftMs * HEADERS_MARGIN * 1e6;
}
