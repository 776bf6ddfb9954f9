import * as v from "valibot";
import { LayerVersion, RigHealth, SCHEMA_VERSION } from "./trace.ts";
import { LockstepLog } from "./scenario.ts";
import { End, Id, Kind, Proof, Settlement, Shape, VerdictWord } from "./words.ts";

const NullableMs = v.nullable(v.number());

/** Numbers of one reader in one run. Times in ms; null: did not happen. Formulas stand at the functions of src/metrics. */
export const ReaderMetrics = v.strictObject({
  reader: v.string(),
  status: v.nullable(v.number()),
  contentEncoding: v.nullable(v.string()),
  framing: v.nullable(v.picklist(["chunked", "content-length", "close"])),
  /** Request sent to response head, to first body byte, to first token event. */
  headersMs: NullableMs,
  ttfbMs: NullableMs,
  ttftMs: NullableMs,
  tpotMs: NullableMs,
  /** Gaps between token events as they arrived. */
  itlMs: v.strictObject({ p50: NullableMs, p99: NullableMs, max: NullableMs }),
  /** Arrival minus emission, per token. */
  holdMs: v.strictObject({ p50: NullableMs, p99: NullableMs, max: NullableMs }),
  /** Arrival span over emission span; null with fewer than two tokens. */
  spanRatio: v.nullable(v.number()),
  /** Tokens received, and tokens that the scenario has. */
  tokens: v.number(),
  tokensPlanned: v.number(),
  /** Planned time between two releases: the median of those that are not zero; null: the plan has none. */
  releaseGapMs: NullableMs,
  /** Groups of tokens that arrived together, and how many groups left the model (src/model/batches.ts). */
  batches: v.number(),
  batchesSent: v.number(),
  /** Median size of a batch. */
  tokensPerBatch: NullableMs,
  /** Bytes of the body as they came: chunk framing taken off, content coding not. */
  bodyBytes: v.number(),
  /** Median bytes (as sent) of all batches but the last; null with fewer than two batches. */
  stepBytes: v.nullable(v.number()),
  /** Request sent by the reader to request seen by the model. */
  queueMs: NullableMs,
  /** Reader's start to the end of the response. */
  endedMs: v.number(),
  headersBeforeToken: v.nullable(v.boolean()),
  textIdentical: v.nullable(v.boolean()),
  tokensOfOther: v.number(),
  tokensReplayed: v.number(),
  /**
   * Emission and arrival, ms since the reader's request: what the time line draws. Index i is the same token in both, in order of
   * arrival; tokens that were sent and never arrived follow in `sentMs`. Tokens that the send log does not know are in neither.
   */
  sentMs: v.array(v.number()),
  arrivedMs: v.array(v.number()),
  end: End,
});
export type ReaderMetrics = v.InferOutput<typeof ReaderMetrics>;

/** Numbers of one run of one side. */
export const RunMetrics = v.strictObject({
  proof: Proof,
  readers: v.record(Id, ReaderMetrics),
  generations: v.number(),
  tokensForNobody: v.number(),
  lockstep: v.nullable(LockstepLog),
  rig: RigHealth,
});
export type RunMetrics = v.InferOutput<typeof RunMetrics>;

/** metrics.json */
export const MetricsDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  experiment: v.string(),
  sides: v.record(Id, v.array(RunMetrics)),
});
export type MetricsDocument = v.InferOutput<typeof MetricsDocument>;

/** One judged expectation: what was expected, what was observed, whether they agree. */
export const Finding = v.strictObject({
  /** `shape`, `end`, `lockstep`, `generations` ...: the field of the expectation. */
  what: v.string(),
  /** Null: about the side, not one reader. */
  reader: v.nullable(v.string()),
  proof: Proof,
  expected: v.string(),
  observed: v.string(),
  ok: v.boolean(),
});
export type Finding = v.InferOutput<typeof Finding>;

/** The verdict over one side. The top-level numbers are those of the paced run's first reader. */
export const SideVerdict = v.strictObject({
  expected: v.string(),
  shape: v.nullable(Shape),
  end: v.nullable(End),
  verdict: VerdictWord,
  reason: v.nullable(v.string()),
  ttfbMs: NullableMs,
  ttftMs: NullableMs,
  spanRatio: v.nullable(v.number()),
  holdMs: v.strictObject({ p50: NullableMs, p99: NullableMs, max: NullableMs }),
  batches: v.nullable(v.number()),
  tokensPerBatch: NullableMs,
  stepBytes: v.nullable(v.number()),
  tokens: v.nullable(v.number()),
  contentEncoding: v.nullable(v.string()),
  framing: v.nullable(v.string()),
  generations: v.nullable(v.number()),
  /** Shape by reader, where there are several. */
  readers: v.record(Id, v.strictObject({ shape: Shape, end: End, ttftMs: NullableMs, tokens: v.number() })),
  versions: v.record(Id, LayerVersion),
  lockstep: v.nullable(LockstepLog),
  findings: v.array(Finding),
  /** The log lines that an expectation of `logs` found, by layer: the layer's own words. */
  quotes: v.record(Id, v.string()),
});
export type SideVerdict = v.InferOutput<typeof SideVerdict>;

/** verdict.json, and one entry of `--json`. */
export const VerdictDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  experiment: v.string(),
  title: v.string(),
  kind: Kind,
  layer: Id,
  verdict: VerdictWord,
  /** Why not `pass`; null if it is. */
  reason: v.nullable(v.string()),
  startedAt: v.string(),
  durationMs: v.number(),
  /** What this verdict says of the claims it names; empty unless it passed. */
  claims: v.record(v.string(), Settlement),
  sides: v.record(Id, SideVerdict),
});
export type VerdictDocument = v.InferOutput<typeof VerdictDocument>;
