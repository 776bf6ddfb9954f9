import type { ReadEnd } from "../src/model/words.ts";
import { ReaderFailure } from "./failure.ts";

/** How a read ended, and the client's own words for it; `saying` is null where it has none. */
export interface Ending {
  readonly end: ReadEnd;
  readonly saying: string | null;
}

/** The body was whole by its framing, and could be decoded. */
export const COMPLETE: Ending = { end: "complete", saying: null };

/** This reader ended it: as told, or because nobody waits for the record. */
export const LEFT: Ending = { end: "left", saying: null };

/**
 * A client's words and what they mean; the first row that matches counts.
 * - `reset`: TCP RST, or RST_STREAM in HTTP/2 (RFC 9113 6.4).
 * - `cut`: the peer closed before the body was whole (RFC 9112 8), or before any answer; also no connection at all.
 * - `gave-up`: the client's own limit, refusal or decoding error, garbled framing among them.
 */
export type EndTable = readonly (readonly [words: RegExp, end: "reset" | "cut" | "gave-up"])[];

/**
 * Looks a client's words up in its table.
 * @param words what the table is asked for
 * @param saying what the record says, where that is more
 * @throws ReaderFailure client_failed: words that no row knows. A guess would become a finding about the path
 */
export function endingOf(client: string, table: EndTable, words: string, saying = words): Ending {
  const row = table.find(([pattern]) => pattern.test(words));
  if (row) return { end: row[1], saying };
  throw new ReaderFailure("client_failed", `${client} ended in a way that its table of ends does not know: ${words}`);
}
