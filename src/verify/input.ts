import { readFileSync, statSync } from "node:fs";
import { LabError } from "../model/error.ts";
import type { OwnFile } from "./product.ts";

/** A config is text; the longest public one that was looked at has 90 KB. */
const LIMIT_BYTES = 1 << 20;

/**
 * Reads the files that a person has named.
 * @throws LabError usage, a sentence for each kind of thing that is no config
 */
export function readOwnFiles(names: readonly string[]): OwnFile[] {
  return names.map((name) => ({ name, text: readOwn(name) }));
}

function readOwn(name: string): string {
  const stat = statSync(name, { throwIfNoEntry: false });
  if (stat === undefined) throw refused(name, "there is no such file");
  if (stat.isDirectory()) throw refused(name, "this is a folder", "name the files in it that belong to one config");
  if (!stat.isFile()) throw refused(name, "this is no ordinary file", "a copy of what it gives");
  if (stat.size > LIMIT_BYTES) {
    throw new LabError("usage", `${name}: this is too long for a config`, {
      observed: `${(stat.size / 1048576).toFixed(1)} MB`,
      limit: "1 MB",
    });
  }
  const bytes = readable(name);
  if (bytes.length === 0 || bytes.toString("latin1").trim() === "") throw refused(name, "the file is empty");
  return textOf(name, bytes);
}

function readable(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    throw refused(name, `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "?"})`);
  }
}

/** Text with the marks of no encoding: a config with a byte order mark is refused by its product, and is given as it is. */
export function textOf(name: string, bytes: Buffer): string {
  if (bytes.includes(0)) throw refused(name, "this is no text: it has zero bytes");
  return bytes.toString("utf8");
}

function refused(name: string, why: string, hint?: string): LabError {
  return new LabError("usage", `${name}: ${why}`, { hint: hint ?? "./lab verify nginx.conf" });
}
