import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "../report/index.ts";
import { COMPOSE_DIR, LAYERS_DIR, ROOT } from "../model/root.ts";

/** One generated file: where it stands, and what it must hold now. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

/** Every generated file in its present form; `npm run generate` writes them, a test compares them. */
export function generatedFiles(): Generated[] {
  return [
    composeFile(),
    { path: join(ROOT, "src/report/result.schema.json"), text: `${JSON.stringify(jsonSchema(), null, 2)}\n` },
  ];
}

/** compose.yaml with one include for each fragment: Compose has no globs there. */
function composeFile(): Generated {
  const path = join(COMPOSE_DIR, "compose.yaml");
  const includes = globSync("*/compose.yaml", { cwd: LAYERS_DIR }).sort();
  const list = includes.map((file) => `  - ../layers/${file}\n`).join("");
  return { path, text: readFileSync(path, "utf8").replace(/(?<=^include:\n)(?:  - .*\n)*/m, list) };
}

/** Writes what differs. */
export function generateCommand(): void {
  for (const { path, text } of generatedFiles()) {
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
