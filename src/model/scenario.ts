import * as v from "valibot";
import { Dialect } from "./words.ts";

/** Milliseconds, 0 to ten minutes: no experiment waits longer for anything. */
export const Ms = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(600_000));
/** A count of tokens; the upper bound keeps a typo from generating for ever. */
export const TokenCount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
/** The number of a token in its answer, from 1. */
export const TokenNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));

/** The time between two releases: one constant, a list that is cycled, or a seeded distribution (same seed, same gaps). */
export const Gap = v.union([
  Ms,
  v.pipe(v.array(Ms), v.minLength(1)),
  v.strictObject({
    distribution: v.picklist(["uniform", "exponential", "lognormal"]),
    meanMs: Ms,
    /** Standard deviation; ignored by `exponential`, whose deviation is its mean. */
    deviationMs: v.optional(Ms, 0),
    seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  }),
]);

/** How a generation ends before its last token: `reset` (TCP RST), `close` (FIN without the final chunk), `end` (a proper end, no `[DONE]`). */
export const Cut = v.strictObject({ afterToken: TokenCount, how: v.picklist(["reset", "close", "end"]) });

/**
 * Lockstep: token n+1 leaves only when the reader has acknowledged token n on the side channel. With no acknowledgement within
 * `deadlineMs` the path holds: from then on one more token every `stepMs` without waiting, until the path lets go or the answer ends.
 */
export const Lockstep = v.strictObject({ deadlineMs: Ms, stepMs: Ms });

/** Bytes of one event; 1 MiB at most. */
const EventBytes = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_048_576));

/** Everything the mock LLM is told about one run. Every field has a default, so `{}` is a valid scenario. */
export const Scenario = v.strictObject({
  /** Tokens of the answer; one token is one event. */
  tokens: v.optional(TokenCount, 24),
  /** From the arrival of the request to the first token. */
  ttftMs: v.optional(Ms, 0),
  gapMs: v.optional(Gap, 75),
  /** Release interval: so many tokens leave together, as with vLLM's `--stream-interval`. */
  releaseEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** Extra silences, each before the named token. */
  stalls: v.optional(v.array(v.strictObject({ beforeToken: TokenNumber, ms: Ms })), []),
  /** Bytes of one event on the wire (padded with a JSON field), or a list that is cycled; absent: the event's natural size, about 185. */
  eventBytes: v.optional(v.union([EventBytes, v.pipe(v.array(EventBytes), v.minLength(1))])),
  /**
   * The words of this text are the tokens, cycled. Multi-byte characters are welcome. Absent: natural-looking text that does not repeat
   * (src/model/text.ts), because nine words over and over make every compressor look 40 times better than it is.
   */
  text: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** `sse`: `data: {...}` and `[DONE]`; `ndjson`: one JSON document a line; `text`: the bare token, a line each. */
  format: v.optional(v.picklist(["sse", "ndjson", "text"]), "sse"),
  /** Response header; absent: the one that belongs to `format`. */
  contentType: v.optional(v.string()),
  /** More response headers, sent as they stand. */
  headers: v.optional(v.record(v.string(), v.string()), {}),
  /** When the response head leaves: at once, or together with the first token (many servers cannot earlier). */
  headersAt: v.optional(v.picklist(["start", "first-token"]), "start"),
  /** How the end of the body is marked: chunked (RFC 9112 7.1), connection close, or Content-Length. */
  framing: v.optional(v.picklist(["chunked", "close", "content-length"]), "chunked"),
  cut: v.optional(Cut),
  /** When the reader has gone: stop generating, or go on like a GPU whose request nobody cancelled. */
  onReaderGone: v.optional(v.picklist(["stop", "continue"]), "stop"),
  lockstep: v.optional(Lockstep),
});
/** A scenario as people write it: everything optional. */
export type ScenarioInput = v.InferInput<typeof Scenario>;
/** A scenario with all defaults filled in, as the mock runs it. */
export type Scenario = v.InferOutput<typeof Scenario>;

/** What --tokens, --gap and --event-bytes may change of every scenario of a run. */
export const ScenarioOverrides = v.strictObject({
  tokens: v.optional(TokenCount),
  gapMs: v.optional(Ms),
  eventBytes: v.optional(EventBytes),
});
export type ScenarioOverrides = v.InferOutput<typeof ScenarioOverrides>;

/** The body of `PUT /runs/<id>`: what every request of the run gets, and what the requests of single readers get instead, by name. */
export const RunProgram = v.strictObject({
  ...Scenario.entries,
  readers: v.optional(v.record(v.string(), Scenario), {}),
});
export type RunProgram = v.InferOutput<typeof RunProgram>;

const Ns = v.pipe(v.number(), v.minValue(0));

/** One token as it was sent. All ns are CLOCK_MONOTONIC, which every container on one kernel shares. */
export const SentToken = v.strictObject({
  seq: TokenNumber,
  /** When the schedule wanted it; in lockstep: when it was released. */
  plannedAtNs: Ns,
  /** The clock after the write returned. */
  sentAtNs: Ns,
  /** Bytes of the event as written, without chunk framing; and of the control events (a ping, `message_start`) since the token before. */
  bytes: v.number(),
});
export type SentToken = v.InferOutput<typeof SentToken>;

/** What lockstep found out about the path. */
export const LockstepLog = v.strictObject({
  /** Highest token number that the reader acknowledged while the handshake still ran. */
  acknowledged: TokenCount,
  /** The token that was not acknowledged within the deadline; null: all were. */
  stoppedAtToken: v.nullable(TokenNumber),
  /** Bytes sent but not acknowledged when the path let go (or at the end, if it never did); null: it never stopped. */
  outstandingBytes: v.nullable(v.number()),
  /** When the path let go: in the middle of the answer, at its end only, or null: it never stopped. */
  letGo: v.nullable(v.picklist(["middle", "end"])),
});
export type LockstepLog = v.InferOutput<typeof LockstepLog>;

/**
 * One request, and the answer that it caused. A run id can cause several (retries, reconnects, several readers). It counts as a generation
 * of the model by the tokens that were generated, sent or for nobody; without any it is a request and no more.
 */
export const Generation = v.strictObject({
  generation: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Name of the reader that asked, as found in the request; null if a layer lost it. */
  reader: v.nullable(v.string()),
  requestAtNs: Ns,
  /** The request as the mock got it, past every layer: header names in lower case. */
  request: v.strictObject({
    method: v.string(),
    target: v.string(),
    httpVersion: v.string(),
    headers: v.record(v.string(), v.string()),
  }),
  /** How the answer is written; the request's address decides. */
  dialect: Dialect,
  headersAtNs: v.nullable(Ns),
  tokens: v.array(SentToken),
  bytesWritten: v.number(),
  /** When the connection was seen closed before the answer's end. */
  readerGoneAtNs: v.nullable(Ns),
  /** Tokens generated after that. */
  tokensAfterGone: TokenCount,
  endedAtNs: v.nullable(Ns),
  /** `done`: whole; `cut`: as the scenario said; `stopped`: because the reader had gone; null: still running. */
  end: v.nullable(v.picklist(["done", "cut", "stopped"])),
  lockstep: v.nullable(LockstepLog),
});
export type Generation = v.InferOutput<typeof Generation>;

/** The mock's account of a run: `GET /runs/<id>`. */
export const SendLog = v.strictObject({
  runId: v.string(),
  scenario: Scenario,
  /** Scenarios of single readers, by name, where they have their own. */
  readers: v.record(v.string(), Scenario),
  generations: v.array(Generation),
});
export type SendLog = v.InferOutput<typeof SendLog>;

/** The scenario that a generation was made from: its reader's own, or the run's. */
export function scenarioOf(log: Pick<SendLog, "scenario" | "readers">, reader: string | null): Scenario {
  return (reader === null ? undefined : log.readers[reader]) ?? log.scenario;
}
