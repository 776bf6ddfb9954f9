import { existsSync, globSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import { Experiment } from "../model/experiment.ts";
import { EXPERIMENTS_DIR } from "../model/root.ts";

/** An experiment with what its place says: the file's name is its id, the folder the layer under test. */
export type NamedExperiment = Experiment & { readonly id: string; readonly layer: string };

/**
 * Ids of all experiments, from the file names alone: nothing is loaded.
 * @throws LabError content, when two folders have a file of one name: an id names the folder of its results
 */
export function experimentIds(dir = EXPERIMENTS_DIR): string[] {
  const files = Map.groupBy(globSync("*/*.ts", { cwd: dir }), (file) => basename(file, ".ts"));
  for (const [id, [one, other]] of files) {
    if (other === undefined) continue;
    throw new LabError("content", `two experiments are called ${id}: experiments/${one}, experiments/${other}`, {
      hint: `git mv experiments/${other} experiments/${dirname(other)}/<another name>.ts`,
    });
  }
  return [...files.keys()].sort();
}

/** Where an experiment stands, relative to the repository: `experiments/nginx/nginx-buffering.ts`. */
export function experimentFile({ layer, id }: Pick<NamedExperiment, "layer" | "id">): string {
  return `experiments/${layer}/${id}.ts`;
}

/**
 * Loads one experiment file and fills in the defaults.
 * @throws LabError content, with every problem of the file in one message
 */
export async function loadExperiment(id: string, dir = EXPERIMENTS_DIR): Promise<NamedExperiment> {
  const layer = readdirSync(dir).find((folder) => existsSync(join(dir, folder, `${id}.ts`)));
  if (layer === undefined) {
    throw new LabError("content", `no experiment is called ${id}`, { hint: "./lab list   shows them all" });
  }
  const where = experimentFile({ layer, id });
  const module = await importFile(join(dir, layer, `${id}.ts`), where);
  const parsed = v.safeParse(Experiment, module.default);
  if (parsed.success) return { id, layer, ...parsed.output };
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(the whole)"}: ${issue.message}`);
  throw new LabError("content", `${where} is not an experiment:\n  ${problems.join("\n  ")}`, {
    hint: "the fields stand in src/model/experiment.ts; CONTRIBUTING.md has a complete example",
  });
}

/** All experiments, in the order of their ids. */
export function loadExperiments(dir = EXPERIMENTS_DIR): Promise<NamedExperiment[]> {
  return Promise.all(experimentIds(dir).map((id) => loadExperiment(id, dir)));
}

async function importFile(file: string, where: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    throw new LabError("content", `${where} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}
