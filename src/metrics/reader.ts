import type { ResolvedSide } from "../model/experiment.ts";
import type { ReaderMetrics } from "../model/observation.ts";
import type { RunTrace } from "../model/trace.ts";
import { batchMetrics } from "./batches.ts";
import { toldMs, undelivered } from "./ended.ts";
import { joinRead } from "./join.ts";
import type { JoinedRead } from "./join.ts";
import { endOf, framingOf, headersBeforeToken } from "./response.ts";
import { textIdentical } from "./text.ts";
import { earlyTimes, holdTimes, sinceRequestMs, timeLine, tokenTimes } from "./times.ts";

/**
 * All numbers of one reader in one run. Times are ms since its request, unless their name says otherwise.
 * @throws TypeError if the run has no record of this reader
 */
export function readerMetrics(run: RunTrace, readerName: string, side: ResolvedSide): ReaderMetrics {
  const join = joinRead(run, readerName);
  const { record, received, own, read, scenario, doubled, lost, outOfOrder } = join;
  const resolved = side.readers[readerName];
  const line = timeLine(join);
  return {
    reader: readerName,
    status: record.status,
    contentEncoding: record.responseHeaders["content-encoding"] ?? null,
    framing: framingOf(record, resolved?.httpVersion ?? "1.1"),
    responseHeaders: record.responseHeaders,
    headersMs: sinceRequestMs(record.headersAtNs, join),
    ttfbMs: sinceRequestMs(record.reads.find(({ bytes }) => bytes > 0)?.atNs, join),
    ...tokenTimes(join),
    ...holdTimes(line.sentMs, line.arrivedMs),
    tokens: received.length,
    tokensPlanned: scenario?.tokens ?? null,
    tokensSent: scenario === null ? null : (read?.tokens.length ?? 0),
    ...{ doubled, lost, outOfOrder },
    ...batchMetrics(join),
    bodyBytes: record.reads.reduce((sum, { bytes }) => sum + bytes, 0),
    foreignBytes: record.foreign.bytes,
    foreignSample: record.foreign.sample,
    queueMs: sinceRequestMs(own.at(0)?.requestAtNs, join),
    endedMs: (record.endedAtNs - record.startedAtNs) / 1e6,
    headersBeforeToken: headersBeforeToken(join),
    textIdentical: textIdentical(join),
    tokensOfOther: tokensOfOther(join),
    tokensReplayed: tokensReplayed(join),
    ...earlyTimes(join),
    undelivered: undelivered(join),
    toldMs: toldMs(join),
    end: endOf(join, (scenario ?? resolved?.scenario ?? side.scenario).format),
    saying: record.saying,
    ...line,
  };
}

/** Tokens of a generation that this reader did not cause: another reader's, or another run's. Unknown origin: none that is known of. */
function tokensOfOther({ received, own, scenario }: JoinedRead): number {
  if (scenario === null) return 0;
  return received.filter((token) => token.generation === null || !own.includes(token.generation)).length;
}

/**
 * Tokens that were sent before this reader asked: before its start, because the stamp of the sent request can be late (on a busy machine
 * a model had the request 50 ms before the reader's process learned that it was sent).
 */
function tokensReplayed({ received, record }: JoinedRead): number {
  return received.filter((token) => token.sent !== null && token.sent.sentAtNs < record.startedAtNs).length;
}
