import type { Scenario } from "./scenario.ts";

/** Mean time between two releases, ms. */
export function meanGapMs(gap: Scenario["gapMs"]): number {
  if (typeof gap === "number") return gap;
  if (Array.isArray(gap)) return gap.reduce((sum, each) => sum + each, 0) / gap.length;
  return gap.meanMs;
}

/** How long the model means to take, from the request to its last token, ms (the expected value, where gaps are drawn). */
export function plannedDurationMs(scenario: Scenario): number {
  const releases = Math.max(0, Math.ceil(scenario.tokens / scenario.releaseEvery) - 1);
  const stalled = scenario.stalls.reduce((sum, stall) => sum + stall.ms, 0);
  return scenario.ttftMs + releases * meanGapMs(scenario.gapMs) + stalled;
}
