import { EventEmitter, on, once } from "node:events";
import type { Generation, Scenario, SendLog, SentToken } from "../../../src/model/scenario.ts";
import type { Answer } from "./answer.ts";
import { RequestError } from "./errors.ts";
import { planAnswer, tokensSent, type Plan } from "./schedule.ts";
import { SentTokens } from "./sent.ts";

/** More generations of one run are refused: it bounds the log, and an event's size is known before it has a number. */
const GENERATIONS_LIMIT = 9999;
/** No experiment waits longer for anything than an HTTP client does. */
export const WAIT_LIMIT_MS = 120_000;

/** The account of one answer while it is written. */
export interface OpenLog extends Omit<Generation, "tokens"> {
  readonly tokens: SentTokens;
}

/** One run id: its scenario, and every answer that requests with this id caused. */
export class Run {
  readonly id: string;
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly generations: OpenLog[] = [];
  /** Answers that are still being generated. */
  readonly answers = new Set<Answer>();
  /** Tokens that the logs of all generations have room for. */
  capacity = 0;
  /** Date.now() of the last request or end. */
  touchedAtMs = Date.now();
  readonly #events = new EventEmitter<{ sent: [seq: number]; ended: [] }>().setMaxListeners(0);

  constructor(id: string, scenario: Scenario) {
    this.id = id;
    this.scenario = scenario;
    this.plan = planAnswer(scenario);
  }

  get running(): boolean {
    return this.answers.size > 0;
  }

  log(): SendLog {
    const generations = this.generations.map((log) => ({ ...log, tokens: log.tokens.from(1) }));
    return { runId: this.id, scenario: this.scenario, generations };
  }

  /** @throws RequestError 429 when the run id has been used too often */
  open(reader: string | null, requestAtNs: number): OpenLog {
    if (this.generations.length >= GENERATIONS_LIMIT)
      throw new RequestError(429, `run ${this.id} has had ${GENERATIONS_LIMIT} requests`, {
        hint: "take another run id",
      });
    const tokens = tokensSent(this.scenario);
    const log: OpenLog = {
      generation: this.generations.length + 1,
      reader,
      requestAtNs,
      headersAtNs: null,
      tokens: new SentTokens(tokens),
      bytesWritten: 0,
      readerGoneAtNs: null,
      tokensAfterGone: 0,
      endedAtNs: null,
      end: null,
      lockstep: null,
    };
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
  ended(answer: Answer): void {
    this.answers.delete(answer);
    this.touchedAtMs = Date.now();
    this.#events.emit("ended");
  }

  /** Cumulative: every token up to `seq` has reached the reader. */
  acknowledge(seq: number): void {
    for (const answer of [...this.answers]) answer.acknowledge(seq);
  }

  /**
   * The first answer's token `seq`, as soon as one has sent it.
   * @throws RequestError 410 when all answers ended without it; 408 after two minutes
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

  /** The log, when every answer so far has ended and there was at least one. */
  async untilEnded(signal: AbortSignal): Promise<SendLog> {
    while (this.generations.length === 0 || this.running) await once(this.#events, "ended", { signal });
    return this.log();
  }
}
