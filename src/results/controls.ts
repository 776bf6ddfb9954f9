import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../model/root.ts";

/** The experiments that calibrate the rig: nothing held must be seen streamed, everything held must be seen held. */
export const CONTROLS = ["passthrough", "hold-all"] as const;

const MEMORY = join(ROOT, ".cache", "controls.json");

/** All that a measurement goes through on our side; what is under test is not part of it. */
const RIG_FILES = [
  "src/{model,stack,probe,metrics,verdict}/**/*.ts",
  "layers/{mock-llm,probe,hold-all}/{src/**/*.ts,compose.yaml,Dockerfile,package.json}",
  "layers/app/{variants/compression-off.ts,compose.yaml,Dockerfile,package.json}",
  "compose/layer.yaml",
  "experiments/{passthrough,hold-all}.ts",
  "package-lock.json",
];

/** Digest of the rig's own files, the engine and the kernel: a control's pass counts for this build of the rig only. */
export function rigBuild(engine: string): string {
  const hash = createHash("sha256").update(`${engine} ${release()}`);
  for (const file of globSync(RIG_FILES, { cwd: ROOT }).sort()) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}

/** True if both controls have passed on this build of the rig. */
export async function controlsPassed(build: string): Promise<boolean> {
  const memory = await readFile(MEMORY, "utf8").catch(() => "{}");
  return (JSON.parse(memory) as { build?: string }).build === build;
}

/** Remembers that both controls have passed on this build. */
export async function rememberControls(build: string): Promise<void> {
  await mkdir(dirname(MEMORY), { recursive: true });
  const draft = `${MEMORY}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ build, passedAt: new Date().toISOString() }));
  await rename(draft, MEMORY);
}
