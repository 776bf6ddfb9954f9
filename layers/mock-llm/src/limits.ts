import { scenarioProblems, type ScenarioProblem } from "../../../src/model/scenario-problems.ts";
import { RunProgram, type Scenario } from "../../../src/model/scenario.ts";
import { DIALECTS } from "../../../src/model/words.ts";
import { parseWith, RequestError } from "./errors.ts";

/**
 * A program from untrusted JSON: the schema, and what no schema can say. The dialect is known only when a request comes: here a scenario is
 * refused if no dialect can write it (and told what is wrong with it in the first).
 * @throws RequestError 400 with path, observed value and limit
 */
export function parseProgram(input: unknown, runId: string): RunProgram {
  const program = parseWith(RunProgram, input, "every field is described in src/model/scenario.ts; {} is the default");
  const { readers, ...scenario } = program;
  check(scenario, "", runId);
  for (const [name, own] of Object.entries(readers)) check(own, `readers.${name}.`, runId);
  return program;
}

function check(scenario: Scenario, prefix: string, runId: string): void {
  const problems = DIALECTS.map((dialect) => scenarioProblems(scenario, dialect, runId)[0]);
  const [first] = problems;
  if (first !== undefined && !problems.includes(undefined)) throw refusal({ ...first, path: prefix + first.path });
}

/** The error that says a scenario's problem; `context` comes before it. */
export function refusal({ path, message, hint }: ScenarioProblem, context = ""): RequestError {
  return new RequestError(400, `${context}${path}: ${message}`, { path, hint });
}
