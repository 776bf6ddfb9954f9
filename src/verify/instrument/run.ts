import type { Cell, Seen } from "../cell.ts";
import type { Answer } from "./answer.ts";
import type { Reading } from "./reader.ts";
import type { OriginRequest } from "./request.ts";
import { Waiter } from "./waiter.ts";
import { tokenText, wordOf } from "./words.ts";

/** One question, seen from both ends at once: that is why lockstep needs no other channel. */
export class Run {
  readonly id: string;
  readonly cell: Cell;
  readonly #answers: Answer[] = [];
  readonly #texts: string[] = [];
  readonly #sentAt: number[] = [];
  readonly #latencies: number[] = [];
  #reading: Reading | null = null;
  readonly #waiter = new Waiter();
  #begun = false;
  #finished = false;
  #asked: OriginRequest | null = null;
  /** Requests that reached the origin. */
  reached = 0;
  /** When the origin's last connection for this run was gone, by performance.now(). */
  goneAt: number | null = null;

  constructor(id: string, cell: Cell) {
    this.id = id;
    this.cell = cell;
  }

  /** The origin got a request of this run. Another one gets all that was sent so far: a product that asks again loses nothing. */
  attach(request: OriginRequest, answer: Answer): Promise<void> {
    this.reached++;
    this.#asked ??= request;
    this.#answers.push(answer);
    if (this.#begun) answer.begin();
    for (const text of this.#texts) answer.write(text);
    if (this.#finished) answer.finish();
    void answer.closed.then(() => ((this.goneAt = performance.now()), this.wake()));
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
    for (const answer of this.#answers) answer.begin();
  }

  /** Bytes of the body that have left so far. */
  get written(): number {
    return Math.max(0, ...this.#answers.map((answer) => answer.written()));
  }

  /** Sends the next token. */
  send(): void {
    this.begin();
    const text = tokenText(this.cell.origin, wordOf(this.id, this.#texts.length + 1));
    this.#texts.push(text);
    this.#sentAt.push(performance.now());
    for (const answer of this.#answers) answer.write(text);
  }

  finish(): void {
    this.begin();
    this.#finished = true;
    for (const answer of this.#answers) answer.finish();
  }

  /** The origin breaks its answers off. */
  breakOff(): void {
    this.#finished = true;
    for (const answer of this.#answers) answer.breakOff();
  }

  get sent(): number {
    return this.#texts.length;
  }

  get got(): number {
    return this.#reading?.words.last ?? 0;
  }

  get ended(): boolean {
    return this.#reading?.end !== null && this.#reading?.end !== undefined;
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

  /** What both ends have seen. */
  seen(held: Seen["held"], sinceMs: number, leftMs: number | null = null): Seen {
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
      ...{ sent: this.sent, got: this.got, held, leftMs },
      latencyMs: sorted.length > 0 ? round(sorted[sorted.length >> 1]!) : null,
      end: reading?.end ?? "open",
      endedMs: reading?.endedAt ? round(reading.endedAt - sinceMs) : null,
      foreign: reading?.words.foreign ?? false,
      body: this.got > 0 ? "" : (reading?.beginning ?? ""),
    };
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
