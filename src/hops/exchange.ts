import type { Connection, End } from "./connection.ts";
import type { Piece } from "./content.ts";

export type Protocol = "http1" | "h2" | "fastcgi" | "uwsgi" | "tls" | "turns";

/** A request and its answer, as packets show them. */
export interface Exchange {
  readonly protocol: Protocol;
  readonly connection: Connection;
  readonly askedNs: number;
  /** Null: not to be read. */
  readonly path: string | null;
  readonly requestBody: string | null;
  readonly requestBytes: number;
  readonly status: number | null;
  /** Content-Encoding; null: none, or not to be read. */
  readonly encoding: string | null;
  /** The answer's body without its framing; where the framing cannot be read, all that came back. */
  readonly body: readonly Piece[];
  /** The body alone: no head and no framing is in it. */
  readonly exact: boolean;
  /** When the answer was over; null: it was open when the capture ended. */
  readonly endedNs: number | null;
  /** Answers of several requests may be in it, because nobody can tell them apart. */
  readonly shared: boolean;
}

/** The end that asked, and the one that answered. */
export function endsOf({ connection }: Exchange): { client: End; server: End } {
  return connection;
}

/** When nothing more could come back on a connection; null: it could until the end of the capture. */
export function closedNs({ up, down }: Connection): number | null {
  const lastDown = down.segments.at(-1)?.atNs ?? 0;
  // a client may say that it will send no more, and go on reading
  const left = up.finAtNs !== null && lastDown <= up.finAtNs ? up.finAtNs : null;
  const ends = [down.finAtNs, down.rstAtNs, up.rstAtNs, left].filter((each) => each !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Bytes of pieces. */
export function bytesOf(pieces: readonly Pick<Piece, "bytes">[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes, 0);
}
