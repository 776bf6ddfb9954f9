import { median } from "simple-statistics";
import { batchesOf } from "../model/batches.ts";
import type { ReaderMetrics } from "../model/observation.ts";
import type { Generation } from "../model/scenario.ts";
import { gapsOf } from "../model/times.ts";
import type { JoinedRead } from "./join.ts";
import { stepsOf } from "./steps.ts";

/** Median of the planned gaps between releases, ms; tokens of one release have none and do not count. Null: the plan has no gap. */
export function releaseGapMs(generation: Generation | null): number | null {
  const gaps = gapsOf((generation?.tokens ?? []).map((token) => token.plannedAtNs / 1e6)).filter((gap) => gap > 0);
  return gaps.length === 0 ? null : median(gaps);
}

type BatchMetrics = Pick<ReaderMetrics, "releaseGapMs" | "batches" | "batchesSent" | "tokensPerBatch" | "steps">;

/** Batches at the reader and at the model, both by the rule of src/model/batches.ts. A step is a batch; its bytes are the model's. */
export function batchMetrics({ received, read, scenario }: JoinedRead): BatchMetrics {
  const gapMs = releaseGapMs(read);
  const batches = batchesOf(
    received.map((token) => token.atNs / 1e6),
    gapMs,
  );
  const sentMs = (read?.tokens ?? []).map((token) => token.sentAtNs / 1e6);
  const known = received.every((token) => token.sent !== null);
  return {
    releaseGapMs: gapMs,
    batches: batches.length,
    batchesSent: scenario === null ? null : batchesOf(sentMs, gapMs).length,
    tokensPerBatch: batches.length === 0 ? null : median(batches.map((batch) => batch.length)),
    steps: known ? stepsOf(batches.map((batch) => batch.map((index) => received[index]!.sent!))) : null,
  };
}
