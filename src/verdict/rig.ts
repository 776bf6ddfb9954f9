import { plannedDurationMs } from "../model/pace.ts";
import type { ReaderMetrics, RunMetrics } from "../model/result.ts";
import type { Generation, Scenario } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";
import { spanMs } from "./pairs.ts";
import { sayMs } from "../model/say.ts";
import {
  MIN_LATE_MS,
  MIN_SPAN_MS,
  PACE_KEPT_SHARE,
  RIG_DELAY_FACTOR,
  STARVED_DEADLINE_SHARE,
  STARVED_SHARE,
  STEAL_LIMIT,
} from "./thresholds.ts";

const MEND = "stop what else runs on this machine and run it again";

/** Why this run's clockwork cannot carry any verdict (observed, limit, what to do); null: it can. */
export function rigProblem(run: RunTrace): string | null {
  const { mockLatenessMaxMs, readerDelayMaxMs, steal } = run.rig;
  const { scenario } = run.sendLog;
  const shareMs =
    scenario.lockstep === undefined
      ? plannedDurationMs(scenario) * STARVED_SHARE
      : scenario.lockstep.deadlineMs * STARVED_DEADLINE_SHARE;
  const limitMs = Math.max(MIN_LATE_MS, shareMs);
  const late = (who: string, ms: number): string =>
    `the rig was starved: ${who} was ${sayMs(ms)} late in the ${run.proof} run, limit ${sayMs(limitMs)}; ${MEND}`;
  if (mockLatenessMaxMs > limitMs) return late("the mock", mockLatenessMaxMs);
  if (readerDelayMaxMs > limitMs) return late("a reader", readerDelayMaxMs);
  if (steal > STEAL_LIMIT) {
    const percent = (share: number): string => `${Math.round(share * 100)} %`;
    return `the rig was starved: the hypervisor stole ${percent(steal)} of the CPU time, limit ${percent(STEAL_LIMIT)}; run it again later`;
  }
  return run.proof === "paced" ? paceProblem(run) : null;
}

/** The mock that sends early makes every path look held: its emissions must span what the plan says. */
function paceProblem({ sendLog }: RunTrace): string | null {
  for (const generation of sendLog.generations) {
    const plannedMs = plannedSpanMs(generation, sendLog.scenario);
    const sentMs = spanMs(generation.tokens.map((token) => token.sentAtNs / 1e6));
    if (plannedMs >= MIN_SPAN_MS && sentMs < plannedMs * PACE_KEPT_SHARE) {
      return `the mock did not keep its pace: ${generation.tokens.length} tokens sent within ${sayMs(sentMs)}, planned ${sayMs(plannedMs)}; look at layers/mock-llm`;
    }
  }
  return null;
}

/** From first to last token: by the scenario where it fixes it, by the mock's own schedule where gaps vary or the answer broke off. */
function plannedSpanMs(generation: Generation, scenario: Scenario): number {
  const whole = generation.tokens.length === scenario.tokens && typeof scenario.gapMs === "number";
  if (whole)
    return plannedDurationMs({
      ...scenario,
      ttftMs: 0,
      stalls: scenario.stalls.filter((stall) => stall.beforeToken > 1),
    });
  return spanMs(generation.tokens.map((token) => token.plannedAtNs / 1e6));
}

/** How late the rig itself may have made a token of this run, ms (RIG_DELAY_FACTOR). A lockstep run has no times to be late for. */
export function rigDelayMs({ proof, rig }: RunMetrics): number {
  return proof === "lockstep" ? 0 : Math.max(0, rig.mockLatenessMaxMs, rig.readerDelayMaxMs) * RIG_DELAY_FACTOR;
}

/** The same numbers, had every arrival come so much earlier (but no earlier than it was sent): what the rig's own delay may have hidden. */
export function forgiveRun(run: RunMetrics, delayMs: number): RunMetrics {
  const readers = Object.entries(run.readers).map(([name, metrics]) => [name, forgive(metrics, delayMs)] as const);
  return { ...run, readers: Object.fromEntries(readers) };
}

function forgive(m: ReaderMetrics, delayMs: number): ReaderMetrics {
  const earlier = (ms: number, floorMs: number): number => Math.max(Math.min(ms, floorMs), ms - delayMs);
  return {
    ...m,
    ttftMs: m.ttftMs === null ? null : earlier(m.ttftMs, m.sentMs[0] ?? 0),
    queueMs: m.queueMs === null ? null : earlier(m.queueMs, 0),
    endedMs: earlier(m.endedMs, m.arrivedMs.at(-1) ?? 0),
    arrivedMs: m.arrivedMs.map((ms, index) => earlier(ms, m.sentMs[index] ?? ms)),
  };
}
