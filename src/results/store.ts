import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { MetricsDocument } from "../model/result.ts";
import { VerdictDocument } from "../model/result.ts";
import { ROOT } from "../model/root.ts";
import { SCHEMA_VERSION, TraceDocument } from "../model/trace.ts";

/** Where results go: ignored by git. LAB_RESULTS moves it (a read-only checkout, a test). */
export const RESULTS_DIR = process.env.LAB_RESULTS ?? join(ROOT, "results");

/** @throws LabError results_unwritable, before anything is started for results that could not be kept */
export async function assertWritable(dir = RESULTS_DIR): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    const probe = await mkdtemp(join(dir, ".probe-"));
    await writeFile(join(probe, "full"), Buffer.alloc(256 * 1024));
    await rm(probe, { recursive: true });
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/**
 * Writes the three documents of one run: into a folder of its own beside the target, then renamed, so that no reader ever sees half a
 * result; then `latest` is pointed at it the same way.
 * @returns the path of `latest`, relative to the repository
 */
export async function storeResult(
  trace: TraceDocument,
  metrics: MetricsDocument,
  verdict: VerdictDocument,
  dir = RESULTS_DIR,
): Promise<string> {
  const home = join(dir, trace.experiment);
  const name = trace.startedAt.replaceAll(":", "-");
  try {
    await mkdir(home, { recursive: true });
    const draft = await mkdtemp(join(home, ".draft-"));
    try {
      await Promise.all([
        writeFile(join(draft, "trace.json"), JSON.stringify(trace)),
        writeFile(join(draft, "metrics.json"), JSON.stringify(metrics, null, 2)),
        writeFile(join(draft, "verdict.json"), JSON.stringify(verdict, null, 2)),
      ]);
      await rename(draft, join(home, name));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    const link = join(home, `.latest-${process.pid}`);
    await rm(link, { force: true });
    await symlink(name, link);
    await rename(link, join(home, "latest"));
    return relative(ROOT, join(home, "latest"));
  } catch (error) {
    throw unwritable(home, error);
  }
}

/**
 * Reads a trace for judging it again.
 * @param path trace.json, or the folder that has one
 * @throws LabError result_unreadable
 */
export async function readTrace(path: string): Promise<TraceDocument> {
  const file = basename(path).endsWith(".json") ? path : join(path, "trace.json");
  const raw = await readJson(file);
  const version = (raw as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== SCHEMA_VERSION) {
    throw new LabError("result_unreadable", `${file} was written by another version of the lab`, {
      observed: `schemaVersion ${String(version)}`,
      limit: `schemaVersion ${SCHEMA_VERSION}`,
      hint: "measure again: npm run experiment <name>",
    });
  }
  const parsed = v.safeParse(TraceDocument, raw);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new LabError(
    "result_unreadable",
    `${file} is damaged at ${v.getDotPath(issue) ?? "its root"}: ${issue.message}`,
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch (error) {
    throw new LabError("result_unreadable", `${file} cannot be read: ${(error as Error).message}`, {
      hint: "npm run judge results/<experiment>/latest",
      cause: error,
    });
  }
}

/** The last verdict of every experiment that has one; results of another schema count as none. */
export async function lastVerdicts(dir = RESULTS_DIR): Promise<Map<string, VerdictDocument>> {
  const found = new Map<string, VerdictDocument>();
  for (const file of globSync("*/latest/verdict.json", { cwd: dir }).sort()) {
    const parsed = v.safeParse(VerdictDocument, await readJson(join(dir, file)).catch(() => null));
    if (parsed.success) found.set(parsed.output.experiment, parsed.output);
  }
  return found;
}

function unwritable(path: string, error: unknown): LabError {
  return new LabError("results_unwritable", `results cannot be written to ${relative(ROOT, path) || "."}`, {
    observed: (error as Error).message,
    hint: "free disk space, or point LAB_RESULTS at a folder that can be written",
    cause: error,
  });
}
