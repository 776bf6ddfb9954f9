import type { Transform, TransformOptions } from "node:stream";
import { finished } from "node:stream/promises";
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { BrotliOptions, ZlibOptions, ZstdOptions } from "node:zlib";
import { wordsOf } from "./ends.ts";

/** Takes decoded bytes, with the time of the read that made them available, ns. */
export type OnBytes = (bytes: Uint8Array, atNs: number) => void;

/** Undoes the content coding of one response. */
export interface Decoder {
  /** Takes the bytes of one read. */
  feed(bytes: Uint8Array, atNs: number): void;
  /** Resolves when everything fed has come out. @returns the first decoding error in words, `Z_BUF_ERROR: ...` for a coding that breaks off; null: none */
  end(): Promise<string | null>;
}

/**
 * Decoder of a `Content-Encoding` (RFC 9110 8.4.1): none, identity, gzip, x-gzip, deflate, br or zstd.
 * Reads go through one by one, so every decoded byte carries the stamp of the very read that completed it.
 * @throws RangeError for any other coding, and for several in a row
 */
export function createDecoder(contentEncoding: string | undefined, onBytes: OnBytes): Decoder {
  const coding = (contentEncoding ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "") return { feed: onBytes, end: () => Promise.resolve(null) };
  const stream = openStream(coding);
  // A stream that fails does not call back the write that broke it, so whoever waits for a write waits for this too.
  const failed = new Promise<void>((resolve) => stream.once("error", () => resolve()));
  let last = Promise.resolve();
  let lastAtNs = 0;

  const decode = async (bytes: Uint8Array, atNs: number): Promise<void> => {
    if (stream.errored) return;
    await Promise.race([new Promise<void>((resolve) => stream.write(bytes, () => resolve())), failed]);
    const decoded = stream.read() as Buffer | null;
    if (decoded !== null) onBytes(decoded, atNs);
  };
  return {
    feed: (bytes, atNs) => {
      lastAtNs = atNs;
      last = last.then(() => decode(bytes, atNs));
    },
    end: async () => {
      await last;
      stream.on("data", (bytes: Buffer) => onBytes(bytes, lastAtNs));
      stream.end();
      return finished(stream).then(
        () => null,
        (error: NodeJS.ErrnoException) => wordsOf(error),
      );
    },
  };
}

/** `deflate` is the zlib format (RFC 9110 8.4.1.2). Each write is flushed, and the output never pushes back: it is read after every write. */
function openStream(coding: string): Transform {
  const unbounded: TransformOptions & ZlibOptions & BrotliOptions & ZstdOptions = {
    readableHighWaterMark: Number.MAX_SAFE_INTEGER,
  };
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip({ ...unbounded, flush: constants.Z_SYNC_FLUSH });
    case "deflate":
      return createInflate({ ...unbounded, flush: constants.Z_SYNC_FLUSH });
    case "br":
      return createBrotliDecompress(unbounded);
    case "zstd":
      return createZstdDecompress(unbounded);
    default:
      throw new RangeError(`Content-Encoding "${coding}" is none of gzip, x-gzip, deflate, br, zstd`);
  }
}
