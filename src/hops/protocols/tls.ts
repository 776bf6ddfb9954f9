import type { Connection } from "../connection.ts";
import { Content, NotCaptured } from "../content.ts";
import type { Piece } from "../content.ts";
import type { Segment } from "../flow.ts";
import type { Exchange } from "../exchange.ts";
import { piecesOf, turnsOf } from "./turns.ts";

const HANDSHAKE = 22;
const APPLICATION = 23;
/** A record of so many bytes carries no request but a WINDOW_UPDATE of HTTP/2, or an acknowledgement. */
const SMALL = 64;

/** True if what a client sent first is a TLS record of the handshake. */
export function isTls(first: Buffer): boolean {
  return first.length >= 3 && first[0] === HANDSHAKE && first[1] === 3;
}

/**
 * Exchanges of an encrypted connection. A record counts when it has come whole, because nobody can decrypt half of one; where the capture
 * does not have the records' heads, bytes count as they came. What a handshake and its tickets look like is the first turns: the last one is
 * the answer that is looked for.
 */
export function tlsExchanges(connection: Connection): Exchange[] {
  const { up, down } = connection;
  const rules = { protocol: "tls", smallest: SMALL, shared: true } as const;
  return turnsOf(connection, recordsOf(up.segments), recordsOf(down.segments), rules);
}

function recordsOf(segments: readonly Segment[]): Piece[] {
  try {
    const content = new Content(segments);
    const records: Piece[] = [];
    for (;;) {
      const header = content.read(5);
      if (header === null) return records;
      const bytes = header.readUInt16BE(3);
      const pieces = content.take(bytes);
      const came = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
      if (came < bytes) return records;
      if (header[0] === APPLICATION) records.push({ atNs: pieces.at(-1)?.atNs ?? content.atNs, bytes, data: null });
    }
  } catch (error) {
    if (error instanceof NotCaptured) return piecesOf(segments);
    throw error;
  }
}
