import { MOMENT_MS } from "../model/thresholds.ts";
import type { ReaderMetrics } from "../model/observation.ts";
import type { JoinedRead } from "./join.ts";

const NS_PER_MS = 1e6;

/**
 * Tokens of the generation that was read which never arrived, although they were sent more than a moment (MOMENT_MS) before the reader's
 * response ended and before the model's connection closed: something kept them while every connection stood.
 */
export function undelivered({ record, read, received }: JoinedRead): number {
  if (read === null) return 0;
  const arrived = new Set(received.filter((token) => token.generation === read).map((token) => token.seq));
  const stoodUntilNs = Math.min(record.endedAtNs, read.readerGoneAtNs ?? Infinity) - MOMENT_MS * NS_PER_MS;
  return read.tokens.filter((token) => !arrived.has(token.seq) && token.sentAtNs < stoodUntilNs).length;
}

/** From the end of the read to the moment the model saw its connection closed, ms; below zero: the model heard first. Null: it never did. */
export function toldMs({ record, read }: JoinedRead): ReaderMetrics["toldMs"] {
  return read === null || read.readerGoneAtNs === null ? null : (read.readerGoneAtNs - record.endedAtNs) / NS_PER_MS;
}
