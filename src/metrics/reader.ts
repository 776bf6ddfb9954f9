import type { ResolvedSide } from "../model/experiment.ts";
import type { ReaderMetrics } from "../model/result.ts";
import type { RunTrace } from "../model/trace.ts";
import { batchMetrics } from "./batches.ts";
import { joinRead } from "./join.ts";
import type { JoinedRead } from "./join.ts";
import { endOf, framingOf, headersBeforeToken } from "./response.ts";
import { textIdentical } from "./text.ts";
import { holdTimes, sinceRequestMs, timeLine, tokenTimes } from "./times.ts";

/**
 * All numbers of one reader in one run. Times are ms since its request, unless their name says otherwise.
 * @throws TypeError if the run has no record of this reader
 */
export function readerMetrics(run: RunTrace, readerName: string, side: ResolvedSide): ReaderMetrics {
  const join = joinRead(run, readerName);
  const { record, received, own } = join;
  const { scenario } = run.sendLog;
  const line = timeLine(join);
  const end = endOf(record, scenario);
  return {
    reader: readerName,
    status: record.status,
    contentEncoding: record.responseHeaders["content-encoding"] ?? null,
    framing: framingOf(record, side.readers[readerName]?.httpVersion ?? "1.1"),
    headersMs: sinceRequestMs(record.headersAtNs, join),
    ttfbMs: sinceRequestMs(record.reads.find((read) => read.bytes > 0)?.atNs, join),
    ...tokenTimes(join),
    ...holdTimes(line.sentMs, line.arrivedMs),
    tokens: received.length,
    tokensPlanned: scenario.tokens,
    ...batchMetrics(join),
    bodyBytes: record.reads.reduce((sum, read) => sum + read.bytes, 0),
    queueMs: sinceRequestMs(own.at(0)?.requestAtNs, join),
    endedMs: (record.endedAtNs - record.startedAtNs) / 1e6,
    headersBeforeToken: headersBeforeToken(join, scenario),
    textIdentical: textIdentical(join, scenario.text, end),
    tokensOfOther: tokensOfOther(join),
    tokensReplayed: tokensReplayed(join),
    ...line,
    end,
  };
}

/** Tokens of a generation that this reader did not cause: another reader's, or another run's. */
function tokensOfOther({ received, own }: JoinedRead): number {
  return received.filter((token) => token.generation === null || !own.includes(token.generation)).length;
}

/**
 * Tokens that were sent before this reader asked: before its start, because the stamp of the sent request can be late (on a busy machine
 * a model had the request 50 ms before the reader's process learned that it was sent).
 */
function tokensReplayed({ received, record }: JoinedRead): number {
  return received.filter((token) => token.sent !== null && token.sent.sentAtNs < record.startedAtNs).length;
}
