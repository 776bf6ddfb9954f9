import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import { SCHEMA_VERSION, TraceDocument } from "../model/trace.ts";

/**
 * Reads a trace for judging it again.
 * @param path trace.json, or the folder that has one
 * @throws LabError result_unreadable
 */
export async function readTrace(path: string): Promise<TraceDocument> {
  const file = path.endsWith(".json") ? path : join(path, "trace.json");
  const raw = withoutClaims(await readJson(file));
  assertSchema(file, raw);
  const parsed = v.safeParse(TraceDocument, raw);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new LabError(
    "result_unreadable",
    `${file} is damaged at ${v.getDotPath(issue) ?? "its root"}: ${issue.message}`,
    { hint: "measure again: ./lab run <experiment>" },
  );
}

/** Schema 2 differs from 3 in one field, which said what a pass meant for the ledger; nothing was derived from it. */
function withoutClaims(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || !("schemaVersion" in raw) || raw.schemaVersion !== 2) return raw;
  const fields = Object.entries(raw).filter(([field]) => field !== "claims");
  return { ...Object.fromEntries(fields), schemaVersion: SCHEMA_VERSION };
}

/** A document of schema 1 called its subject `experiment`, and had no configs, no pieces and no origin: there is nothing to convert. */
function assertSchema(file: string, raw: unknown): void {
  const { schemaVersion, subject, experiment } = (raw ?? {}) as Record<string, unknown>;
  if (schemaVersion === SCHEMA_VERSION) return;
  const by = typeof schemaVersion === "number" ? `version ${schemaVersion} of the lab` : "something else than the lab";
  throw new LabError(
    "result_unreadable",
    `${file} was written by ${by}, and cannot be judged by version ${SCHEMA_VERSION}`,
    {
      observed: `schemaVersion ${String(schemaVersion)}`,
      limit: `schemaVersion ${SCHEMA_VERSION}`,
      hint: `measure again: ./lab run ${String(subject ?? experiment ?? "<experiment>")}`,
    },
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch (error) {
    throw new LabError("result_unreadable", `${file} cannot be read: ${(error as Error).message}`, {
      hint: "./lab judge results/<experiment>/latest",
      cause: error,
    });
  }
}
