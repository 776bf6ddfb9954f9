import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../../src/model/lines.ts";

async function linesIn(pieces: readonly (Uint8Array | string)[]): Promise<string[]> {
  async function* source(): AsyncGenerator<Uint8Array | string> {
    yield* pieces;
  }
  return Array.fromAsync(linesOf(source()));
}

test.each<[readonly string[], readonly string[]]>([
  [["one\n"], ["one"]],
  [["one\ntwo\n"], ["one", "two"]],
  [
    ["on", "e\nt", "wo\n"],
    ["one", "two"],
  ],
  [
    ["one", "\n", "\n"],
    ["one", ""],
  ],
  [["one\nbroken off"], ["one"]],
  [["a\u2028b\u2029c\rd\n"], ["a\u2028b\u2029c\rd"]],
  [[], []],
])("%j has the lines %j", async (pieces, lines) => {
  expect(await linesIn(pieces)).toEqual(lines);
  expect(await linesIn(pieces.map((piece) => Buffer.from(piece)))).toEqual(lines);
});

test("however the bytes are cut, in the middle of a character too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat()), async (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll("\n", ""));
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(await linesIn(pieces)).toEqual(lines);
    }),
    { numRuns: 50 },
  );
});

test("what the source throws comes after the lines before it", async () => {
  async function* source(): AsyncGenerator<string> {
    yield "one\nha";
    throw new Error("connection reset");
  }
  const seen: string[] = [];
  await expect(
    (async () => {
      for await (const line of linesOf(source())) seen.push(line);
    })(),
  ).rejects.toThrow("connection reset");
  expect(seen).toEqual(["one"]);
});
