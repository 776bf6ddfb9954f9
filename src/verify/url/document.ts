/**
 * What arrivals alone can say of a stream, where nobody knows when the model sent. Never a proof; `unknown` has a reason beside it.
 * `in pace` is no more than that nothing in the arrivals points at a hold.
 */
export const URL_WORDS = ["in pace", "looks held", "looks stepped", "unknown"] as const;
export type UrlWord = (typeof URL_WORDS)[number];

/** What a request asks for: nothing of its own, compression, or HTTP/2. */
export const ASKS = ["plain", "compressed", "http2"] as const;
export type Ask = (typeof ASKS)[number];

/** One request, and what came back, whoever stands behind it. Nothing of what was sent is in it, nor of the answer's text. */
export interface Asked<Word extends string> {
  readonly of: "url" | "direct";
  readonly ask: Ask;
  readonly word: Word;
  /** The word with its figures: `in pace`, `looks stepped by 4096 bytes`, `holds 4.0 KB`. */
  readonly says: string;
  /** Why it cannot be known, or how a fault was seen: one sentence without its full stop. */
  readonly why: string | null;
  /** What to type next. */
  readonly hint: string | null;
  readonly protocol: "HTTP/1.1" | "HTTP/2";
  readonly status: number | null;
  readonly contentType: string | null;
  readonly encoding: string | null;
  /** Of the body, decoded. */
  readonly bytes: number;
  /** ms since the request was written. */
  readonly endedMs: number;
}

/** A request without a mock behind it. */
export interface UrlReading extends Asked<UrlWord> {
  /** How the end of the body is told; null: no answer. */
  readonly framing: "chunked" | "length" | "close" | "frames" | null;
  /** ms since the request was written: until the head, and the first event. */
  readonly headersMs: number | null;
  readonly firstMs: number | null;
  readonly events: number;
  /** Groups of events that came together, and the bytes of one; null: there is none but the last. */
  readonly steps: number;
  readonly stepBytes: number | null;
}

/** What a second URL, behind the layers in question, tells. */
export interface Difference {
  /** By how much every answer's first event came later than every direct one's, ms; below zero: it did not. */
  readonly laterMs: number;
  /** What it must exceed to be no noise, ms. */
  readonly noiseMs: number;
  readonly decides: "held between" | "no difference" | "unknown";
}

/** What `./lab verify --url --json` prints. */
export interface UrlDocument {
  readonly schemaVersion: 1;
  /** Without credentials and query: both may be secrets. */
  readonly url: string;
  readonly direct: string | null;
  /** Requests that were written. */
  readonly sent: number;
  readonly readings: readonly UrlReading[];
  readonly difference: Difference | null;
  readonly word: UrlWord;
  readonly says: string;
  /** The decision, and what was not tried: a sentence each. */
  readonly notes: readonly string[];
  /** What this cannot know, whatever it saw. */
  readonly unknowable: readonly string[];
  readonly exit: 0 | 1 | 2;
}
