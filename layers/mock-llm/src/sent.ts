import type { SentToken } from "../../../src/model/scenario.ts";

const COLUMNS = 3;

/**
 * The tokens of one answer as they were sent, in columns: 24 bytes a token, and nothing that the garbage collector has to trace
 * (as objects, the logs of 2000 streams made it stop the clock for 20 ms at a time).
 */
export class SentTokens {
  /** plannedAtNs, sentAtNs, bytes; token after token. */
  readonly #cells: Float64Array;
  #count = 0;

  /** `capacity`: the most tokens that will be added. */
  constructor(capacity: number) {
    this.#cells = new Float64Array(capacity * COLUMNS);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the next token. */
  add(plannedAtNs: number, sentAtNs: number, bytes: number): void {
    const cell = COLUMNS * this.#count++;
    this.#cells[cell] = plannedAtNs;
    this.#cells[cell + 1] = sentAtNs;
    this.#cells[cell + 2] = bytes;
  }

  /** Token `seq`, if it was sent. */
  get(seq: number): SentToken | undefined {
    if (seq > this.#count) return undefined;
    const [plannedAtNs = 0, sentAtNs = 0, bytes = 0] = this.#cells.subarray(COLUMNS * (seq - 1), COLUMNS * seq);
    return { seq, plannedAtNs, sentAtNs, bytes };
  }

  /** Tokens from `first` on. */
  from(first: number): SentToken[] {
    const tokens: SentToken[] = [];
    for (let token = this.get(first); token !== undefined; token = this.get(token.seq + 1)) tokens.push(token);
    return tokens;
  }
}
