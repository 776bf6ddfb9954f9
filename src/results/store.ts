import { existsSync, globSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { MetricsDocument } from "../model/result.ts";
import { VerdictDocument } from "../model/result.ts";
import { ROOT } from "../model/root.ts";
import type { TraceDocument } from "../model/trace.ts";

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

/** What one run leaves. */
export interface Documents {
  readonly trace: TraceDocument;
  readonly metrics: MetricsDocument;
  readonly verdict: VerdictDocument;
  /** Packet captures by side: files that are moved into the result. */
  readonly captures?: Readonly<Record<string, readonly string[]>>;
}

/** True if flags or images of the caller's own were in play: the result is kept, and nothing counts it. */
export function isOverridden({ overrides }: Pick<TraceDocument, "overrides">): boolean {
  return Object.keys(overrides.scenario).length + Object.keys(overrides.images).length > 0;
}

/**
 * Writes the documents of one run, and its packets: into a folder of its own beside the target, then renamed, so that no reader ever sees half a
 * result; then, unless it is overridden, `latest` is pointed at it the same way.
 * @returns where it is, relative to the repository: the path of `latest`, if it is that
 * @throws LabError results_unwritable
 */
export async function storeResult(documents: Documents, dir = RESULTS_DIR): Promise<string> {
  const { trace } = documents;
  const home = join(dir, trace.subject);
  const name = trace.startedAt.replaceAll(":", "-");
  try {
    await mkdir(home, { recursive: true });
    await removeCaptures(home);
    await writeDocuments(home, name, documents);
    if (isOverridden(trace)) return relative(ROOT, join(home, name));
    await pointLatest(home, name);
    return relative(ROOT, join(home, "latest"));
  } catch (error) {
    throw unwritable(home, error);
  }
}

/** Packets are kept of the last run alone: they are large, and what they say stands in the trace. */
async function removeCaptures(home: string): Promise<void> {
  const old = globSync("*/*.pcap", { cwd: home });
  await Promise.all(old.map((file) => rm(join(home, file), { force: true })));
}

async function writeDocuments(
  home: string,
  name: string,
  { trace, metrics, verdict, captures = {} }: Documents,
): Promise<void> {
  const draft = await mkdtemp(join(home, ".draft-"));
  try {
    await Promise.all([
      writeFile(join(draft, "trace.json"), JSON.stringify(trace)),
      writeFile(join(draft, "metrics.json"), JSON.stringify(metrics, null, 2)),
      writeFile(join(draft, "verdict.json"), JSON.stringify(verdict, null, 2)),
      ...Object.entries(captures).flatMap(([side, files]) =>
        files.map((file, index) => move(file, join(draft, `${side}${index === 0 ? "" : `-${index + 1}`}.pcap`))),
      ),
    ]);
    await rename(draft, join(home, name));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Also to another file system. */
async function move(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await rm(from, { force: true });
}

async function pointLatest(home: string, name: string): Promise<void> {
  const link = join(home, `.latest-${process.pid}`);
  await rm(link, { force: true });
  await symlink(name, link);
  await rename(link, join(home, "latest"));
}

/**
 * The last verdict of each subject that still counts: measured on this very subject, and without overrides.
 * @param digests of the subjects as they are now (digest.ts), by id; a result of any other subject is none
 */
export function lastVerdicts(digests: ReadonlyMap<string, string>, dir = RESULTS_DIR): Map<string, VerdictDocument> {
  const found = new Map<string, VerdictDocument>();
  for (const [id, digest] of digests) {
    const verdict = readVerdict(join(dir, id, "latest", "verdict.json"));
    if (verdict?.digest === digest && !verdict.overridden) found.set(id, verdict);
  }
  return found;
}

/** Null: there is none, it is damaged, or it was written by another version of the lab. */
function readVerdict(file: string): VerdictDocument | null {
  if (!existsSync(file)) return null;
  try {
    return v.parse(VerdictDocument, JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function unwritable(path: string, error: unknown): LabError {
  return new LabError("results_unwritable", `results cannot be written to ${relative(ROOT, path) || "."}`, {
    observed: (error as Error).message,
    hint: "free disk space, or point LAB_RESULTS at a folder that can be written",
    cause: error,
  });
}
