import type { ReaderMetrics, RunMetrics } from "../model/observation.ts";
import type { MetricsDocument } from "../model/result.ts";
import { RIG_DELAY_FACTOR } from "./thresholds.ts";

/**
 * The same numbers, had the rig no delay of its own: every arrival so much earlier as the rig may have made it late, but not before it was
 * sent. What is observed of them shows what a busy machine may have hidden, or made. `sentMs`, counts and bytes stay.
 */
export function forgiven(metrics: MetricsDocument): MetricsDocument {
  const sides = Object.entries(metrics.sides).map(([name, runs]) => [name, runs.map(forgiveRun)] as const);
  return { ...metrics, sides: Object.fromEntries(sides) };
}

/** How late the rig itself may have made a token of this run, ms (RIG_DELAY_FACTOR). A lockstep run has no times to be late for. */
export function rigDelayMs({ proof, rig }: Pick<RunMetrics, "proof" | "rig">): number {
  return proof === "lockstep" ? 0 : Math.max(0, rig.mockLatenessMaxMs, rig.readerDelayMaxMs) * RIG_DELAY_FACTOR;
}

function forgiveRun(run: RunMetrics): RunMetrics {
  if (run.proof === "lockstep") return run;
  const delayMs = rigDelayMs(run);
  const readers = Object.entries(run.readers).map(([name, metrics]) => [name, forgive(metrics, delayMs)] as const);
  const rig = { ...run.rig, mockLatenessMaxMs: 0, readerDelayMaxMs: 0 };
  return { ...run, rig, readers: Object.fromEntries(readers) };
}

function forgive(m: ReaderMetrics, delayMs: number): ReaderMetrics {
  const earlier = (ms: number, floorMs: number): number => Math.max(Math.min(ms, floorMs), ms - delayMs);
  return {
    ...m,
    ttfbMs: m.ttfbMs === null ? null : earlier(m.ttfbMs, 0),
    ttftMs: m.ttftMs === null ? null : earlier(m.ttftMs, m.sentMs[0] ?? 0),
    queueMs: m.queueMs === null ? null : earlier(m.queueMs, 0),
    endedMs: earlier(m.endedMs, m.arrivedMs.at(-1) ?? 0),
    arrivedMs: m.arrivedMs.map((ms, index) => earlier(ms, m.sentMs[index] ?? ms)),
  };
}
