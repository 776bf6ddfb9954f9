import type { Cell, Seen } from "../cell.ts";
import type { Limiter } from "../limiter.ts";
import type { Answer } from "./answer.ts";
import type { Reading } from "./reader.ts";
import type { OriginRequest } from "./request.ts";
import { Waiter } from "./waiter.ts";
import { plainWriting, wordOf } from "./words.ts";
import type { Writing } from "./words.ts";

/** A request's answer, and how it is written. */
interface Answering {
  readonly answer: Answer;
  readonly writing: Writing;
}

/** One question, seen from both ends at once: that is why lockstep needs no other channel. */
export class Run {
  readonly id: string;
  readonly cell: Cell;
  readonly #answers: Answering[] = [];
  readonly #words: string[] = [];
  readonly #sentAt: number[] = [];
  readonly #latencies: number[] = [];
  #reading: Reading | null = null;
  readonly #waiter = new Waiter();
  readonly #turns: Limiter | null;
  #begun = false;
  #finished = false;
  #told = false;
  #open = 0;
  #asked: OriginRequest | null = null;
  /** Requests that reached the origin. */
  reached = 0;
  /** What reached the origin instead, in words: the last such request. */
  instead: string | null = null;
  /** Who has begun to ask with TLS, and by which name, and has said nothing behind that; null: nobody. */
  distrusts: { readonly host: string; readonly from: string } | null = null;
  /** When the origin's last connection for this run was gone, by performance.now(). */
  goneAt: number | null = null;

  /** @param turns one at a time is on its way to the origin, where its requests name no run; null: they do */
  constructor(id: string, cell: Cell, turns: Limiter | null = null) {
    this.id = id;
    this.cell = cell;
    this.#turns = turns;
  }

  /** Does what brings a request to the origin, when it is this run's turn. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns === null ? work() : this.#turns.run(work);
  }

  /** The origin got a request of this run. Another one gets all that was sent so far: a product that asks again loses nothing. */
  attach(request: OriginRequest, answer: Answer, writing = plainWriting(this.cell.origin)): Promise<void> {
    this.reached++;
    this.#asked ??= request;
    const answering = { answer, writing };
    this.#answers.push(answering);
    if (this.#begun) begin(answering);
    for (const word of this.#words) answer.write(writing.token(word));
    if (this.#finished) finish(answering);
    this.#open++;
    void answer.closed.then(() => {
      this.#open--;
      this.goneAt = performance.now();
      this.wake();
    });
    this.wake();
    return answer.closed;
  }

  /** The reader of this run. */
  read(reading: Reading): void {
    this.#reading = reading;
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#answers.forEach(begin);
  }

  /** Bytes of the body that have left so far. */
  get written(): number {
    return Math.max(0, ...this.#answers.map(({ answer }) => answer.written()));
  }

  /** Sends the next token. */
  send(): void {
    this.begin();
    const word = wordOf(this.id, this.#words.length + 1);
    this.#words.push(word);
    this.#sentAt.push(performance.now());
    for (const { answer, writing } of this.#answers) answer.write(writing.token(word));
  }

  finish(): void {
    this.begin();
    this.#finished = true;
    this.#answers.forEach(finish);
  }

  /** The origin breaks its answers off. */
  breakOff(): void {
    this.#finished = true;
    for (const { answer } of this.#answers) answer.breakOff();
  }

  get sent(): number {
    return this.#words.length;
  }

  get got(): number {
    return this.#reading?.words.last ?? 0;
  }

  get ended(): boolean {
    return this.#reading?.end !== null && this.#reading?.end !== undefined;
  }

  /** It has a reader, who waits for the end, and nobody has told yet what it has seen. */
  get isUnderWay(): boolean {
    return this.#reading !== null && !this.ended && !this.#told;
  }

  /** No answer of the origin is open for it: it has not been asked, or who asked has gone. */
  get isUnanswered(): boolean {
    return this.#open === 0;
  }

  /** Something has happened: whoever waits looks again. */
  wake(): void {
    const now = performance.now();
    for (let number = this.#latencies.length + 1; number <= this.got; number++) {
      this.#latencies.push(now - (this.#sentAt[number - 1] ?? now));
    }
    this.#waiter.wake();
  }

  /** Waits until it is so. @returns false when it was not within the limit */
  until(so: () => boolean, limitMs: number): Promise<boolean> {
    return this.#waiter.until(so, limitMs);
  }

  /** What both ends have seen: with that the run is over. */
  seen(held: Seen["held"], sinceMs: number, leftMs: number | null = null): Seen {
    this.#told = true;
    const reading = this.#reading;
    const sorted = [...this.#latencies].sort((a, b) => a - b);
    return {
      ...{ status: reading?.status ?? null, error: reading?.error ?? null },
      ...{
        contentEncoding: reading?.headers["content-encoding"] ?? null,
        redirect: reading?.headers["location"] ?? null,
      },
      ...{ reached: this.reached, askedWith: this.#asked?.version ?? null },
      askedCoding: this.#asked?.headers["accept-encoding"] ?? null,
      ...{ instead: this.instead, sent: this.sent, got: this.got, gotBytes: reading?.bytes ?? 0, held, leftMs },
      latencyMs: sorted.length > 0 ? round(sorted[sorted.length >> 1]!) : null,
      end: reading?.end ?? "open",
      endedMs: reading?.endedAt ? round(reading.endedAt - sinceMs) : null,
      foreign: reading?.words.foreign ?? false,
      body: this.got > 0 ? "" : (reading?.beginning ?? ""),
      ...(this.distrusts === null || this.reached > 0 ? {} : { distrusts: this.distrusts }),
    };
  }
}

function begin({ answer, writing }: Answering): void {
  answer.begin();
  const head = writing.head();
  if (head !== "") answer.write(head);
}

function finish({ answer, writing }: Answering): void {
  const tail = writing.tail();
  if (tail !== "") answer.write(tail);
  answer.finish();
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
