import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventReader } from "../../layers/probe/src/events.ts";

const chunk = (seq: number, content: string): object => ({
  id: "chatcmpl-run-1.2",
  seq,
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Feeds `body` cut at the given offsets; read n has the time n. */
function readIn(format: "sse" | "ndjson" | "text", body: string, cuts: readonly number[] = []): EventReader {
  const bytes = Buffer.from(body);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const reader = new EventReader(format);
  edges.slice(1).forEach((edge, index) => reader.feed(bytes.subarray(edges[index], edge), index + 1));
  return reader;
}

describe("sse", () => {
  test("tells tokens, usage, end marker, comments and the rest apart", () => {
    const usage = { id: "chatcmpl-run-1.2", choices: [], usage: { total_tokens: 3 } };
    const body = `: hello\n\n${sse(chunk(1, "Hé"))}${sse(usage)}${sse({ error: "x" })}data: no json\n\ndata: null\n\ndata: [DONE]\n\n`;
    const { events, text } = readIn("sse", body);
    expect(events.map((event) => event.kind)).toEqual(["comment", "token", "usage", "other", "other", "other", "done"]);
    expect(events[1]).toEqual({ atNs: 1, kind: "token", seq: 1, origin: "run-1.2" });
    expect(events.filter((event) => event.kind !== "token").every((event) => event.seq === null)).toBe(true);
    expect(text).toBe("Hé");
  });

  test.each([
    ["a chunk without content", { ...chunk(1, "x"), choices: [{ delta: {} }] }],
    ["empty content", chunk(1, "")],
    ["no seq", { ...chunk(1, "x"), seq: undefined }],
    ["a seq that is no integer", { ...chunk(1, "x"), seq: 1.5 }],
  ])("%s is no token", (_name, value) => {
    expect(readIn("sse", sse(value)).events.map((event) => event.kind)).toEqual(["other"]);
  });

  test("an event without its blank line is no event", () => {
    expect(readIn("sse", sse(chunk(1, "a")) + `data: ${JSON.stringify(chunk(2, "b"))}\n`).events).toHaveLength(1);
  });

  test("an event has the time of the read that completed it", () => {
    const first = sse(chunk(1, "a"));
    const { events } = readIn("sse", first + sse(chunk(2, "b")), [first.length - 1, first.length, first.length + 5]);
    expect(events.map((event) => event.atNs)).toEqual([2, 4]);
  });
});

test("ndjson: one document a line, and its own end marker", () => {
  const { events, text } = readIn(
    "ndjson",
    `${JSON.stringify(chunk(1, "a"))}\r\n\n${JSON.stringify(chunk(2, " b"))}\n{"done":true}\n`,
  );
  expect(events.map(({ kind, seq }) => [kind, seq])).toEqual([
    ["token", 1],
    ["token", 2],
    ["done", null],
  ]);
  expect(text).toBe("a b");
});

test("text: a line is a token, padding is not text", () => {
  const { events, text } = readIn("text", "The\n\nquick   \nfox\nunfinished");
  expect(events.map(({ kind, seq, origin }) => [kind, seq, origin])).toEqual(
    [1, 2, 3].map((seq) => ["token", seq, null]),
  );
  expect(text).toBe("The quick fox");
});

test("reads may be cut anywhere, in the middle of a character too", () => {
  const contents = fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1, maxLength: 20 });
  const newline = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(contents, newline, fc.array(fc.nat()), fc.constantFrom("sse", "ndjson"), (words, eol, cuts, format) => {
      const lines = words.map((word, index) => JSON.stringify(chunk(index + 1, word)));
      const body = lines.map((line) => (format === "sse" ? `data: ${line}${eol}${eol}` : line + eol)).join("");
      const { events, text } = readIn(format, body, cuts);
      expect(text).toBe(words.join(""));
      expect(events.map((event) => event.seq)).toEqual(words.map((_, index) => index + 1));
      expect(events.every((event, index) => index === 0 || event.atNs >= events[index - 1]!.atNs)).toBe(true);
    }),
  );
});
