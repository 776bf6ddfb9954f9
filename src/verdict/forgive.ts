import { batchesOf } from "../model/batches.ts";
import type { ReaderMetrics, RunMetrics } from "../model/observation.ts";
import type { MetricsDocument } from "../model/result.ts";
import { CLOCK_TOLERANCE_MS } from "../model/thresholds.ts";
import { RIG_DELAY_FACTOR } from "./thresholds.ts";

/**
 * How much of a delay the rig is blamed for.
 * `tokens`: every token on its own. What a path must not be blamed for: the most that a busy machine may have spoilt.
 * `lumps`: tokens that came together with one whose hold the rig cannot explain stay together, because the path had brought that lump about.
 * What must be left for a shape to pass: an answer held to its end would else look let go a little before, its last tokens in pace.
 */
export type Forgiving = "tokens" | "lumps";

/**
 * The same numbers, had the rig no delay of its own: arrivals so much earlier as the rig may have made them late, but none before it was
 * sent. Counts and bytes stay, and so do lockstep runs: what lateness may have done to those is said in late-counts.ts.
 */
export function forgive(metrics: MetricsDocument, how: Forgiving): MetricsDocument {
  const sides = Object.entries(metrics.sides).map(
    ([name, runs]) => [name, runs.map((run) => forgiveRun(run, how))] as const,
  );
  return { ...metrics, sides: Object.fromEntries(sides) };
}

/** How late the rig itself may have made a token of this run, ms (RIG_DELAY_FACTOR). */
export function rigDelayMs({ rig }: Pick<RunMetrics, "rig">): number {
  return Math.max(0, rig.mockLatenessMaxMs, rig.readerDelayMaxMs) * RIG_DELAY_FACTOR;
}

function forgiveRun(run: RunMetrics, how: Forgiving): RunMetrics {
  if (run.proof === "lockstep") return run;
  const delayMs = rigDelayMs(run);
  const readers = Object.entries(run.readers).map(([name, m]) => [name, forgiveReader(m, delayMs, how)] as const);
  const rig = { ...run.rig, mockLatenessMaxMs: 0, readerDelayMaxMs: 0 };
  return { ...run, rig, readers: Object.fromEntries(readers) };
}

function forgiveReader(m: ReaderMetrics, delayMs: number, how: Forgiving): ReaderMetrics {
  const earlier = (ms: number, floorMs: number): number => Math.max(Math.min(ms, floorMs), ms - delayMs);
  const shiftsMs = how === "tokens" ? tokenShifts(m, delayMs) : lumpShifts(m, delayMs);
  // what came with the first token or behind it moves with it; what came before it had nothing to wait for
  const withTokenMs = (m.arrivedMs[0] ?? Infinity) - CLOCK_TOLERANCE_MS;
  const head = (ms: number | null): number | null =>
    ms === null ? null : ms >= withTokenMs ? ms - (shiftsMs[0] ?? 0) : earlier(ms, 0);
  return {
    ...m,
    headersMs: head(m.headersMs),
    ttfbMs: head(m.ttfbMs),
    ttftMs: m.ttftMs === null ? null : m.ttftMs - (shiftsMs[0] ?? 0),
    toldMs: m.toldMs === null ? null : earlier(m.toldMs, 0),
    queueMs: m.queueMs === null ? null : earlier(m.queueMs, 0),
    endedMs: earlier(m.endedMs, m.arrivedMs.at(-1) ?? 0),
    arrivedMs: m.arrivedMs.map((ms, index) => ms - shiftsMs[index]!),
  };
}

/** Per token: how much earlier it may have come, ms. None where nobody knows when it was sent. */
function tokenShifts({ sentMs, arrivedMs }: ReaderMetrics, delayMs: number): number[] {
  return arrivedMs.map((ms, index) => Math.min(delayMs, Math.max(0, ms - (sentMs[index] ?? ms))));
}

/** The same, but a lump that has a token whose hold is longer than the rig's delay moves as one: as far as its least held token may. */
function lumpShifts(m: ReaderMetrics, delayMs: number): number[] {
  const shiftsMs = tokenShifts(m, delayMs);
  for (const lump of batchesOf(m.arrivedMs, m.releaseGapMs)) {
    const byThePath = lump.some((token) => m.arrivedMs[token]! - (m.sentMs[token] ?? Infinity) > delayMs);
    const leastMs = Math.min(...lump.map((token) => shiftsMs[token]!));
    if (byThePath) lump.forEach((token) => (shiftsMs[token] = leastMs));
  }
  return shiftsMs;
}
