import type { ReadPlan, ReadRecord } from "../src/model/reader.ts";
import type { OneRead, OnPieces, OpenRead } from "./client.ts";
import { nowNs } from "./clock.ts";
import type { Ending } from "./ends.ts";
import { ReaderFailure } from "./failure.ts";
import { Recording } from "./recording.ts";

/** What a client of another make tells of its response. Stamps are CLOCK_MONOTONIC ns, as early as the client lets us see it. */
export interface Account {
  /** The final response head. Header names in lower case. */
  head(atNs: number, status: number, headers: Record<string, string>): void;
  /** A part of the body as this client gives it to its user: decoded, if the client decodes. */
  body(bytes: Uint8Array, atNs: number): void;
  /** A piece of the answer's text, from a client that hands out strings in place of bytes. */
  piece(text: string, atNs: number): void;
}

/** A client at work. */
export interface ClientRun {
  /** Resolves when the client has ended. @throws ReaderFailure client_failed, when that says nothing of the path */
  readonly ended: Promise<Ending>;
  /** Ends the client and closes its connection. Called at most once; `ended` must resolve after it, with whatever. */
  kill(): void;
  /** When the request was made, CLOCK_MONOTONIC ns, of a client that needs a while to get ready; null: not yet. Absent: at once. */
  startedAtNs?(): number | null;
}

/** Starts a client on one plan: request line, headers and body as told. Leaving, time limit, events and acknowledgements are not its job. */
export type StartClient = (plan: ReadPlan, account: Account) => ClientRun;

/** Fields of a plan that not every client can carry out. */
export type Refusable = "bytesPerSecond" | "httpVersion" | "https" | "accept-encoding";

/**
 * Makes a reader of any client that gives out a body part by part, or text piece by piece.
 * @param cannot what of a plan this client cannot do: such a plan is refused, not carried out by halves
 */
export function foreignReader(name: string, start: StartClient, cannot: readonly Refusable[] = []): OpenRead {
  return (plan, onPieces) =>
    new ForeignRead(plan, onPieces, (account) => {
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
  readonly #start: (account: Account) => ClientRun;
  readonly #recording: Recording;
  readonly #stopped = Promise.withResolvers<Ending>();

  constructor(plan: ReadPlan, onPieces: OnPieces, start: (account: Account) => ClientRun) {
    this.#start = start;
    this.#recording = new Recording(plan, onPieces);
  }

  async run(): Promise<ReadRecord> {
    const recording = this.#recording;
    recording.record.startedAtNs = nowNs();
    const client = this.#start(this);
    try {
      const ending = await Promise.race([client.ended, this.#stopped.promise]);
      recording.end(ending, nowNs());
      recording.record.startedAtNs = client.startedAtNs?.() ?? recording.record.startedAtNs;
      return recording.finish();
    } finally {
      client.kill();
      await client.ended;
    }
  }

  stop(end: "left" | "time-up"): void {
    this.#stopped.resolve({ end, saying: null });
  }

  head(atNs: number, status: number, headers: Record<string, string>): void {
    this.#recording.head(atNs, status, headers);
  }

  body(bytes: Uint8Array, atNs: number): void {
    if (this.#recording.over) return;
    this.#recording.read(bytes.length, atNs);
    this.#recording.body(bytes, atNs);
  }

  piece(text: string, atNs: number): void {
    if (!this.#recording.over) this.#recording.piece(text, atNs);
  }
}
