import type { Scenario } from "./scenario.ts";
import type { Dialect } from "./words.ts";

/** What is wrong with a scenario beyond its schema: where, observed against limit, what to do. */
export interface ScenarioProblem {
  /** The field: `eventBytes`, `stalls.0.beforeToken`. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What no schema can say of a scenario: fields that contradict each other, and sizes that cannot be. Rules, CLI and mock all ask here, so
 * that a mistake is told before any container stands, and with the same numbers everywhere.
 */
export function scenarioProblems(_scenario: Scenario, _dialect: Dialect): ScenarioProblem[] {
  return [];
}
