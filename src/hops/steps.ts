import { quantile } from "simple-statistics";
import type { BASES, Step } from "../model/hop.ts";

import type { Curve } from "./curve.ts";

/** The steps in which an answer came: ns since its reader's request, bytes, events. */
export type Steps = Step[];

/** What came, in steps; where events are what counts, those without one (heartbeats) belong to the next. */
export function stepsOf({ arrivals, events }: Curve, basis: (typeof BASES)[number], zeroNs: number): Steps {
  if (events === null) return arrivals.map(({ atNs, bytes }): Step => [atNs - zeroNs, bytes, null]);
  let [index, carried] = [0, 0];
  return arrivals.flatMap(({ lastNs, atNs, bytes }): Step[] => {
    const before = index;
    while (index < events.length && events[index]!.atNs <= lastNs) index += 1;
    carried += bytes;
    if (index === before && basis === "events") return [];
    const step: Step = [atNs - zeroNs, carried, index - before];
    carried = 0;
    return [step];
  });
}

/** Median bytes of a step, without the last one, which is what was left; null: there is none. */
export function bytesOfSteps(steps: Steps): number | null {
  const bytes = steps.map(([, each]) => each);
  const full = bytes.length > 1 ? bytes.slice(0, -1) : bytes;
  return full.length === 0 ? null : quantile(full, 0.5);
}
