/** How the origin ends its answer: with chunks, by closing, or with chunks although it was asked with HTTP/1.0. */
export type Framing = "chunked" | "closes" | "chunked-to-1.0";

/** How the reader asks. */
export interface ReaderSide {
  /** Where the product listens, seen from the instrument. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly http2: boolean;
  /** Host header and SNI; null: none in particular. */
  readonly host: string | null;
  readonly method: "GET" | "POST";
  /** `{question}` in it is another text for each question. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Accept-Encoding; null: nothing is offered. */
  readonly offers: string | null;
  /** What is posted, `{question}` in it another text for each question; missing: a chat completion's request. */
  readonly body?: string;
}

/** Error of a reader over HTTP/2 whose server does not offer it: no fault of anybody's. */
export const NO_HTTP2 = "the server does not choose HTTP/2";

/** How the origin answers. */
export interface OriginSide {
  readonly framing: Framing;
  readonly contentType: string;
  /** Whether the origin compresses: never, always, or where it was asked to. */
  readonly coding: "none" | "always" | "if-asked";
  /** Bytes of an event at least; 0: about 200, as a chat completion's chunk has. */
  readonly eventBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A model's API: how its answer is written, with `WORD` where a token's word stands, and `NUMBER` where its events are counted, from 0. */
export interface Dialect {
  /** Pattern of the paths that it answers at: `\/chat\/completions$`. */
  readonly path: string;
  readonly contentType: string;
  /** Whether a request that does not say wants a stream. */
  readonly streams: boolean;
  /** What precedes the first token, what a token is, and what follows the last one. */
  readonly head: string;
  readonly token: string;
  readonly tail: string;
  /** The whole answer, for a request that wants no stream. */
  readonly whole: string;
}

/** What is done with one request. `reachMs`: it may take so long until it reaches the origin, where others are under way; else 8 s. */
export type Act =
  /** The next token is sent when the last has arrived; if none comes, tokens are pumped until something does. */
  | { readonly kind: "lockstep" }
  /** One token, silence, another token; `first`: silence before the headers. */
  | { readonly kind: "pause"; readonly first: boolean; readonly silentMs: number; readonly reachMs?: number }
  /** A token every so often, as long as told: what limits the whole answer cuts it. */
  | { readonly kind: "steady"; readonly gapMs: number; readonly forMs: number; readonly reachMs?: number }
  /** The reader leaves after three tokens; the origin goes on. */
  | { readonly kind: "leave" }
  /** The origin breaks off after a few tokens, as an app does that crashes: its connection closes, and nothing says that this was all. */
  | { readonly kind: "crash" }
  /** Two users ask the same, one after the other. */
  | { readonly kind: "twice" }
  /** Two readers at once, each in lockstep. */
  | { readonly kind: "two" }
  /** So many at once, each in lockstep. */
  | { readonly kind: "burst"; readonly readers: number };

/** One measurement of one route. */
export interface Cell {
  /** Unique in its plan, and telling: `X h1 443`. */
  readonly id: string;
  readonly reader: ReaderSide;
  readonly origin: OriginSide;
  readonly act: Act;
}

/** What came of a cell. */
export interface Seen {
  /** Null: no answer, and `error` says why. */
  readonly status: number | null;
  readonly error: string | null;
  /** Of the answer that the reader got. */
  readonly contentEncoding: string | null;
  /** Where a redirect points. */
  readonly redirect: string | null;
  /** Requests of this run that reached the origin: 0 where the product answered by itself, 2 where it asked again. */
  readonly reached: number;
  /** What reached the origin instead: a request that wants no stream, or one of an API that it does not speak. Null: nothing did. */
  readonly instead: string | null;
  /** Of a stack: the name by which its app asked with TLS, and from which address, where it did not take the certificate. */
  readonly distrusts?: { readonly host: string; readonly from: string };
  readonly askedWith: "1.0" | "1.1" | "2" | null;
  /** Accept-Encoding that the origin got. */
  readonly askedCoding: string | null;
  readonly sent: number;
  readonly got: number;
  /** Of the answer's decoded body. */
  readonly gotBytes: number;
  /** The first hold; null: each token came by itself. */
  readonly held: { readonly bytes: number | null; readonly toTheEnd: boolean } | null;
  /** Median time of a token from origin to reader, ms. */
  readonly latencyMs: number | null;
  /** `cut`: the product broke off; `open`: not over when the instrument stopped waiting. */
  readonly end: "clean" | "cut" | "open";
  /** From the last thing sent before the silence (or from when the request reached the origin) to the end, ms. */
  readonly endedMs: number | null;
  /** Tokens of somebody else's answer came: a replay. */
  readonly foreign: boolean;
  /** After the reader had left: when the origin's connection ended, ms; null: within the limit it did not. */
  readonly leftMs: number | null;
  /** Beginning of an answer without tokens: whose words it has. */
  readonly body: string;
}
