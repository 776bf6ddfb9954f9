import type { SideObservation } from "../model/observation.ts";
import type { MetricsDocument } from "../model/result.ts";
import { forgive } from "./forgive.ts";
import type { Forgiving } from "./forgive.ts";

/** By name of the side. */
export type Observations = Readonly<Record<string, SideObservation>>;

/** A side as the verdict looks at it: what was seen, and what would have been, had the rig no delay of its own (forgive.ts). */
export interface Seen {
  readonly observation: SideObservation;
  readonly forgiven: Readonly<Record<Forgiving, SideObservation>>;
}

/**
 * What was seen of every side, by name.
 * @param observe the stage before this one: the observation of any metrics of the trace
 */
export function seenOf(
  metrics: MetricsDocument,
  observe: (metrics: MetricsDocument) => Observations,
): Record<string, Seen> {
  const observations = observe(metrics);
  const tokens = observe(forgive(metrics, "tokens"));
  const lumps = observe(forgive(metrics, "lumps"));
  return Object.fromEntries(
    Object.entries(observations).map(([name, observation]) => [
      name,
      { observation, forgiven: { tokens: tokens[name] ?? observation, lumps: lumps[name] ?? observation } },
    ]),
  );
}
