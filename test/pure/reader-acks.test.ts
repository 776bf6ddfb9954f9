import { expect, test } from "vitest";
import { ackNames } from "../../reader-kit/acks.ts";
import type { Piece } from "../../src/model/reader.ts";

const piece = (text: string, seq: number | null = null): Piece => ({ atNs: 1, text, seq, origin: null });

test("a numbered piece is acknowledged by its number, any other by the bytes of all text so far", () => {
  const names = ackNames();
  expect(names([piece("Hé"), piece(" you")])).toEqual(["text/3", "text/7"]);
  expect(names([piece("!", 3)])).toEqual(["3"]);
  expect(names([])).toEqual([]);
  expect(names([piece("?")])).toEqual(["text/9"]);
});

test("half a character is no byte yet", () => {
  const names = ackNames();
  const [high, low] = ["😀".slice(0, 1), "😀".slice(1)];
  expect(names([piece(`a${high}`), piece(low), piece("b")])).toEqual(["text/1", "text/5", "text/6"]);
});
