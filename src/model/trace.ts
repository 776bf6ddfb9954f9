import * as v from "valibot";
import { ResolvedSide } from "./experiment.ts";
import { HopChain } from "./hop.ts";
import { ReadRecord } from "./reader.ts";
import { ScenarioOverrides, SendLog } from "./scenario.ts";

import { Id, Kind, Place, Proof } from "./words.ts";

/** Version of every document under results/ and of `--json`. Raise it when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 3;

/** How well the machine kept up while a stream ran; a starved rig makes a verdict `inconclusive`. */
export const RigHealth = v.strictObject({
  /** Worst lateness of the mock against its own schedule, ms (paced only; 0 in lockstep and without a mock). */
  mockLatenessMaxMs: v.number(),
  /** Worst event-loop delay of any reader, ms. */
  readerDelayMaxMs: v.number(),
  /** CPU time stolen by the hypervisor, 0 to 1 of all CPU time (/proc/stat, column 8). */
  steal: v.number(),
  /** CPU time that was not idle, 0 to 1 of all cores (/proc/stat). 0 in a trace that is older than this number. */
  busy: v.optional(v.number(), 0),
});
export type RigHealth = v.InferOutput<typeof RigHealth>;

/** Raw record of one run of one side: everything that the observation is derived from. */
export const RunTrace = v.strictObject({
  /** Unique within the side. */
  runId: v.string(),
  proof: Proof,
  /** What the mock sent; null: the origin is unknown (somebody's URL), and what compares with the emission cannot be known. */
  sendLog: v.nullable(SendLog),
  /** By reader name. */
  records: v.record(Id, ReadRecord),
  rig: RigHealth,
  /** By reader name, what packets say of each hop of its answer; a reader whose answer was not found has none. Absent: nobody listened. */
  hops: v.optional(v.record(Id, HopChain)),
});
export type RunTrace = v.InferOutput<typeof RunTrace>;

/** A version as the running software states it, and the image it runs from. */
export const LayerVersion = v.strictObject({ version: v.string(), image: v.string(), imageId: v.string() });
export type LayerVersion = v.InferOutput<typeof LayerVersion>;

/** All that was recorded of one side. */
export const SideTrace = v.strictObject({
  side: ResolvedSide,
  /** By place, readers by their layer, mock included. */
  versions: v.record(Place, LayerVersion),
  /** What each place of the path wrote to its log during the runs, access log included: evidence in the layer's own words. */
  logs: v.record(Place, v.string()),
  /** What was asked for after the last run, by place. */
  peakMemoryMb: v.record(Place, v.number()),
  runs: v.array(RunTrace),
  /** Place by address, as its packets have them; absent: nobody listened. */
  addresses: v.optional(v.record(v.string(), v.string())),
  /** Why no packets say anything of its hops, although somebody was to listen; absent: they do, or nobody was to. */
  hopsMissing: v.optional(v.string()),
  /** Why this side could not be measured to its end; null: it was. */
  error: v.nullable(v.strictObject({ code: v.string(), message: v.string(), hint: v.nullable(v.string()) })),
});
export type SideTrace = v.InferOutput<typeof SideTrace>;

/** Whether the verdict may rely on the controls of this build of the rig. */
export const ControlsWord = v.strictObject({
  passed: v.boolean(),
  /** The control that did not pass, and its verdict; null: all did, or none was run. */
  control: v.nullable(v.string()),
  verdict: v.nullable(v.string()),
});
export type ControlsWord = v.InferOutput<typeof ControlsWord>;

/** results/<subject>/<time>/trace.json: an old result can be judged again from this file alone. */
export const TraceDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  subject: v.string(),
  title: v.string(),
  kind: Kind,
  layer: Id,
  why: v.string(),
  startedAt: v.string(),
  durationMs: v.number(),
  /** Digest of the rig's own files; a control's pass counts for this build only. */
  rigBuild: v.string(),
  /** Digest of the subject, configs included: an edited experiment loses its old pass. */
  digest: v.string(),
  /** What the caller changed by flags and environment. With any, the result is kept, but it is never `latest` and nothing counts it. */
  overrides: v.strictObject({ scenario: ScenarioOverrides, images: v.record(v.string(), v.string()) }),
  /** How often it was measured: 1, or more where the machine was too busy to tell before. */
  attempts: v.number(),
  controls: ControlsWord,
  sides: v.array(SideTrace),
});
export type TraceDocument = v.InferOutput<typeof TraceDocument>;
