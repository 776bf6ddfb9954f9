/** Bytes before each piece of output: stream, three zeros, length (big endian). */
const HEADER_BYTES = 8;

/**
 * The text of both output streams, in the order in which it was written. Without a terminal the engine puts a header before each piece, in
 * logs and in the output of an exec alike (Docker Engine API, "Attach to a container", stream format). A last piece that was broken off is
 * given as far as it came.
 */
export function unframed(raw: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= raw.length;) {
    const end = at + HEADER_BYTES + raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(pieces).toString("utf8");
}
