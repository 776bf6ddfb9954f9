import { plannedDurationMs } from "../model/pace.ts";
import { MIN_LATE_MS } from "../model/thresholds.ts";
import { spanMs } from "../model/times.ts";
import type { Doubt } from "../model/result.ts";
import { scenarioOf } from "../model/scenario.ts";
import type { Generation, Scenario } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";
import * as limits from "./thresholds.ts";

/** Why this run's clockwork cannot carry any verdict; empty: it can. The values of each code stand in doubts.ts. */
export function rigDoubts(run: RunTrace): Doubt[] {
  const { mockLatenessMaxMs, readerDelayMaxMs, steal } = run.rig;
  const { proof } = run;
  const limitMs = Math.max(MIN_LATE_MS, lateShareMs(run));
  const doubts: Doubt[] = [];
  if (mockLatenessMaxMs > limitMs) doubts.push(late({ who: "mock", proof, lateMs: mockLatenessMaxMs, limitMs }));
  if (readerDelayMaxMs > limitMs) doubts.push(late({ who: "reader", proof, lateMs: readerDelayMaxMs, limitMs }));
  if (steal > limits.STEAL_LIMIT) doubts.push(late({ who: "hypervisor", proof, steal, limit: limits.STEAL_LIMIT }));
  return proof === "paced" ? [...doubts, ...paceDoubts(run)] : doubts;
}

/** Why a fail cannot be held against the layers: the machine was full. A pass that was seen on a full machine was seen. */
export function crowdedDoubts(runs: readonly RunTrace[]): Doubt[] {
  const busy = Math.max(0, ...runs.map(({ rig }) => rig.busy));
  return busy > limits.CROWDED_SHARE ? [{ code: "crowded", values: { busy, limit: limits.CROWDED_SHARE } }] : [];
}

function late(values: Doubt["values"]): Doubt {
  return { code: "starved", values };
}

/**
 * How late is too late, ms (and never less than MIN_LATE_MS): a share of the deadline in lockstep, else of the shortest answer that was planned, because lateness is not
 * known by reader. Without a mock there is no plan: a share of the shortest read.
 */
function lateShareMs({ proof, sendLog, records }: RunTrace): number {
  if (sendLog === null) {
    return (
      shortest(Object.values(records).map((each) => (each.endedAtNs - each.startedAtNs) / 1e6)) * limits.STARVED_SHARE
    );
  }
  const scenarios = Object.keys(records).map((name) => scenarioOf(sendLog, name));
  if (proof === "lockstep") {
    return shortest(scenarios.flatMap(({ lockstep }) => lockstep?.deadlineMs ?? [])) * limits.STARVED_DEADLINE_SHARE;
  }
  return shortest(scenarios.map(plannedDurationMs)) * limits.STARVED_SHARE;
}

function shortest(timesMs: readonly number[]): number {
  return timesMs.length === 0 ? 0 : Math.min(...timesMs);
}

/** The mock that sends early makes every path look held: its emissions must span what the plan says. */
function paceDoubts({ sendLog }: RunTrace): Doubt[] {
  return (sendLog?.generations ?? []).flatMap((generation): Doubt[] => {
    const plannedMs = plannedSpanMs(generation, scenarioOf(sendLog!, generation.reader));
    const sentMs = spanMs(generation.tokens.map((token) => token.sentAtNs / 1e6));
    if (plannedMs < limits.MIN_PACED_MS || sentMs >= plannedMs * limits.PACE_KEPT_SHARE) return [];
    return [{ code: "pace-lost", values: { tokens: generation.tokens.length, sentMs, plannedMs } }];
  });
}

/** From first to last token: by the scenario where it fixes it, by the mock's own schedule where gaps vary or the answer broke off. */
function plannedSpanMs(generation: Generation, scenario: Scenario): number {
  const whole = generation.tokens.length === scenario.tokens && typeof scenario.gapMs === "number";
  if (!whole) return spanMs(generation.tokens.map((token) => token.plannedAtNs / 1e6));
  const stalls = scenario.stalls.filter((stall) => stall.beforeToken > 1);
  return plannedDurationMs({ ...scenario, ttftMs: 0, stalls });
}
