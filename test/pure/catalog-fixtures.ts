import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { loadLayers } from "../../src/catalog/layers.ts";
import type { NamedExperiment } from "../../src/catalog/experiments.ts";
import { problemsOf } from "../../src/catalog/rules.ts";
import { Experiment } from "../../src/model/experiment.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import type { Layers } from "../../src/model/layer.ts";

/** The real layers; nginx can be reloaded, whatever its fragment says today. */
export const layers: Layers = new Map(loadLayers());
(layers as Map<string, unknown>).set("nginx", { ...layers.get("nginx")!, reloadSignal: "SIGHUP" });

/** A good experiment: nginx between broken and fixed. */
export const GOOD = {
  title: "nginx holds what it should pass on",
  kind: "fix",
  why: "Buffering is on in one side and off in the other.",
  path: ["nginx", "app", "mock-llm"],
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
} satisfies ExperimentInput;

/** GOOD with some fields of its own, as the loader hands it over. */
export function experiment(
  changes: Partial<ExperimentInput> = {},
  id = "nginx-test",
  layer = "nginx",
): NamedExperiment {
  return { ...v.parse(Experiment, { ...GOOD, ...changes }), id, layer };
}

/** What the rules say of GOOD with these changes. */
export function problems(changes: Partial<ExperimentInput>): string[] {
  return problemsOf(experiment(changes), layers);
}

/** A folder with these files, by path. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}
