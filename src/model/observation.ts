import * as v from "valibot";
import { LockstepLog } from "./scenario.ts";
import { RigHealth } from "./trace.ts";
import { End, Handshake, Id, Look, Proof, Shape } from "./words.ts";

const NullableMs = v.nullable(v.number());
const Quantiles = v.strictObject({ p50: NullableMs, p99: NullableMs, max: NullableMs });

/**
 * What is known of a size that a layer fills before it lets go: more than `over` and at most `atMost` bytes, as the events allow to say.
 * Null `over`: no lower bound.
 */
export const Bounds = v.strictObject({ over: v.nullable(v.number()), atMost: v.number() });
export type Bounds = v.InferOutput<typeof Bounds>;

/** The full steps of an answer that came in steps (all but the last, which the end cut short). */
export const Steps = v.strictObject({
  count: v.number(),
  /** Bytes as the model wrote them, of the smallest and the largest full step. */
  minBytes: v.number(),
  maxBytes: v.number(),
  /** The one size that explains every step; null: none does, so the layer does not let go by size. */
  threshold: v.nullable(Bounds),
});
export type Steps = v.InferOutput<typeof Steps>;

/** Numbers of one reader in one run. Times in ms since its request, unless the name says otherwise; null: did not happen, or cannot be known. */
const numbers = {
  reader: v.string(),
  status: v.nullable(v.number()),
  contentEncoding: v.nullable(v.string()),
  framing: v.nullable(v.picklist(["chunked", "content-length", "close"])),
  responseHeaders: v.record(v.string(), v.string()),
  /** Request sent to response head, to first body byte, to first token. */
  headersMs: NullableMs,
  ttfbMs: NullableMs,
  ttftMs: NullableMs,
  tpotMs: NullableMs,
  /** Gaps between tokens as they arrived. */
  itlMs: Quantiles,
  /** Arrival minus emission, per token. */
  holdMs: Quantiles,
  /** Arrival span over emission span; null with fewer than two tokens. */
  spanRatio: v.nullable(v.number()),
  /** Tokens received, each counted once; that the scenario has (null: unknown origin); that the model sent in the generation that was read. */
  tokens: v.number(),
  tokensPlanned: v.nullable(v.number()),
  tokensSent: v.nullable(v.number()),
  /** Of the tokens: received more than once; lost although a later one came; received before an earlier one. */
  doubled: v.number(),
  lost: v.number(),
  outOfOrder: v.number(),
  /** Planned time between two releases: the median of those that are not zero; null: the plan has none. */
  releaseGapMs: NullableMs,
  /** Groups of tokens that arrived together, and how many groups left the model (src/model/batches.ts). */
  batches: v.number(),
  batchesSent: v.nullable(v.number()),
  /** Median size of a batch. */
  tokensPerBatch: v.nullable(v.number()),
  steps: v.nullable(Steps),
  /** Bytes of the body as the client gave them out: chunk framing taken off, content coding only where the client decodes. */
  bodyBytes: v.number(),
  foreignBytes: v.number(),
  foreignSample: v.string(),
  /** Request sent by the reader to request seen by the model. */
  queueMs: NullableMs,
  /** Reader's start to the end of the response. */
  endedMs: v.number(),
  headersBeforeToken: v.nullable(v.boolean()),
  /** The text that was put together is the one that the model sent (to where the reader left); null: no text, or unknown origin. */
  textIdentical: v.nullable(v.boolean()),
  tokensOfOther: v.number(),
  tokensReplayed: v.number(),
  /** Tokens that arrived before they were sent, and by how much the worst did, ms: a clock that stepped. */
  early: v.number(),
  earlyMs: v.number(),
  /** Tokens sent to this reader, more than a moment before its end, that never arrived while every connection stood. */
  undelivered: v.number(),
  /** From the end of the read to the moment the model saw its connection closed; null: it never did, or the answer was whole. */
  toldMs: NullableMs,
  end: End,
  /** The client's own words for its end. */
  saying: v.nullable(v.string()),
};

/** Numbers, and the stamps that they come from: what the time line draws and shapes are decided from. */
export const ReaderMetrics = v.strictObject({
  ...numbers,
  /**
   * Emission and arrival, ms since the reader's request. Index i is the same token in both, in order of arrival; tokens that were sent and
   * never arrived follow in `sentMs`. Tokens that the send log does not know are in neither. Unknown origin: `sentMs` is empty.
   */
  sentMs: v.array(v.number()),
  arrivedMs: v.array(v.number()),
});
export type ReaderMetrics = v.InferOutput<typeof ReaderMetrics>;

/** Why a label cannot be given, however well the rig worked: closed words; the values stand in the observation. */
export const UNCLEAR = [
  "arrived before it was sent", // causality broken: a clock step, or another answer
  "below the rig's resolution", // a span or a difference that the clockwork cannot tell
  "status and tokens contradict", // an error status, and tokens of the model behind it
  "no request reached the model", // nothing can be said of a stream that never was
] as const;
export const Unclear = v.picklist(UNCLEAR);
export type Unclear = v.InferOutput<typeof Unclear>;

/** What one reader saw, in numbers and closed words. Knows no expectation. */
export const ReaderObservation = v.strictObject({
  ...numbers,
  /** Null: it cannot be told, and `unclear` says why. */
  shape: v.nullable(v.union([Shape, Look])),
  unclear: v.nullable(Unclear),
  /** `held`: the number of the token from which on everything came together at the end. */
  heldFromToken: v.nullable(v.number()),
  /** The longest silence of the path: how much longer a gap was at the reader than the model made it, ms; and the token it came before. */
  silenceMs: NullableMs,
  silenceBeforeToken: v.nullable(v.number()),
  /** The lower quantile (5 %) of the holds: what every token was late by. */
  delayMs: NullableMs,
});
export type ReaderObservation = v.InferOutput<typeof ReaderObservation>;

/** Numbers of one run of one side: metrics.json has them with the stamps. */
const runNumbers = {
  runId: v.string(),
  proof: Proof,
  /** Requests of this run that reached the model, and how many of them generated at least one token; null: unknown origin. */
  requests: v.nullable(v.number()),
  generations: v.nullable(v.number()),
  tokensForNobody: v.number(),
  /** Of the first request as the model got it; null: none came, or unknown origin. */
  requestHeaders: v.nullable(v.record(v.string(), v.string())),
  requestHttpVersion: v.nullable(v.string()),
  lockstep: v.nullable(LockstepLog),
  rig: RigHealth,
};
export const RunMetrics = v.strictObject({ ...runNumbers, readers: v.record(Id, ReaderMetrics) });
export type RunMetrics = v.InferOutput<typeof RunMetrics>;

/** What was seen in one run of one side. */
export const RunObservation = v.strictObject({
  ...runNumbers,
  readers: v.record(Id, ReaderObservation),
  /** The handshake in one word; null: there was none. */
  handshake: v.nullable(Handshake),
  /** Hold threshold as the handshake bounds it; null: it never stopped, or never let go in the middle. */
  holdBytes: v.nullable(Bounds),
});
export type RunObservation = v.InferOutput<typeof RunObservation>;

/** What was seen of one side: a list of runs, empty if it was not measured. */
export const SideObservation = v.strictObject({
  runs: v.array(RunObservation),
  peakMemoryMb: v.record(v.string(), v.number()),
});
export type SideObservation = v.InferOutput<typeof SideObservation>;
