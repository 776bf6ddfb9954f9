import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { Piece } from "./content.ts";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * A body with its Content-Encoding undone, each byte at the time when a reader could have it: after each piece a decoder is asked for all
 * that it can give.
 * @returns null: something of it was not captured, or the coding is not known here
 */
export async function decoded(pieces: readonly Piece[], encoding: string | null): Promise<Piece[] | null> {
  if (pieces.some(({ data }) => data === null)) return null;
  if (encoding === null || encoding === "identity") return [...pieces];
  const decoder = DECODERS[encoding]?.();
  if (decoder === undefined) return null;
  decoder.on("error", () => {}); // each write hears of its own
  const out: Piece[] = [];
  try {
    for (const { atNs, data } of pieces) {
      const bytes = await pushed(decoder, data!);
      if (bytes.length > 0) out.push({ atNs, bytes: bytes.length, data: bytes });
    }
    return out;
  } catch {
    return null; // it says one thing and is another
  } finally {
    decoder.destroy();
  }
}

function pushed(decoder: Transform, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const take = (piece: Buffer): unknown => out.push(piece);
    const done = (error?: Error | null): void => {
      decoder.off("error", done);
      decoder.off("data", take);
      if (error) reject(error);
      else resolve(Buffer.concat(out));
    };
    decoder.on("error", done);
    decoder.on("data", take);
    decoder.write(data, () => setImmediate(done));
  });
}
