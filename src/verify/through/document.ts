import type { Asked } from "../url/document.ts";

/** What is proved of a path at whose end the lab's model stands. `unknown` is no result, and has a reason beside it. */
export const THROUGH_WORDS = ["streams", "holds", "loses", "unknown"] as const;
export type ThroughWord = (typeof THROUGH_WORDS)[number];

/** How the stack asks the model: OpenAI's chat completions or responses, Anthropic's messages, Ollama's chat or generate. */
export const API_NAMES = ["openai", "responses", "anthropic", "ollama"] as const;
export type ApiName = (typeof API_NAMES)[number];

/** One question: what came of it at both ends. */
export interface ThroughReading extends Asked<ThroughWord> {
  /** Tokens of the answer that arrived here, as the model sent them. */
  readonly sent: number;
  /** ... and as they arrived, in order. */
  readonly got: number;
  /** Bytes of the model's events that came together when something was let go at last; null: nothing was held, or its size is not known. */
  readonly heldBytes: number | null;
  /** Median time of a token from the model to here, ms. */
  readonly latencyMs: number | null;
  readonly model: AskedModel;
}

/** How the stack asked the model while a question was under way. */
export interface AskedModel {
  /** Requests for a stream, and for a whole answer. */
  readonly streams: number;
  readonly wholes: number;
  /** Requests without the token. */
  readonly refused: number;
  /** A path that the lab's model does not have, and that was asked for. */
  readonly elsewhere: string | null;
  /** Of the request whose tokens arrived. */
  readonly api: ApiName | null;
  readonly httpVersion: string | null;
}

/** What `./lab verify --url --model --json` prints. */
export interface ThroughDocument {
  readonly schemaVersion: 1;
  /** Without credentials and query: both may be secrets. */
  readonly url: string;
  readonly direct: string | null;
  /** Where the lab's model listened: `127.0.0.1:9000`. */
  readonly model: string;
  /** Requests that were written. */
  readonly sent: number;
  readonly readings: readonly ThroughReading[];
  readonly word: ThroughWord;
  readonly says: string;
  /** What the readings say together, and what was not tried: a sentence each. */
  readonly notes: readonly string[];
  readonly exit: 0 | 1 | 2;
}
