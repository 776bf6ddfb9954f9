import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { proseTokens } from "../../src/model/prose.ts";
import { answerText, tokenTexts } from "../../src/model/text.ts";

const TOKENS = 5000;
const prose = tokenTexts({ format: "sse" });
const tokens = Array.from({ length: TOKENS }, (_, index) => prose(index + 1));

test("the words of a given text are the tokens, cycled", () => {
  const texts = (text: string, seqs: number[]) => seqs.map(tokenTexts({ text, format: "sse" }));
  expect(texts("  one\n two three ", [1, 2, 3, 4])).toEqual(["one", " two", " three", " one"]);
  expect(texts("one\u2028two three", [1, 2])).toEqual(["one\u2028two", " three"]);
  expect(answerText({ text: "one two", format: "sse" }, 3)).toBe("one two one");
});

test("the default text is the same for everybody, in whatever order it is asked", () => {
  const source = proseTokens();
  expect(tokens.slice(0, 600)).toEqual(Array.from({ length: 600 }, () => source.next().value));
  expect(prose(7000)).toBe(prose(7000));
  expect(prose(3)).toBe(tokens[2]);
});

test("it reads as English: words, punctuation after them, sentences that begin large, paragraphs, lists", () => {
  const text = tokens.join("");
  const end = text.lastIndexOf("\n\n");
  for (const paragraph of text.slice(0, end).split("\n\n")) {
    expect(paragraph).toMatch(/^[A-Z][A-Za-z ,;.:\n-]*\.$/u);
    expect(paragraph).not.toMatch(/ [ ,;.:]|[,;.:](?![ \n]|$)|\. [a-z]/u);
  }
  for (const token of tokens) expect(token).toMatch(/^(?: ?[A-Za-z]+|[.,;:]|\.\n\n|:\n- |\n- )$/u);
  for (const token of [".\n\n", ":\n- ", "\n- ", ".", ",", " the"]) expect(tokens).toContain(token);
  expect(new Set(tokens.map((token) => token.trim().toLowerCase())).size).toBeGreaterThan(300);
});

test("it does not repeat: no run of twelve tokens occurs twice in five thousand", () => {
  const runs = tokens.slice(0, -11).map((_, index) => tokens.slice(index, index + 12).join("|"));
  expect(new Set(runs).size).toBe(runs.length);
});

test("it compresses as English does: to 55 to 70 % of a hundred tokens, 35 to 50 % of a thousand", () => {
  const share = (count: number) => {
    const text = answerText({ format: "sse" }, count);
    return gzipSync(text).length / Buffer.byteLength(text);
  };
  expect(share(100)).toBeGreaterThan(0.55);
  expect(share(100)).toBeLessThan(0.7);
  expect(share(1000)).toBeGreaterThan(0.35);
  expect(share(1000)).toBeLessThan(0.5);
});

test("format text: a token has no white space but the space before it and, for a line break, a space in it", () => {
  const line = tokenTexts({ format: "text" });
  const lines = Array.from({ length: TOKENS }, (_, index) => line(index + 1));
  expect(lines[0]).toMatch(/^\S+$/u);
  for (const token of lines.slice(1)) expect(token).toMatch(/^ (?:\S+|: -)$/u);
  expect(lines.map((token) => token.trim())).toEqual(tokens.map((token) => token.trim().replace("\n", " ")));
});
