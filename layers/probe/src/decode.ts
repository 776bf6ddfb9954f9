import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { BrotliOptions, ZlibOptions, ZstdOptions } from "node:zlib";
import type { Transform, TransformOptions } from "node:stream";

/** Takes decoded bytes, with the time of the read that made them available, ns. */
export type OnBytes = (bytes: Uint8Array, atNs: number) => void;

/** Undoes the content coding of one response. */
export interface Decoder {
  /** Takes the bytes of one read. */
  feed(bytes: Uint8Array, atNs: number): void;
  /** Resolves when everything fed has come out. @returns the code of the first decoding error, `Z_BUF_ERROR` for a coding that breaks off; null: none */
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
  let error: string | null = null;
  // A stream that fails does not call back the write that broke it, so whoever waits for a write waits for this too.
  const failed = new Promise<void>((resolve) => {
    stream.once("error", (cause: NodeJS.ErrnoException) => {
      error = cause.code ?? cause.message;
      resolve();
    });
  });
  let last = Promise.resolve();
  let lastAtNs = 0;

  const passOn = (atNs: number): void => {
    const bytes = stream.read() as Buffer | null;
    if (bytes !== null) onBytes(bytes, atNs);
  };
  const done = (start: (callback: () => void) => void): Promise<void> =>
    Promise.race([new Promise<void>(start), failed]);
  return {
    feed: (bytes, atNs) => {
      lastAtNs = atNs;
      last = last.then(async () => {
        if (error !== null) return;
        await done((callback) => stream.write(bytes, callback));
        passOn(atNs);
      });
    },
    end: async () => {
      await last;
      if (error === null) await done((callback) => stream.end(callback));
      passOn(lastAtNs);
      return error;
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
