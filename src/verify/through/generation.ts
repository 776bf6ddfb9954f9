import type { ServerResponse } from "node:http";
import type { Encoder } from "../../model/encode/encoder.ts";
import type { Waiter } from "../instrument/waiter.ts";
import { WordFinder, wordOf } from "../instrument/words.ts";
import type { Api, Words } from "./apis/index.ts";

/** Words of an answer: more than any lockstep sends. */
const WORDS = 2_000;
/** Tokens of an answer that is given whole. */
const WHOLE_TOKENS = 24;

/** What the stack asked for. */
export interface AskedFor {
  readonly api: Api;
  readonly httpVersion: string;
  /** Usage was asked for, in an API where one has to. */
  readonly usageWanted: boolean;
}

/**
 * One answer of the model. Its words are its own: where they arrive, this answer has. So no request needs a name, and a question to which
 * the stack asks the model several times is told apart from one that others ask meanwhile.
 */
export class Generation {
  readonly asked: AskedFor;
  /** False: a whole answer was asked for. */
  readonly streamed: boolean;
  readonly #res: ServerResponse;
  readonly id: string;
  readonly #waiter: Waiter;
  readonly #words: WordFinder;
  readonly #sizes: number[] = [];
  readonly #sentAt: number[] = [];
  readonly #latencies: number[] = [];
  #encoder: Encoder | null = null;
  #finished = false;
  /** What was held; null: nothing. */
  held: { readonly bytes: number | null } | null = null;

  constructor(id: string, asked: AskedFor, streamed: boolean, res: ServerResponse, waiter: Waiter) {
    this.asked = asked;
    this.streamed = streamed;
    this.id = id;
    this.#res = res;
    this.#waiter = waiter;
    this.#words = new WordFinder(id);
    res.on("error", () => {}); // a write to a stack that has just gone
    res.on("close", () => waiter.wake());
  }

  /** Sends the head, and what the API has before the first token. */
  begin(): void {
    this.#res.writeHead(200, { "content-type": this.asked.api.contentType, "cache-control": "no-cache" });
    this.#res.flushHeaders();
    this.#write(this.#encoderOf(WORDS).head({ ...NO_USAGE, wanted: this.asked.usageWanted }));
  }

  /** Sends the next token. */
  send(): void {
    this.#token(this.#encoderOf(WORDS));
  }

  /** Sends the last token, which says that it is, and the end. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const last = this.sent + 1;
    const encoder = this.#newEncoder(last);
    this.#token(encoder);
    const usage = { promptTokens: 1, completionTokens: last, wanted: this.asked.usageWanted };
    this.#res.end(encoder.tail(usage));
  }

  /** Sends an answer that was asked for whole. */
  whole(): void {
    const body = Buffer.from(JSON.stringify(this.asked.api.whole(this.#wordsOf(WHOLE_TOKENS))));
    const now = performance.now();
    for (let seq = 1; seq <= WHOLE_TOKENS; seq++) this.#sentAt.push(now);
    this.#finished = true;
    this.#res.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  }

  /** Text that has arrived at the reader, whosever it is. */
  take(text: string): void {
    this.#words.take(text);
    const now = performance.now();
    for (let seq = this.#latencies.length + 1; seq <= this.got; seq++) {
      this.#latencies.push(now - (this.#sentAt[seq - 1] ?? now));
    }
  }

  get sent(): number {
    return this.#sentAt.length;
  }

  /** Tokens that have arrived at the reader, in order. */
  get got(): number {
    return this.#words.last;
  }

  /** The stack has closed the connection. */
  get gone(): boolean {
    return this.#res.destroyed || this.#res.writableFinished;
  }

  /** Bytes of these tokens' events, from one number to another. */
  bytesOf(from: number, to: number): number {
    return this.#sizes.slice(from - 1, to).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Median time from the model to the reader, of tokens that waited for nobody; null: there is none. */
  get latencyMs(): number | null {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return this.held !== null || sorted.length === 0 ? null : sorted[sorted.length >> 1]!;
  }

  until(so: () => boolean, limitMs: number): Promise<boolean> {
    return this.#waiter.until(so, limitMs);
  }

  #token(encoder: Encoder): void {
    const event = encoder.token(this.sent + 1);
    this.#sizes.push(event.length);
    this.#sentAt.push(performance.now());
    this.#write(event);
  }

  #encoderOf(tokens: number): Encoder {
    return (this.#encoder ??= this.#newEncoder(tokens));
  }

  #newEncoder(tokens: number): Encoder {
    return this.asked.api.encoder(this.#wordsOf(tokens));
  }

  #wordsOf(tokens: number): Words {
    const text = Array.from({ length: tokens }, (_, index) => wordOf(this.id, index + 1)).join(" ");
    return { id: this.id, text, tokens };
  }

  #write(bytes: Buffer): void {
    if (bytes.length > 0 && !this.gone) this.#res.write(bytes);
  }
}

const NO_USAGE = { promptTokens: 1, completionTokens: 0 };
