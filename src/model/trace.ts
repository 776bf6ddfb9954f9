import * as v from "valibot";
import { ReadRecord } from "./reader.ts";
import { ResolvedSide } from "./experiment.ts";
import { SendLog } from "./scenario.ts";
import { Id, Kind, Proof } from "./words.ts";

/** Version of every document under results/ and of `--json`. Raise it when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;

/** How well the machine kept up while a stream ran; a starved rig makes a verdict `inconclusive`. */
export const RigHealth = v.strictObject({
  /** Worst lateness of the mock against its own schedule, ms (paced only; 0 in lockstep). */
  mockLatenessMaxMs: v.number(),
  /** Worst event-loop delay of any reader, ms. */
  readerDelayMaxMs: v.number(),
  /** CPU time stolen by the hypervisor, 0 to 1 of all CPU time (/proc/stat, column 8). */
  steal: v.number(),
});
export type RigHealth = v.InferOutput<typeof RigHealth>;

/** Raw record of one run of one side: everything that the verdict is derived from. */
export const RunTrace = v.strictObject({
  proof: Proof,
  sendLog: SendLog,
  /** By reader name. */
  records: v.record(Id, ReadRecord),
  rig: RigHealth,
});
export type RunTrace = v.InferOutput<typeof RunTrace>;

/** A version as the running software states it, and the image it runs from. */
export const LayerVersion = v.strictObject({ version: v.string(), image: v.string(), imageId: v.string() });
export type LayerVersion = v.InferOutput<typeof LayerVersion>;

/** All that was recorded of one side. */
export const SideTrace = v.strictObject({
  side: ResolvedSide,
  /** By layer instance, reader and mock included. */
  versions: v.record(Id, LayerVersion),
  /** Text of the variant file in use, by layer instance; what the report diffs. Layers without variants are left out. */
  configs: v.record(Id, v.string()),
  /** Last lines that each layer of the path wrote, access log included: evidence in the layer's own words. */
  logs: v.record(Id, v.string()),
  /** What `peakMemoryMb` of the expectation asks for, read after the last run; by layer. */
  peakMemoryMb: v.optional(v.record(Id, v.number()), {}),
  runs: v.array(RunTrace),
  /** Why this side could not be measured to its end; null: it was. */
  error: v.nullable(v.strictObject({ code: v.string(), message: v.string(), hint: v.nullable(v.string()) })),
});
export type SideTrace = v.InferOutput<typeof SideTrace>;

/** results/<experiment>/<time>/trace.json: an old result can be judged again from this file alone. */
export const TraceDocument = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  experiment: v.string(),
  title: v.string(),
  kind: Kind,
  layer: Id,
  why: v.string(),
  claims: v.record(v.string(), v.string()),
  startedAt: v.string(),
  durationMs: v.number(),
  /** Digest of the rig's own files; a control's pass counts for this build only. */
  rigBuild: v.string(),
  /** What is known of the controls on this build: `pass`, or why the verdict cannot rely on them. */
  controls: v.string(),
  sides: v.array(SideTrace),
});
export type TraceDocument = v.InferOutput<typeof TraceDocument>;
