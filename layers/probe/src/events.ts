import { createParser } from "eventsource-parser";
import type { ReadEvent, ReadPlan } from "../../../src/model/reader.ts";

/** What one event says, before it has a time. */
interface Parsed {
  readonly kind: ReadEvent["kind"];
  readonly seq: number | null;
  readonly origin: string | null;
  readonly content: string;
}

/** Parts of a streamed completion chunk that the probe looks at. */
interface Chunk {
  readonly id?: unknown;
  readonly seq?: unknown;
  readonly done?: unknown;
  readonly usage?: unknown;
  readonly choices?: readonly { readonly delta?: { readonly content?: unknown } }[];
}

/** Body bytes -> events. One instance per response; reads may be cut anywhere, in the middle of a character too. */
export class EventReader {
  /** All events so far, in order. */
  readonly events: ReadEvent[] = [];
  /** The concatenated content of all tokens so far. */
  text = "";
  readonly #decoder = new TextDecoder();
  readonly #parse: (text: string) => void;
  #atNs = 0;

  constructor(format: ReadPlan["format"]) {
    if (format === "sse") this.#parse = this.#sse();
    else this.#parse = lines(format === "ndjson" ? (line) => this.#take(classify(line)) : this.#bareTokens());
  }

  /**
   * Takes the bytes of one read, which came at `atNs`.
   * An event belongs to the read that completed it; what no blank line (or newline) has completed is no event (WHATWG HTML 9.2.6).
   * @returns the events that this read completed
   */
  feed(bytes: Uint8Array, atNs: number): readonly ReadEvent[] {
    const before = this.events.length;
    this.#atNs = atNs;
    this.#parse(this.#decoder.decode(bytes, { stream: true }));
    return this.events.slice(before);
  }

  #sse(): (text: string) => void {
    const parser = createParser({
      onEvent: ({ data }) => this.#take(classify(data)),
      onComment: () => this.#take(plain("comment")),
    });
    return (text) => parser.feed(text);
  }

  /** Format `text`: line n is token n, a word; padding is cut off, and the space between words put back. */
  #bareTokens(): (line: string) => void {
    let seq = 0;
    return (line) => {
      seq++;
      this.#take({ kind: "token", seq, origin: null, content: (seq === 1 ? "" : " ") + line.trim() });
    };
  }

  #take({ kind, seq, origin, content }: Parsed): void {
    this.events.push({ atNs: this.#atNs, kind, seq, origin });
    this.text += content;
  }
}

/** Splits text at newlines and drops empty lines. */
function lines(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") onLine(part);
  };
}

function plain(kind: ReadEvent["kind"]): Parsed {
  return { kind, seq: null, origin: null, content: "" };
}

/** One event's data: `[DONE]` or `{"done":true}`, a token, the usage that follows the last token, or something else (an error, say). */
function classify(data: string): Parsed {
  if (data === "[DONE]") return plain("done");
  const chunk = parseJson(data);
  if (chunk === null) return plain("other");
  const content = chunk.choices?.[0]?.delta?.content;
  if (typeof chunk.seq === "number" && Number.isInteger(chunk.seq) && typeof content === "string" && content !== "") {
    const origin = typeof chunk.id === "string" ? chunk.id.replace(/^chatcmpl-/, "") : null;
    return { kind: "token", seq: chunk.seq, origin, content };
  }
  if (chunk.done === true) return plain("done");
  return plain(chunk.usage === undefined || chunk.usage === null ? "other" : "usage");
}

function parseJson(data: string): Chunk | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
