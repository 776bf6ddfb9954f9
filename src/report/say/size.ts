import type { Bounds } from "../../model/observation.ts";

/**
 * Sizes that software is built with: 1460 is a full TCP segment over Ethernet (1500 bytes less two headers of 20, RFC 9293 3.7.1); the
 * powers of two are pages, stdio and proxy buffers (4096, 8192), TLS records and Node's high-water mark (16384), pipes (65536).
 */
const KNOWN_BYTES = [1460, ...Array.from({ length: 11 }, (_, index) => 1024 * 2 ** index)];

/** The one known size that lies within the bounds; null: none does, or several do, and the bounds cannot tell which. */
export function knownSizeIn({ over, atMost }: Bounds): number | null {
  const within = KNOWN_BYTES.filter((bytes) => bytes > (over ?? 0) && bytes <= atMost);
  return within.length === 1 ? within[0]! : null;
}

/** A hold threshold for people, in exact bytes: `more than 1320 and at most 1540 B, as 1460 would`. */
export function sayBounds(bounds: Bounds): string {
  const { over, atMost } = bounds;
  const known = knownSizeIn(bounds);
  return `${over === null ? "" : `more than ${over} and `}at most ${atMost} B${known === null ? "" : `, as ${known} would`}`;
}
