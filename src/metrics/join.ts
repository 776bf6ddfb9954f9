import type { ReadRecord } from "../model/reader.ts";
import { scenarioOf } from "../model/scenario.ts";
import type { Generation, Scenario, SendLog, SentToken } from "../model/scenario.ts";
import { tokenTexts } from "../model/text.ts";
import type { RunTrace } from "../model/trace.ts";
import { originName } from "../model/wire.ts";
import { aligner } from "./align.ts";
import type { Aligner } from "./align.ts";
import { ownGenerations } from "./own.ts";
import { sequenceOf } from "./sequence.ts";

/** A token that a reader received, and what the send log says of it. */
export interface ReceivedToken {
  readonly seq: number;
  readonly atNs: number;
  /** The generation that it belongs to; null: the log has none of this name (a generation of another run, out of a cache), or there is no log. */
  readonly generation: Generation | null;
  /** Its entry in the send log; null: the log does not know it. */
  readonly sent: SentToken | null;
}

/** What one reader received, joined with what the model sent. */
export interface JoinedRead {
  readonly record: ReadRecord;
  /** When the request had left the reader (or its start, if it never did): zero of all times of this reader. */
  readonly zeroNs: number;
  /** Each token once, in order of arrival. */
  readonly received: readonly ReceivedToken[];
  readonly doubled: number;
  readonly lost: number;
  readonly outOfOrder: number;
  /** Generations that this reader caused, oldest first. */
  readonly own: readonly Generation[];
  /** The generation that it read: of its last token, or its own last one if it received none; null: there is none. */
  readonly read: Generation | null;
  /** What that generation was made from; null: the origin is unknown. */
  readonly scenario: Scenario | null;
}

/**
 * Joins what a reader received with the send log: by number and origin where these survived the path, else by the text (align.ts) of this
 * reader's own last generation. Without a send log every piece counts as a token, and nothing is known of its sending.
 * @throws TypeError if the run has no record of this reader
 */
export function joinRead(run: RunTrace, readerName: string): JoinedRead {
  const record = run.records[readerName];
  if (record === undefined) throw new TypeError(`the run has no record of the reader ${readerName}`);
  const zeroNs = record.requestSentAtNs ?? record.startedAtNs;
  if (run.sendLog === null) {
    const received = record.pieces.map(({ atNs }, index) => ({ seq: index + 1, atNs, generation: null, sent: null }));
    const nothing = { doubled: 0, lost: 0, outOfOrder: 0, own: [], read: null, scenario: null };
    return { record, zeroNs, received, ...nothing };
  }
  const own = ownGenerations(run, readerName);
  const { tokens, diverged } = tokensOf(record, run.sendLog, own.at(-1) ?? null);
  const { first, doubled, outOfOrder, missing } = sequenceOf(tokens.map((token) => token.seq));
  const received = first.map((index) => tokens[index]!);
  const read = received.findLast((token) => token.generation !== null)?.generation ?? own.at(-1) ?? null;
  return {
    ...{ record, zeroNs, received, doubled, outOfOrder, own, read },
    lost: diverged.includes(read) ? (read?.tokens.length ?? 0) - received.length : lostOf(missing, read, record),
    scenario: scenarioOf(run.sendLog, read === null ? readerName : read.reader),
  };
}

/** Of the missing tokens those that this reader was to get: what was sent before it asked is not lost to it. */
function lostOf(missing: readonly number[], read: Generation | null, record: ReadRecord): number {
  const sentAtNs = new Map(read?.tokens.map((token) => [token.seq, token.sentAtNs]));
  return missing.filter((seq) => (sentAtNs.get(seq) ?? Infinity) >= record.startedAtNs).length;
}

/** Every arrival of a token, a doubled one too; and the generations whose text went another way. */
function tokensOf(
  record: ReadRecord,
  log: SendLog,
  ownLast: Generation | null,
): { tokens: ReceivedToken[]; diverged: (Generation | null)[] } {
  const byOrigin = new Map(log.generations.map((each) => [originName(log.runId, each.generation), each]));
  const aligners = new Map<Generation, Aligner>();
  const alignerOf = (generation: Generation): Aligner => {
    const made =
      aligners.get(generation) ??
      aligner(tokenTexts(scenarioOf(log, generation.reader)), generation.tokens.at(-1)?.seq ?? 0);
    aligners.set(generation, made);
    return made;
  };
  const sentOf = new Map(
    log.generations.map((each) => [each, new Map(each.tokens.map((token) => [token.seq, token]))]),
  );
  const tokens = record.pieces.flatMap((piece, index): ReceivedToken[] => {
    const generation = piece.origin === null ? ownLast : (byOrigin.get(piece.origin) ?? null);
    if (generation === null) return [{ seq: piece.seq ?? index + 1, atNs: piece.atNs, generation, sent: null }];
    const arrivals = alignerOf(generation).take(piece);
    return arrivals.map((each) => ({ ...each, generation, sent: sentOf.get(generation)?.get(each.seq) ?? null }));
  });
  return { tokens, diverged: [...aligners].flatMap(([generation, each]) => (each.diverged() ? [generation] : [])) };
}
