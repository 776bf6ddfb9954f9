import { randomInt } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Waiter } from "../instrument/waiter.ts";
import { Generation } from "./generation.ts";
import type { AskedFor } from "./generation.ts";
import { lockstep, PATIENCE_MS } from "./lockstep.ts";

const LETTERS = "abcdefghijkmnopqsuvwxy0123456789"; // without r, t and z, which part a word

/** One question to the stack, and all that asks the model while it is under way. */
export class Question {
  readonly generations: Generation[] = [];
  readonly #waiter = new Waiter();
  readonly #driven: Promise<void>[] = [];
  readonly #patienceMs: number;
  #over = false;
  /** Requests without the token. */
  refused = 0;
  /** The first path that was asked for and is not there. */
  elsewhere: string | null = null;

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /** A request for an answer. */
  answer(asked: AskedFor, streamed: boolean, res: ServerResponse): void {
    const id = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
    const generation = new Generation(id, asked, streamed, res, this.#waiter);
    this.generations.push(generation);
    if (streamed) this.#driven.push(lockstep(generation, () => this.#over, this.#patienceMs));
    else generation.whole();
    this.#waiter.wake();
  }

  /** Text that has arrived at the reader. */
  take(text: string): void {
    for (const generation of this.generations) generation.take(text);
    this.#waiter.wake();
  }

  /** Waits until the model has been asked, in whatever way. @returns false when it was not within the limit */
  asked(limitMs: number): Promise<boolean> {
    return this.#waiter.until(() => this.isAsked || this.#over, limitMs);
  }

  get isAsked(): boolean {
    return this.generations.length > 0 || this.refused > 0 || this.elsewhere !== null;
  }

  /** Something has happened that is not an answer. */
  wake(): void {
    this.#waiter.wake();
  }

  /** The reader has its answer, or has left: what is still sent is brought to an end. */
  async over(): Promise<void> {
    this.#over = true;
    this.#waiter.wake();
    await Promise.all(this.#driven);
  }
}
