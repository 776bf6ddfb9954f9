import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { experimentFile, loadExperiment } from "../catalog/experiments.ts";
import { loadLayers } from "../catalog/layers.ts";
import { COMPOSE_DIR, LAYERS_DIR, ROOT } from "../model/root.ts";
import { jsonSchema } from "../report/index.ts";
import { throughJsonSchema, urlJsonSchema, verifyJsonSchema } from "../report/verify/index.ts";
import { lastVerdicts, RESULTS_DIR } from "../results/store.ts";
import { readTrace } from "../results/trace.ts";
import { withResults } from "./results-page.ts";
import { currentExperiments } from "./subjects.ts";

/** One generated file: where it stands, and what it must hold now. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

/** Every file that is generated from the tree alone; `./lab generate` writes them, a test compares them. */
export function generatedFiles(): Generated[] {
  return [
    composeFile(),
    schemaFile("src/report/result.schema.json", jsonSchema()),
    schemaFile("src/report/verify/verify.schema.json", verifyJsonSchema()),
    schemaFile("src/report/verify/url.schema.json", urlJsonSchema()),
    schemaFile("src/report/verify/through.schema.json", throughJsonSchema()),
  ];
}

function schemaFile(path: string, schema: object): Generated {
  return { path: join(ROOT, path), text: `${JSON.stringify(schema, null, 2)}\n` };
}

/** compose.yaml with one include for each fragment: Compose has no globs there. */
function composeFile(): Generated {
  const path = join(COMPOSE_DIR, "compose.yaml");
  const includes = globSync("*/compose.yaml", { cwd: LAYERS_DIR }).sort();
  const list = includes.map((file) => `  - ../layers/${file}\n`).join("");
  return { path, text: readFileSync(path, "utf8").replace(/(?<=^include:\n)(?:  - .*\n)*/m, list) };
}

/** RESULTS.md with the rows of what has passed on this machine. */
async function resultsFile(): Promise<Generated> {
  const path = join(ROOT, "RESULTS.md");
  const { digests } = await currentExperiments(loadLayers());
  const results = [...lastVerdicts(digests)].map(async ([id, verdict]) => {
    return [id, { verdict, trace: await readTrace(join(RESULTS_DIR, id, "latest")) }] as const;
  });
  const last = new Map(await Promise.all(results));
  const { text, kept } = withResults(readFileSync(path, "utf8"), [...digests.keys()], last);
  if (kept.length > 0)
    process.stderr.write(`RESULTS.md: left as it is, for want of a pass that counts: ${some(kept)}\n`);
  return { path, text };
}

/** On a machine that has run little these are nearly all: a few names say enough. */
function some(ids: readonly string[]): string {
  const shown = 8;
  return ids.length <= shown ? ids.join(", ") : `${ids.slice(0, shown).join(", ")} and ${ids.length - shown} more`;
}

/** The README with its findings as they are now. */
async function readmeFile(): Promise<Generated> {
  const path = join(ROOT, "README.md");
  return { path, text: await withFindings(readFileSync(path, "utf8")) };
}

/**
 * The README's front page: `<!-- findings <ids> -->` names experiments, whose titles are what was measured.
 * @throws LabError content, for an id that is no experiment
 */
export async function withFindings(readme: string): Promise<string> {
  const block = /(?<=<!-- findings (.*) -->\n)[^]*?(?=<!-- \/findings -->)/;
  const ids = block.exec(readme)?.[1]?.split(" ") ?? [];
  const found = await Promise.all(ids.map((id) => loadExperiment(id)));
  return readme.replace(
    block,
    found.map((each) => `- ${each.title} ([\`${each.id}\`](${experimentFile(each)}))\n`).join(""),
  );
}

/** Writes what differs. */
export async function generateCommand(): Promise<void> {
  for (const { path, text } of [...generatedFiles(), await readmeFile(), await resultsFile()]) {
    if (safeRead(path) === text) continue;
    writeFileSync(path, text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

/** The file's text; empty if there is none. */
export function safeRead(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
