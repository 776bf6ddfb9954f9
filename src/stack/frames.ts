/** Bytes before each piece of output: stream, three zeros, length (big endian). */
const HEADER_BYTES = 8;

/**
 * The pieces of both output streams, in the order in which they were written; in a log each is one line, or a part of a very long one.
 * Without a terminal the engine puts a header before each piece, in logs and in the output of an exec alike (Docker Engine API, "Attach to a
 * container", stream format). A last piece that was broken off is given as far as it came.
 * dockerode's `demuxStream` does not do: it loses such a last piece, does not say where one ends, and takes a stream, which a log is not.
 */
export function piecesOf(raw: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= raw.length;) {
    const end = at + HEADER_BYTES + raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return pieces;
}

/** The text of both output streams. */
export function unframed(raw: Buffer): string {
  return Buffer.concat(piecesOf(raw)).toString("utf8");
}
