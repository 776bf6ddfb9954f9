import { seededUniform } from "../../../src/model/random.ts";
import type { Scenario } from "../../../src/model/scenario.ts";

/** Tokens `first` to `last` leave together, so long after the request. */
export interface Release {
  readonly first: number;
  readonly last: number;
  readonly atMs: number;
}

/** What a scenario means in time. Every offset counts from the arrival of the request, so lateness never adds up. */
export interface Plan {
  readonly releases: readonly Release[];
  /** When the answer ends (or is cut): with its last release, or at `ttftMs` if it has none. */
  readonly endAtMs: number;
}

/** The schedule of one answer, up to its cut. The same scenario gives the same plan. */
export function planAnswer(scenario: Scenario): Plan {
  const nextGapMs = gapSource(scenario.gapMs);
  const tokens = tokensSent(scenario);
  const releases: Release[] = [];
  let atMs = scenario.ttftMs;
  for (let first = 1; first <= tokens; first += scenario.releaseEvery) {
    const last = Math.min(first + scenario.releaseEvery - 1, tokens);
    if (first > 1) atMs += nextGapMs();
    for (const stall of scenario.stalls) if (stall.beforeToken >= first && stall.beforeToken <= last) atMs += stall.ms;
    releases.push({ first, last, atMs });
  }
  return { releases, endAtMs: atMs };
}

/** Tokens that leave before the answer ends or is cut. */
export function tokensSent(scenario: Scenario): number {
  return Math.min(scenario.tokens, scenario.cut?.afterToken ?? scenario.tokens);
}

/** The gaps one after the other, ms, never negative. */
function gapSource(gap: Scenario["gapMs"]): () => number {
  if (typeof gap === "number") return () => gap;
  if (Array.isArray(gap)) {
    let index = 0;
    return () => gap[index++ % gap.length] ?? 0;
  }
  const { distribution, meanMs, deviationMs } = gap;
  const uniform = seededUniform(gap.seed);
  switch (distribution) {
    case "uniform": {
      // A uniform distribution of half width w has the deviation w / sqrt(3).
      const halfWidthMs = deviationMs * Math.sqrt(3);
      return () => Math.max(0, meanMs + (2 * uniform() - 1) * halfWidthMs);
    }
    case "exponential":
      return () => -meanMs * Math.log(1 - uniform());
    case "lognormal": {
      if (meanMs === 0) return () => 0;
      const variance = Math.log(1 + (deviationMs / meanMs) ** 2);
      const mu = Math.log(meanMs) - variance / 2;
      return () => Math.exp(mu + Math.sqrt(variance) * normal(uniform));
    }
  }
}

/** A standard normal number (Box and Muller 1958). */
function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
