import type { ReadPlan, ReadRecord } from "../../../src/model/reader.ts";
import { emptyRecord } from "./client.ts";
import type { OneRead, OnEvents, OpenRead } from "./client.ts";
import { nowNs } from "./clock.ts";
import { EventReader } from "./events.ts";
import { ReaderFailure } from "./failure.ts";

/** What a client of another make tells of its response. Stamps are CLOCK_MONOTONIC ns, as early as the client lets us see it. */
export interface Account {
  /** The final response head. Header names in lower case. */
  head(atNs: number, status: number, headers: Record<string, string>): void;
  /** A piece of the body as this client gives it to its user: decoded, if the client decodes. */
  body(bytes: Uint8Array, atNs: number): void;
}

/** A client at work. */
export interface ClientRun {
  /** Resolves when the client has ended: null for a body that it takes for whole, else its word for what went wrong. */
  readonly ended: Promise<string | null>;
  /** Ends the client and closes its connection. Called at most once; `ended` must resolve after it. */
  kill(): void;
  /** When the request was made, CLOCK_MONOTONIC ns, of a client that needs a while to get ready; null: not yet. Absent: at once. */
  startedAtNs?(): number | null;
}

/** Starts a client on one plan: request line, headers and body as told. Leaving, time limit, events and acknowledgements are not its job. */
export type StartClient = (plan: ReadPlan, account: Account) => ClientRun;

/** Fields of a plan that not every client can carry out. */
export type Refusable = "bytesPerSecond" | "httpVersion" | "https" | "accept-encoding";

/**
 * Makes a reader of any client that gives out a body piece by piece.
 * @param cannot what of a plan this client cannot do: such a plan is refused, not carried out by halves
 */
export function foreignReader(name: string, start: StartClient, cannot: readonly Refusable[] = []): OpenRead {
  return (plan, onEvents) =>
    new ForeignRead(plan, onEvents, (account) => {
      const refused = asksFor(plan).filter((each) => cannot.includes(each));
      if (refused.length > 0) throw new ReaderFailure("bad_request", `${name} cannot do this: ${refused.join(", ")}`);
      return start(plan, account);
    });
}

function asksFor({ bytesPerSecond, httpVersion, url, headers }: ReadPlan): Refusable[] {
  return [
    ...(bytesPerSecond === null ? [] : (["bytesPerSecond"] as const)),
    ...(httpVersion === "1.1" ? [] : (["httpVersion"] as const)),
    ...(url.startsWith("https:") ? (["https"] as const) : []),
    ...("accept-encoding" in headers ? (["accept-encoding"] as const) : []),
  ];
}

class ForeignRead implements OneRead, Account {
  readonly #plan: ReadPlan;
  readonly #onEvents: OnEvents;
  readonly #start: (account: Account) => ClientRun;
  readonly #events: EventReader;
  readonly #record: ReadRecord;
  readonly #stopped = Promise.withResolvers<string>();
  #tokens = 0;

  constructor(plan: ReadPlan, onEvents: OnEvents, start: (account: Account) => ClientRun) {
    this.#plan = plan;
    this.#onEvents = onEvents;
    this.#start = start;
    this.#events = new EventReader(plan.format);
    this.#record = emptyRecord(plan.reader);
  }

  async run(): Promise<ReadRecord> {
    const { timeoutMs, leave } = this.#plan;
    this.#record.startedAtNs = nowNs();
    const client = this.#start(this);
    const timers = [setTimeout(() => this.stop("timeout"), timeoutMs)];
    if (leave && "afterMs" in leave) timers.push(setTimeout(() => this.stop("left"), leave.afterMs));
    try {
      const errorCode = await Promise.race([client.ended, this.#stopped.promise]);
      this.#record.endedAtNs = nowNs();
      return {
        ...{ ...this.#record, errorCode, complete: errorCode === null },
        startedAtNs: client.startedAtNs?.() ?? this.#record.startedAtNs,
        ...{ events: this.#events.events, text: this.#events.text },
      };
    } finally {
      timers.forEach(clearTimeout);
      client.kill();
      await client.ended;
    }
  }

  stop(code: string): void {
    this.#stopped.resolve(code);
  }

  head(atNs: number, status: number, headers: Record<string, string>): void {
    this.#record.headersAtNs = atNs;
    this.#record.status = status;
    this.#record.responseHeaders = headers;
  }

  body(bytes: Uint8Array, atNs: number): void {
    this.#record.reads.push({ atNs, bytes: bytes.length });
    const events = this.#events.feed(bytes, atNs);
    this.#tokens += events.filter((event) => event.kind === "token").length;
    if (events.length > 0) this.#onEvents(events);
    const { leave } = this.#plan;
    if (leave && "afterToken" in leave && this.#tokens >= leave.afterToken) this.stop("left");
  }
}
