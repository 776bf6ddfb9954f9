import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventReader } from "../../reader-kit/events.ts";
import type { ReadPlan } from "../../src/model/reader.ts";

type Cut = Pick<ReadPlan, "dialect" | "format">;
const SSE: Cut = { dialect: "openai", format: "sse" };
const NDJSON: Cut = { dialect: "openai", format: "ndjson" };
const TEXT: Cut = { dialect: "openai", format: "text" };
const ANTHROPIC: Cut = { dialect: "anthropic", format: "sse" };

const chunk = (seq: number, content: string): object => ({
  id: "chatcmpl-r1.2",
  seq,
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Feeds `body` cut at the given offsets and ends it; read n has the time n. */
function readIn(plan: Cut, body: string, cuts: readonly number[] = []): EventReader {
  const bytes = Buffer.from(body);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const reader = new EventReader(plan);
  edges.slice(1).forEach((edge, index) => reader.feed(bytes.subarray(edges[index], edge), index + 1));
  reader.end();
  return reader;
}

const kindsOf = ({ events }: EventReader): string[] => events.map((event) => event.kind);
const textOf = ({ pieces }: EventReader): string => pieces.map((piece) => piece.text).join("");
const NOTHING_FOREIGN = { bytes: 0, sample: "" };

describe("openai, sse", () => {
  test("tells pieces, control, end marker, comments and the rest apart", () => {
    const usage = { id: "chatcmpl-r1.2", choices: [], usage: { total_tokens: 3 } };
    const role = { choices: [{ delta: { role: "assistant", content: "" } }] };
    const body = `: hello\n\n${sse(role)}${sse(chunk(1, "Hé"))}${sse(usage)}${sse({ error: "x" })}data: [DONE]\n\n`;
    const reader = readIn(SSE, body);
    expect(kindsOf(reader)).toEqual(["comment", "control", "control", "other", "done"]);
    expect(reader.pieces).toEqual([{ atNs: 1, text: "Hé", seq: 1, origin: "r1.2" }]);
    expect(reader.foreign).toEqual(NOTHING_FOREIGN);
  });

  test.each([
    ["no seq", { ...chunk(1, "x"), seq: undefined }, { seq: null, origin: "r1.2" }],
    ["a seq that is no number of a token", { ...chunk(1, "x"), seq: 1.5 }, { seq: null, origin: "r1.2" }],
    ["an id of a gateway's own", { ...chunk(7, "x"), id: "gen-42" }, { seq: 7, origin: null }],
    ["no id", { ...chunk(7, "x"), id: undefined }, { seq: 7, origin: null }],
  ])("a relay that writes events anew may lose its marks: %s", (_name, value, marks) => {
    expect(readIn(SSE, sse(value)).pieces).toEqual([{ atNs: 1, text: "x", ...marks }]);
  });

  test.each([
    ["without content", { ...chunk(1, "x"), choices: [{ delta: {} }] }],
    ["with an empty one", chunk(1, "")],
    ["with none at all", { choices: [] }],
    ["with usage and no choices", { usage: { total_tokens: 3 } }],
  ])("a chunk %s is no piece", (_name, value) => {
    const reader = readIn(SSE, sse(value));
    expect(kindsOf(reader)).toEqual(["control"]);
    expect(reader.pieces).toEqual([]);
  });

  test("an event without its blank line is no event, and not foreign", () => {
    const reader = readIn(SSE, sse(chunk(1, "a")) + `data: ${JSON.stringify(chunk(2, "b"))}\n`);
    expect(reader.pieces).toHaveLength(1);
    expect(reader.foreign).toEqual(NOTHING_FOREIGN);
  });

  test("a piece has the time of the read that completed its event", () => {
    const first = sse(chunk(1, "a"));
    const { pieces } = readIn(SSE, first + sse(chunk(2, "b")), [first.length - 1, first.length, first.length + 5]);
    expect(pieces.map((piece) => piece.atNs)).toEqual([2, 4]);
  });

  test("feed gives the pieces that it completed", () => {
    const reader = new EventReader(SSE);
    expect(reader.feed(Buffer.from(": x\n\n" + sse(chunk(1, "a")).slice(0, 9)), 1)).toEqual([]);
    expect(reader.feed(Buffer.from(sse(chunk(1, "a")).slice(9) + sse(chunk(2, "b"))), 2)).toHaveLength(2);
  });
});

describe("anthropic", () => {
  const event = (type: string, more: object = {}): string => `event: ${type}\n${sse({ type, ...more })}`;
  const delta = (text: string): string =>
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
  const begin =
    event("message_start", { message: { id: "msg_r1.3", role: "assistant", content: [] } }) +
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });

  test("text is in text deltas, its origin in message_start, the end in message_stop", () => {
    const body =
      begin +
      event("ping") +
      delta("He") +
      delta("llo") +
      event("content_block_stop") +
      event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } }) +
      event("message_stop");
    const reader = readIn(ANTHROPIC, body);
    expect(reader.pieces.map(({ text, seq, origin }) => [text, seq, origin])).toEqual([
      ["He", null, "r1.3"],
      ["llo", null, "r1.3"],
    ]);
    expect(kindsOf(reader)).toEqual([...Array<string>(5).fill("control"), "done"]);
    expect(reader.foreign).toEqual(NOTHING_FOREIGN);
  });

  test("the names of events may be lost on the way", () => {
    expect(textOf(readIn(ANTHROPIC, (begin + delta("a")).replace(/^event: .*\n/gm, "")))).toBe("a");
  });

  test("other deltas and empty text are control, its errors and unknown events are other", () => {
    const body =
      event("content_block_delta", { delta: { type: "input_json_delta", partial_json: "{" } }) +
      delta("") +
      event("error", { error: { type: "overloaded_error" } }) +
      event("tomorrow");
    const reader = readIn(ANTHROPIC, body);
    expect(kindsOf(reader)).toEqual(["control", "control", "other", "other"]);
    expect(reader.pieces).toEqual([]);
  });

  test("OpenAI's end marker is not of this dialect, nor are its chunks", () => {
    const reader = readIn(ANTHROPIC, `data: [DONE]\n\n${sse(chunk(1, "a"))}`);
    expect(kindsOf(reader)).toEqual(["other"]);
    expect(reader.foreign).toEqual({ bytes: 6, sample: "[DONE]" });
  });
});

describe("ndjson and text", () => {
  test("ndjson: one document a line, and its own end marker, written anew or not", () => {
    const lines = `${JSON.stringify(chunk(1, "a"))}\r\n\n${JSON.stringify(chunk(2, " b"))}\n`;
    for (const done of ['{"done":true}\n', '{ "done": true }\n']) {
      const reader = readIn(NDJSON, lines + done);
      expect(reader.pieces.map(({ seq, text }) => [seq, text])).toEqual([
        [1, "a"],
        [2, " b"],
      ]);
      expect(kindsOf(reader)).toEqual(["done"]);
      expect(reader.foreign).toEqual(NOTHING_FOREIGN);
    }
  });

  test("text: a line is a piece, padding is not text, and nothing is foreign", () => {
    const reader = readIn(TEXT, "The\n\nquick   \nfox\nunfinished");
    expect(reader.pieces.map(({ seq, origin }) => [seq, origin])).toEqual([1, 2, 3].map((seq) => [seq, null]));
    expect(textOf(reader)).toBe("The quick fox");
    expect(reader.foreign).toEqual(NOTHING_FOREIGN);
  });
});

describe("bytes that no model sent", () => {
  const token = sse(chunk(1, "a"));
  const HEAD = ["HTTP/1.1 200 OK", "Date: Mon, 01 Jan 2026 00:00:00 GMT", "Content-Type: text/event-stream"];
  const lengthOf = (lines: readonly string[]): number => Buffer.byteLength(lines.join(""));

  test.each([
    ["a second response's head", SSE, `${token}${HEAD.join("\r\n")}\r\n\r\n${token}`, HEAD],
    [
      "an error page without a last newline",
      SSE,
      `${token}<html>\n<h1>502</h1></html>`,
      ["<html>", "<h1>502</h1></html>"],
    ],
    ["a JSON error in place of an event", SSE, '{"error":{"message":"é"}}\n', ['{"error":{"message":"é"}}']],
    ["data that is no JSON", SSE, `data: {"choices\n\n${token}`, ['{"choices']],
    ["data that is no JSON object", SSE, "data: null\n\n", ["null"]],
    ["a field in capitals", SSE, "Data: {}\n\n", ["Data: {}"]],
    ["an end marker of another format", NDJSON, "[DONE]\n", ["[DONE]"]],
    ["lines that are no JSON object", NDJSON, "null\n<html>\n[1]\n", ["null", "<html>", "[1]"]],
    ["a last NDJSON line that nothing ended", NDJSON, `${JSON.stringify(chunk(1, "a"))}\n<html>`, ["<html>"]],
  ])("%s", (_name, plan, body, lines) => {
    const foreign = { bytes: lengthOf(lines), sample: lines.join("\n").slice(0, 200) };
    expect(readIn(plan, body).foreign).toEqual(foreign);
    // wherever the reads are cut: one byte each
    expect(readIn(plan, body, [...Buffer.from(body).keys()]).foreign).toEqual(foreign);
  });

  test.each([
    ["comments, ids, retries and event names", SSE, ": ping\nid: 4\nretry: 10\nretry: soon\nevent: x\n\n"],
    ["a token that was cut", SSE, 'data: {"choi'],
    ["a field's name that was cut", SSE, "da"],
    ["a comment that was cut", SSE, ": pi"],
    ["an NDJSON document that was cut", NDJSON, '{"choi'],
    ["blank lines", NDJSON, "\r\n \n\n  "],
  ])("%s: the format's own", (_name, plan, body) => {
    expect(readIn(plan, body).foreign).toEqual(NOTHING_FOREIGN);
    expect(readIn(plan, body, [...Buffer.from(body).keys()]).foreign).toEqual(NOTHING_FOREIGN);
  });

  test("the sample is the first 200 characters, the count has all", () => {
    expect(readIn(SSE, `${"x".repeat(150)}\n${"y".repeat(150)}\n`).foreign).toEqual({
      bytes: 300,
      sample: `${"x".repeat(150)}\n${"y".repeat(49)}`,
    });
  });
});

test("reads may be cut anywhere, in the middle of a character too", () => {
  const contents = fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1, maxLength: 20 });
  const newline = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(contents, newline, fc.array(fc.nat()), fc.constantFrom(SSE, NDJSON), (words, eol, cuts, plan) => {
      const lines = words.map((word, index) => JSON.stringify(chunk(index + 1, word)));
      const body = lines.map((line) => (plan === SSE ? `data: ${line}${eol}${eol}` : line + eol)).join("");
      const reader = readIn(plan, body, cuts);
      expect(textOf(reader)).toBe(words.join(""));
      expect(reader.pieces.map((piece) => piece.seq)).toEqual(words.map((_, index) => index + 1));
      expect(reader.pieces.every(({ atNs }, index) => index === 0 || atNs >= reader.pieces[index - 1]!.atNs)).toBe(
        true,
      );
      expect(reader.foreign).toEqual(NOTHING_FOREIGN);
    }),
  );
});
