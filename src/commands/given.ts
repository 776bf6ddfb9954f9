import { readFileSync } from "node:fs";
import { LabError } from "../model/error.ts";

/** What `--body` says: a text, or with `@` before it a file's bytes; `@-` is stdin. @throws LabError usage */
export function bodyOf(text: string): string | Buffer {
  return text.startsWith("@") ? readGiven(text.slice(1), "--body @question.json") : text;
}

/** A file that a flag names; `-` is stdin. @param hint how the flag is written @throws LabError usage */
export function readGiven(path: string, hint: string): Buffer {
  try {
    return readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    const observed = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new LabError("usage", `cannot read ${path}`, { observed, hint, cause: error });
  }
}
