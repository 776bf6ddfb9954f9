import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import { Experiment } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import { Scenario } from "../model/scenario.ts";
import type { ScenarioInput } from "../model/scenario.ts";
import { Reader } from "../model/experiment.ts";
import { EXPERIMENTS_DIR } from "../model/root.ts";

/** An experiment with its id, which is its file's name. */
export type NamedExperiment = Experiment & { readonly id: string };

/** Ids of all experiments, from the file names alone: nothing is loaded. */
export function experimentIds(dir = EXPERIMENTS_DIR): string[] {
  return globSync("*.ts", { cwd: dir })
    .map((file) => basename(file, ".ts"))
    .sort();
}

/**
 * Loads one experiment file and fills in the defaults.
 * @throws LabError content, with every problem of the file in one message
 */
export async function loadExperiment(id: string, dir = EXPERIMENTS_DIR): Promise<NamedExperiment> {
  const where = `experiments/${id}.ts`;
  const module = await importFile(join(dir, `${id}.ts`), where);
  const parsed = v.safeParse(Experiment, module.default);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(the whole)"}: ${issue.message}`);
    throw new LabError("content", `${where} is not an experiment:\n  ${problems.join("\n  ")}`, {
      hint: "the fields stand in src/model/experiment.ts; CONTRIBUTING.md has a complete example",
    });
  }
  return { id, ...parsed.output };
}

async function importFile(file: string, where: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    throw new LabError("content", `${where} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}

/** The sides with all that they inherit filled in. `overrides` (from --tokens and the like) win over everything. */
export function resolveSides(experiment: Experiment, overrides: ScenarioInput = {}): ResolvedSide[] {
  return Object.entries(experiment.sides).map(([name, side]) => ({
    name,
    path: side.path ?? experiment.path,
    beside: side.beside ?? experiment.beside,
    variants: side.variants,
    versions: side.versions,
    scenario: v.parse(Scenario, { ...experiment.scenario, ...side.scenario, ...overrides }),
    readers: mergeReaders(experiment.readers, side.readers),
    acts: side.acts ?? experiment.acts,
    ...(side.healthzStatus === undefined ? {} : { healthzStatus: side.healthzStatus }),
    expect: side.expect,
  }));
}

/** A reader that a side does not name stays as it is; one that only the side names starts from the defaults. */
function mergeReaders(base: Experiment["readers"], own: Experiment["sides"][string]["readers"]): Experiment["readers"] {
  const merged = { ...base };
  for (const [name, reader] of Object.entries(own ?? {})) {
    merged[name] = v.parse(Reader, { ...base[name], ...reader });
  }
  return merged;
}
