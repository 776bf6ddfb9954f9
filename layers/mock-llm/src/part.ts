import { scenarioProblems, type ScenarioProblem } from "../../../src/model/scenario-problems.ts";
import type { Scenario } from "../../../src/model/scenario.ts";
import type { Dialect } from "../../../src/model/words.ts";
import { planAnswer, tokensSent, type Plan } from "./schedule.ts";

/** What the requests of one reader get: a scenario, and what follows from it once for all of them. */
export class Part {
  readonly scenario: Scenario;
  readonly plan: Plan;
  /** Tokens that leave before the answer ends or is cut. */
  readonly tokens: number;
  readonly #runId: string;
  readonly #problems = new Map<Dialect, readonly ScenarioProblem[]>();

  constructor(scenario: Scenario, runId: string) {
    this.scenario = scenario;
    this.plan = planAnswer(scenario);
    this.tokens = tokensSent(scenario);
    this.#runId = runId;
  }

  /** Why this dialect cannot write it. */
  problems(dialect: Dialect): readonly ScenarioProblem[] {
    const known = this.#problems.get(dialect) ?? scenarioProblems(this.scenario, dialect, this.#runId);
    this.#problems.set(dialect, known);
    return known;
  }
}
