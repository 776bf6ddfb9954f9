import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "../src/model/root.ts";

/**
 * `npm run check`: all that can be checked without containers. Every stage runs, also when another has failed, side by side on as many cores as
 * there are, the longest first. The caches know files by their content; a fresh clone has none.
 */
const STAGES: Readonly<Record<string, readonly string[]>> = {
  vitest: ["run", "--project", "pure"],
  eslint: [".", "--cache", "--cache-strategy", "content", "--cache-location", ".cache/eslint"],
  prettier: [".", "--check", "--cache", "--cache-strategy", "content", "--cache-location", ".cache/prettier"],
  tsc: [],
};

interface Result {
  readonly name: string;
  readonly ok: boolean;
}

/** Prints a stage's own words only if it has failed: what is right needs no page. */
async function runStage(name: string, args: readonly string[]): Promise<Result> {
  const began = performance.now();
  const child = spawn(join(ROOT, "node_modules/.bin", name), args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const [code, ...output] = await Promise.all([
    new Promise<number | null>((done) => child.on("exit", done)),
    text(child.stdout),
    text(child.stderr),
  ]);
  const ok = code === 0;
  if (!ok) process.stdout.write(`${output.join("")}\n`);
  process.stdout.write(
    `${ok ? "ok " : "!! "} ${name.padEnd(9)} ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
  );
  return { name, ok };
}

const waiting = Object.entries(STAGES);
const results: Result[] = [];

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await runStage(...next));
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
const failed = results.filter(({ ok }) => !ok).map(({ name }) => name);
process.stdout.write(failed.length === 0 ? "check: all is well\n" : `check: failed in ${failed.join(", ")}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
