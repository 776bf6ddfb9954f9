import { median, sum } from "simple-statistics";
import { batchesOf } from "../model/batches.ts";
import type { Generation } from "../model/scenario.ts";
import type { ReaderMetrics } from "../model/result.ts";
import type { JoinedRead } from "./join.ts";
import { gapsOf } from "./times.ts";

/** Median of the planned gaps between releases, ms; tokens of one release have none and do not count. Null: the plan has no gap. */
export function releaseGapMs(generation: Generation | null): number | null {
  const gaps = gapsOf((generation?.tokens ?? []).map((token) => token.plannedAtNs / 1e6)).filter((gap) => gap > 0);
  return gaps.length === 0 ? null : median(gaps);
}

type BatchMetrics = Pick<ReaderMetrics, "releaseGapMs" | "batches" | "batchesSent" | "tokensPerBatch" | "stepBytes">;

/**
 * Batches at the reader and at the model, both by the rule of src/model/batches.ts. A step is a batch; its size in bytes is what the
 * model wrote for its tokens, and the last one is left out because the end of the answer cut it short.
 */
export function batchMetrics(join: JoinedRead): BatchMetrics {
  const gapMs = releaseGapMs(join.read);
  const batches = batchesOf(
    join.received.map((token) => token.atNs / 1e6),
    gapMs,
  );
  const sentMs = (join.read?.tokens ?? []).map((token) => token.sentAtNs / 1e6);
  const steps = batches.slice(0, -1).map((batch) => sum(batch.map((index) => join.received[index]!.sent?.bytes ?? 0)));
  return {
    releaseGapMs: gapMs,
    batches: batches.length,
    batchesSent: batchesOf(sentMs, gapMs).length,
    tokensPerBatch: batches.length === 0 ? null : median(batches.map((batch) => batch.length)),
    stepBytes: steps.length === 0 ? null : median(steps),
  };
}
