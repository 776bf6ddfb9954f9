import type { ReadRecord } from "../model/reader.ts";
import type { Generation, SentToken } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";

/** A token that a reader received, and what the send log says of it. */
export interface ReceivedToken {
  readonly seq: number;
  readonly atNs: number;
  /** The generation that it names; null: the log has none of this name (a generation of another run, out of a cache). */
  readonly generation: Generation | null;
  /** Its entry in the send log; null: the log does not know it. */
  readonly sent: SentToken | null;
}

/** What one reader received, joined with what the model sent. */
export interface JoinedRead {
  readonly record: ReadRecord;
  /** When the request had left the reader (or its start, if it never did): zero of all times of this reader. */
  readonly zeroNs: number;
  /** In order of arrival. */
  readonly received: readonly ReceivedToken[];
  /** Generations that this reader caused, oldest first. */
  readonly own: readonly Generation[];
  /** The generation that it read: of its last token, or its own last one if it received none; null: there is none. */
  readonly read: Generation | null;
}

/**
 * True if this reader caused the generation: its name is on it, or nobody else can have. A generation without a name belongs to the
 * reader that asked first among those that received its tokens; without any such reader it counts for every one.
 */
export function isOwn(generation: Generation, readerName: string, run: RunTrace): boolean {
  const records = Object.entries(run.records);
  if (records.length === 1 || generation.reader === readerName) return true;
  if (generation.reader !== null) return false;
  const origin = `${run.sendLog.runId}.${generation.generation}`;
  const receivers = records.filter(([, record]) => record.events.some((event) => event.origin === origin));
  const [first] = receivers.sort(([, a], [, b]) => a.startedAtNs - b.startedAtNs);
  return first === undefined || first[0] === readerName;
}

/**
 * Joins a reader's token events with the send log by `origin` (run and generation) and sequence number. An event without origin (a
 * format that has no room for it) belongs to the reader's last generation; one without a number is numbered by its place.
 * @throws TypeError if the run has no record of this reader
 */
export function joinRead(run: RunTrace, readerName: string): JoinedRead {
  const record = run.records[readerName];
  if (record === undefined) throw new TypeError(`the run has no record of the reader ${readerName}`);
  const { runId, generations } = run.sendLog;
  const own = generations
    .filter((generation) => isOwn(generation, readerName, run))
    .sort((a, b) => a.requestAtNs - b.requestAtNs);
  const byOrigin = new Map(generations.map((generation) => [`${runId}.${generation.generation}`, generation]));
  const bySeq = new Map(generations.map((each) => [each, new Map(each.tokens.map((token) => [token.seq, token]))]));

  const received = record.events
    .filter((event) => event.kind === "token")
    .map((event, index): ReceivedToken => {
      const seq = event.seq ?? index + 1;
      const generation = (event.origin === null ? own.at(-1) : byOrigin.get(event.origin)) ?? null;
      const sent = (generation && bySeq.get(generation)?.get(seq)) ?? null;
      return { seq, atNs: event.atNs, generation, sent };
    });
  const last = received.findLast((token) => token.generation !== null);
  return {
    record,
    zeroNs: record.requestSentAtNs ?? record.startedAtNs,
    received,
    own,
    read: last?.generation ?? own.at(-1) ?? null,
  };
}
