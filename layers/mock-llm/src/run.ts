import { EventEmitter, on, once } from "node:events";
import type { RunProgram, SendLog, SentToken } from "../../../src/model/scenario.ts";
import { GENERATIONS_LIMIT } from "../../../src/model/wire.ts";
import { RequestError } from "./errors.ts";
import { openLog, type Asked, type OpenLog } from "./log.ts";
import { Part } from "./part.ts";

/** An answer that is still being generated, as its run knows it. */
export interface Answering {
  /** Cumulative: every token up to `seq` has reached the reader. */
  acknowledge(seq: number): void;
  /** Cumulative: so many UTF-8 bytes of the answer's text have. */
  acknowledgeText(bytes: number): void;
}

/** One run id: what it was programmed with, and every answer that requests with this id caused. */
export class Run {
  readonly id: string;
  readonly generations: OpenLog[] = [];
  /** Answers that are still being generated. */
  readonly answers = new Set<Answering>();
  /** Tokens that the logs of all generations have room for. */
  capacity = 0;
  /** Date.now() of the last request or end. */
  touchedAtMs = Date.now();
  readonly #part: Part;
  readonly #readers: ReadonlyMap<string, Part>;
  readonly #events = new EventEmitter<{ sent: [seq: number]; ended: [] }>().setMaxListeners(0);

  constructor(id: string, { readers, ...scenario }: RunProgram) {
    this.id = id;
    this.#part = new Part(scenario, id);
    this.#readers = new Map(Object.entries(readers).map(([name, own]) => [name, new Part(own, id)]));
  }

  get running(): boolean {
    return this.answers.size > 0;
  }

  /** What this reader's requests get: its own, or the run's. */
  partOf(reader: string | null): Part {
    return this.#readers.get(reader ?? "") ?? this.#part;
  }

  log(): SendLog {
    const generations = this.generations.map((log) => ({ ...log, tokens: log.tokens.from(1) }));
    const readers = Object.fromEntries([...this.#readers].map(([name, { scenario }]) => [name, scenario]));
    return { runId: this.id, scenario: this.#part.scenario, readers, generations };
  }

  /** @throws RequestError 429 when the run id has been used too often */
  open(asked: Omit<Asked, "generation">): OpenLog {
    if (this.generations.length >= GENERATIONS_LIMIT)
      throw new RequestError(429, `run ${this.id} has had ${GENERATIONS_LIMIT} requests`, {
        hint: "take another run id",
      });
    const { tokens } = this.partOf(asked.reader);
    const log = openLog({ generation: this.generations.length + 1, ...asked }, tokens);
    this.generations.push(log);
    this.capacity += tokens;
    this.touchedAtMs = Date.now();
    return log;
  }

  /** An answer has sent tokens up to `seq`. */
  sent(seq: number): void {
    this.#events.emit("sent", seq);
  }

  /** An answer is over. */
  ended(answer: Answering): void {
    this.answers.delete(answer);
    this.touchedAtMs = Date.now();
    this.#events.emit("ended");
  }

  acknowledge(seq: number): void {
    for (const answer of [...this.answers]) answer.acknowledge(seq);
  }

  acknowledgeText(bytes: number): void {
    for (const answer of [...this.answers]) answer.acknowledgeText(bytes);
  }

  /**
   * The first answer's token `seq`, as soon as one has sent it.
   * @throws RequestError 410 when all answers ended without it
   */
  async untilSent(seq: number, signal: AbortSignal): Promise<SentToken & { generation: number }> {
    for (;;) {
      for (const { generation, tokens } of this.generations) {
        const token = tokens.get(seq);
        if (token !== undefined) return { generation, ...token };
      }
      if (this.generations.length > 0 && !this.running)
        throw new RequestError(410, `run ${this.id} ended before token ${seq} was sent`, {
          hint: `see GET /runs/${this.id}`,
        });
      for await (const [last] of on(this.#events, "sent", { signal, close: ["ended"] })) if (last >= seq) break;
    }
  }

  /** Resolves when every answer so far has ended and there was at least one. */
  async untilEnded(signal: AbortSignal): Promise<void> {
    while (this.generations.length === 0 || this.running) await once(this.#events, "ended", { signal });
  }
}
