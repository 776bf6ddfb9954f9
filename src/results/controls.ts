import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { dirname, join } from "node:path";
import { LabError } from "../model/error.ts";
import type { Layers } from "../model/layer.ts";
import { ROOT } from "../model/root.ts";

/** All that a measurement goes through on our side; what is under test is not part of it. Without braces: each pattern must find something. */
export const RIG_FILES: readonly string[] = [
  ...["model", "catalog", "stack", "measure", "hops", "metrics", "observe", "verdict"].map(
    (stage) => `src/${stage}/**/*.ts`,
  ),
  ...["run", "subject", "listen", "judge"].map((file) => `src/${file}.ts`),
  ...["reader-kit/**/*.ts", "reader-kit/**/*.py"],
  ...["mock-llm", "probe", "hold-all"].flatMap((layer) => [
    `layers/${layer}/src/**/*.ts`,
    `layers/${layer}/compose.yaml`,
    `layers/${layer}/Dockerfile`,
  ]),
  ...["variants/compression-off.ts", "compose.yaml", "Dockerfile", "package.json"].map((file) => `layers/app/${file}`),
  ...["compose/layer.yaml", "package-lock.json"],
  ...["experiments/*/passthrough.ts", "experiments/*/hold-all.ts"],
];

/** Layers of the controls' paths; readers stand before them. */
const RIG_LAYERS = ["mock-llm", "app", "hold-all"];

/** The images that a control may run from, as the fragments name them: those of its path, and every reader's. */
export function rigImages(layers: Layers): string[] {
  const rig = [...layers.values()].filter(({ name, reader }) => reader || RIG_LAYERS.includes(name));
  return [...new Set(rig.map(({ image }) => image))].sort();
}

/** What a layer's folder has that is not run. */
const UNRUN = /(?:README\.md|\.pyc)$/;

/**
 * Digest of the rig's own files and images, the engine and the kernel: a control's pass counts for this build of the rig only.
 * @param engine the engine's version
 * @param imageIds of rigImages, by image, as far as they are on this machine: an image is rebuilt without a file changed
 * @throws LabError content, when a pattern of RIG_FILES finds no file: what it named would no longer count
 */
export function rigBuild(engine: string, imageIds: Readonly<Record<string, string>>, root = ROOT): string {
  const images = Object.entries(imageIds).sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOfFiles(RIG_FILES, [engine, release(), JSON.stringify(images)], root);
}

function digestOfFiles(patterns: readonly string[], salt: readonly string[], root: string): string {
  const hash = createHash("sha256").update(salt.join(" "));
  for (const file of patterns.flatMap((pattern) => filesOf(pattern, root)).sort()) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesOf(pattern: string, root: string): string[] {
  const found = globSync(pattern, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !UNRUN.test(file));
  if (found.length > 0) return found;
  throw new LabError("content", `no file fits ${pattern}, which a measurement goes through`, {
    hint: "mend RIG_FILES in src/results/controls.ts",
  });
}

/** Where it is remembered that a reader's controls have passed: a file each, so that two of them never write one. */
function memoryOf(reader: string, root: string): string {
  return join(root, ".cache", "controls", `${reader}.json`);
}

/** A reader's own software and configs count for its own controls only. */
export function readerBuild(build: string, reader: string, root = ROOT): string {
  return digestOfFiles([`layers/${reader}/**/*`], [build], root);
}

/**
 * @param build the rig's (rigBuild)
 * @param reader layer that reads
 * @returns true if both controls have passed as this reader sees them
 */
export async function passedFor(build: string, reader: string, root = ROOT): Promise<boolean> {
  const memory = await readFile(memoryOf(reader, root), "utf8").catch(() => "{}");
  return (JSON.parse(memory) as { build?: string }).build === readerBuild(build, reader, root);
}

/** Remembers that both controls have passed on this build, as this reader sees them. */
export async function remember(build: string, reader: string, root = ROOT): Promise<void> {
  const memory = memoryOf(reader, root);
  await mkdir(dirname(memory), { recursive: true });
  const draft = `${memory}.${process.pid}`;
  await writeFile(
    draft,
    JSON.stringify({ build: readerBuild(build, reader, root), passedAt: new Date().toISOString() }),
  );
  await rename(draft, memory);
}
