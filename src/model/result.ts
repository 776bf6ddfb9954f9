import * as v from "valibot";
import { RunMetrics, SideObservation } from "./observation.ts";
import { HopSummary } from "./hop.ts";
import { ControlsWord, LayerVersion, SCHEMA_VERSION } from "./trace.ts";
import { Id, Kind, Place, Proof, VerdictWord } from "./words.ts";

/** metrics.json */
export const MetricsDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  subject: v.string(),
  /** By side, a list of its runs. */
  sides: v.record(Id, v.array(RunMetrics)),
});
export type MetricsDocument = v.InferOutput<typeof MetricsDocument>;

/** What a value of a finding is counted in; only src/report makes words of it. */
export const Unit = v.picklist(["word", "ms", "bytes", "tokens", "MB", "count", "readers", "text"]);
export type Unit = v.InferOutput<typeof Unit>;

/** A value as it was expected or observed: a range or a share of a crowd has bounds. Null: none, or not to be had. */
export const Value = v.nullable(
  v.union([
    v.string(),
    v.number(),
    v.boolean(),
    v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) }),
  ]),
);
export type Value = v.InferOutput<typeof Value>;

/** One judged expectation: what was expected, what was observed, whether they agree. */
export const Finding = v.strictObject({
  /** The field of the expectation: `shape`, `end`, `lockstep`, `generations` ... */
  what: v.string(),
  /** The part of it, where it has parts: a layer (`logs`, `peakMemoryMb`), a header's name; null: it has none. */
  of: v.nullable(v.string()),
  /** Null: about the side, not one reader. */
  reader: v.nullable(v.string()),
  /** Null: about the side, whichever the run. */
  proof: v.nullable(Proof),
  unit: Unit,
  expected: Value,
  observed: Value,
  ok: v.boolean(),
});
export type Finding = v.InferOutput<typeof Finding>;

/** Why there is no verdict. Closed codes; `values` are what a sentence needs (src/report/say). */
export const DOUBTS = [
  "side-failed", // the side could not be started or measured: its error says why
  "no-run", // nothing was measured
  "nothing-judged", // a side without expectations, or none for the proofs that were run
  "no-record", // a reader left none
  "no-handshake", // lockstep was expected, and no request came
  "unclear", // a label cannot be given (model/observation.ts, UNCLEAR)
  "unknown-tokens", // the reader has tokens of ours that the mock's log does not know
  "no-tokens", // none came, and no expectation asks for that
  "starved", // mock or reader were late, or the hypervisor took the time
  "pace-lost", // the mock did not keep its pace
  "swayed", // the rig's own delay decides between pass and fail
  "hops-untold", // hops are expected to hold, and packets cannot tell
  "crowded", // a fail while no core was free: what took long may only have waited for its turn
  "controls", // the controls did not pass on this build of the rig
  "judge-crashed",
  "not-told-apart", // a fix: no side fails the first one's expectation
] as const;
/** Doubts for want of a quiet machine: such a run is no result, and is measured again. */
export const NOISE: readonly (typeof DOUBTS)[number][] = ["starved", "pace-lost", "swayed", "crowded"];
export const Doubt = v.strictObject({
  code: v.picklist(DOUBTS),
  values: v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))),
});
export type Doubt = v.InferOutput<typeof Doubt>;

/** Observation + expectation. */
export const Judgement = v.strictObject({
  verdict: VerdictWord,
  /** Why it is inconclusive; empty unless it is. */
  doubts: v.array(Doubt),
  findings: v.array(Finding),
  /** The log lines that an expectation of `logs` found, by layer: the layer's own words. */
  quotes: v.record(Place, v.string()),
});
export type Judgement = v.InferOutput<typeof Judgement>;

/** What packets say of a side's hops in its paced run, against what its shapes say. */
export const HopsVerdict = v.strictObject({
  /** Hops that hold, and those of which nobody can know, for a tenth of the side's readers or more. */
  guilty: v.array(v.string()),
  unknown: v.array(v.string()),
  /** `guilty`: somebody must hold; `none`: nobody may; null: packets prove nothing of the shapes that are expected. */
  expected: v.nullable(v.picklist(["guilty", "none"])),
  /** Layers of which one must hold, where a hold is expected; where the expectation names hops: these, all of them and no other. */
  blamed: v.array(v.string()),
  /** Null: nothing is expected, or it cannot be known. */
  agrees: v.nullable(v.boolean()),
  /** By reader, what each hop did to its answer, outermost first. */
  readers: v.record(Id, v.array(HopSummary)),
});
export type HopsVerdict = v.InferOutput<typeof HopsVerdict>;

/** A side: what was seen, and what that means. */
export const SideVerdict = v.strictObject({
  versions: v.record(Place, LayerVersion),
  observation: SideObservation,
  judgement: Judgement,
  /** Absent: nobody listened to its packets. */
  hops: v.optional(HopsVerdict),
});
export type SideVerdict = v.InferOutput<typeof SideVerdict>;

/** verdict.json, and one entry of `--json`. */
export const VerdictDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  subject: v.string(),
  title: v.string(),
  kind: Kind,
  layer: Id,
  verdict: VerdictWord,
  /** Why it is inconclusive, as far as that is about the whole; a side's doubts stand there. */
  doubts: v.array(Doubt),
  startedAt: v.string(),
  durationMs: v.number(),
  digest: v.string(),
  /** True: flags or images of the caller's own were in play, so nothing counts this result. */
  overridden: v.boolean(),
  attempts: v.number(),
  controls: ControlsWord,
  /** Sides that pass each other's expectation: what tells them apart was not judged. */
  notToldApart: v.array(v.strictObject({ side: v.string(), passesAs: v.string() })),
  sides: v.record(Id, SideVerdict),
});
export type VerdictDocument = v.InferOutput<typeof VerdictDocument>;
