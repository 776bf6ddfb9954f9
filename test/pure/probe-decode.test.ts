import { once } from "node:events";
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createDecoder } from "../../layers/probe/src/decode.ts";

const zlib = { flush: constants.Z_SYNC_FLUSH };
const encoders = {
  gzip: () => createGzip(zlib),
  "x-gzip": () => createGzip(zlib),
  deflate: () => createDeflate(zlib),
  br: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdCompress({ flush: constants.ZSTD_e_flush }),
};
type Coding = keyof typeof encoders;

/** What a server that flushes each event sends: one piece per event, and what the end of the coding adds. */
async function encode(coding: Coding, events: readonly string[]): Promise<Buffer[]> {
  const stream = encoders[coding]();
  const pieces: Buffer[] = [];
  for (const event of events) {
    await new Promise<void>((resolve) => stream.write(event, () => resolve()));
    pieces.push(stream.read() as Buffer);
  }
  stream.end();
  await once(stream, "readable");
  return [...pieces, stream.read() as Buffer];
}

async function decode(coding: string, pieces: readonly Uint8Array[]) {
  const out: [string, number][] = [];
  const decoder = createDecoder(coding, (bytes, atNs) => out.push([Buffer.from(bytes).toString(), atNs]));
  pieces.forEach((piece, index) => decoder.feed(piece, index + 1));
  return { out, error: await decoder.end() };
}

const events = ["data: one\n\n", "data: two\n\n", `data: ${"three".repeat(20_000)}\n\n`];

describe.each(Object.keys(encoders) as Coding[])("%s", (coding) => {
  test("each event has the stamp of the read that brought its last byte", async () => {
    const { out, error } = await decode(coding, await encode(coding, events));
    expect(error).toBeNull();
    expect(out).toEqual(events.map((event, index) => [event, index + 1]));
  });

  test("reads of one byte give the same bytes", async () => {
    const small = events.slice(0, 2);
    const bytes = Buffer.concat(await encode(coding, small));
    const { out, error } = await decode(
      coding,
      Array.from(bytes, (byte) => Uint8Array.of(byte)),
    );
    expect(error).toBeNull();
    expect(out.map(([text]) => text).join("")).toBe(small.join(""));
  });

  test("a coding that breaks off keeps what came and says so", async () => {
    const { out, error } = await decode(coding, (await encode(coding, events)).slice(0, 2));
    expect(out).toEqual([
      [events[0], 1],
      [events[1], 2],
    ]);
    expect(error).not.toBeNull();
  });
});

test("bytes of another coding are an error, not a hang", async () => {
  expect(await decode("gzip", [Buffer.from("data: plain\n\n"), Buffer.from("data: more\n\n")])).toEqual({
    out: [],
    error: "Z_DATA_ERROR: incorrect header check",
  });
});

test("no coding and identity pass the bytes on within the call", () => {
  for (const coding of [undefined, "identity"]) {
    const out: number[] = [];
    createDecoder(coding, (bytes, atNs) => out.push(bytes.length, atNs)).feed(Uint8Array.of(1, 2), 7);
    expect(out).toEqual([2, 7]);
  }
});

test("an unknown coding is refused by name", () => {
  expect(() => createDecoder("compress", () => {})).toThrow('Content-Encoding "compress" is none of gzip');
});
