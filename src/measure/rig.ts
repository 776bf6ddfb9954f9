import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ReadRecord } from "../model/reader.ts";
import type { SendLog } from "../model/scenario.ts";
import type { RigHealth } from "../model/trace.ts";

/** CPU time of all cores since boot, in ticks: stolen by the hypervisor, idle (or waiting for I/O), and everything. Zeros where /proc is missing. */
export interface CpuTicks {
  readonly stolen: number;
  readonly idle: number;
  readonly total: number;
}

/** First line of /proc/stat: numbers 4 and 5 are idle and iowait, 8 is steal (proc_stat(5)). The load average does not show steal. */
export function cpuTicks(): CpuTicks {
  try {
    const numbers = readFileSync("/proc/stat", "utf8").split("\n")[0]!.trim().split(/\s+/).slice(1, 9).map(Number);
    const [, , , idle = 0, iowait = 0, , , stolen = 0] = numbers;
    return { stolen, idle: idle + iowait, total: numbers.reduce((sum, each) => sum + each, 0) };
  } catch {
    return { stolen: 0, idle: 0, total: 0 };
  }
}

/** How well mock, readers and machine kept up during one run. In lockstep there is no schedule to be late for. */
export function rigHealth(
  log: SendLog | null,
  records: Record<string, ReadRecord>,
  before: CpuTicks,
  after: CpuTicks,
): RigHealth {
  const lateness = (log?.generations ?? [])
    .flatMap((each) => each.tokens)
    .map((token) => (token.sentAtNs - token.plannedAtNs) / 1e6);
  const ticks = after.total - before.total;
  const share = (of: number): number => (ticks > 0 ? of / ticks : 0);
  return {
    mockLatenessMaxMs: log?.scenario.lockstep ? 0 : lateness.reduce((worst, each) => Math.max(worst, each), 0),
    readerDelayMaxMs: Object.values(records).reduce((worst, each) => Math.max(worst, each.loopDelayMaxMs), 0),
    steal: share(after.stolen - before.stolen),
    busy: share(ticks - (after.idle - before.idle)),
  };
}

/** A machine is quiet when less than this share of its cores was busy: streams themselves take a few per cent. */
const QUIET_SHARE = 0.5;

/**
 * Resolves when the machine has been quiet for `sampleMs`, or after `limitMs`: what starts containers, or else was there, is over then as far
 * as one can wait for it.
 */
export async function untilQuiet(sampleMs: number, limitMs: number, signal: AbortSignal): Promise<void> {
  const endMs = performance.now() + limitMs;
  for (let before = cpuTicks(); performance.now() < endMs;) {
    await delay(sampleMs, undefined, { signal });
    const now = cpuTicks();
    const total = now.total - before.total;
    if (total === 0 || 1 - (now.idle - before.idle) / total < QUIET_SHARE) return;
    before = now;
  }
}
