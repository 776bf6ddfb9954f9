import { experimentFile, loadExperiment, loadExperiments } from "../catalog/experiments.ts";
import type { NamedExperiment } from "../catalog/experiments.ts";
import { overrideProblems, problemsOf } from "../catalog/rules.ts";
import { subjectOf } from "../catalog/subject.ts";
import { LabError } from "../model/error.ts";
import type { Layers } from "../model/layer.ts";
import type { ScenarioOverrides } from "../model/scenario.ts";
import type { Subject } from "../model/subject.ts";
import { digestOf } from "../results/digest.ts";
import { regexProblems } from "../verdict/index.ts";

/** All that is wrong with an experiment, its regular expressions included; empty: nothing. */
export function contentProblems(experiment: NamedExperiment, layers: Layers): string[] {
  const patterns = Object.entries(experiment.sides).flatMap(([name, { expect }]) =>
    regexProblems(expect ?? {}).map((problem) => `side ${name}: ${problem}`),
  );
  return [...problemsOf(experiment, layers), ...patterns];
}

/**
 * The named experiments as values, checked as far as no container is needed.
 * @throws LabError content, with all problems of a file; usage, where only the flags make it impossible
 */
export function loadSubjects(
  ids: readonly string[],
  layers: Layers,
  overrides: ScenarioOverrides = {},
): Promise<Subject[]> {
  return Promise.all(
    ids.map(async (id) => {
      const experiment = await loadExperiment(id);
      assertNone("content", experiment, contentProblems(experiment, layers));
      assertNone("usage", experiment, overrideProblems(experiment, layers, overrides));
      return subjectOf(experiment, layers, overrides);
    }),
  );
}

function assertNone(code: "content" | "usage", experiment: NamedExperiment, problems: readonly string[]): void {
  if (problems.length === 0) return;
  if (code === "content") {
    throw new LabError(code, `${experimentFile(experiment)}:\n  ${problems.join("\n  ")}`, {
      hint: "`npm run check` tells this for all experiments at once",
    });
  }
  throw new LabError(code, `${experiment.id} cannot run with these flags:\n  ${problems.join("\n  ")}`, {
    hint: "./lab run --help",
  });
}

/** All experiments, and their digests as they are now: what a stored result must have to count. */
export async function currentExperiments(
  layers: Layers,
): Promise<{ experiments: NamedExperiment[]; digests: Map<string, string> }> {
  const experiments = await loadExperiments();
  const digests = experiments.map((each): [string, string] => [each.id, digestOf(subjectOf(each, layers))]);
  return { experiments, digests: new Map(digests) };
}
