import { writeFileSync } from "node:fs";
import { LabError } from "../model/error.ts";
import { renderVerifyAs } from "../report/verify/index.ts";
import type { RuleHelp, VerifyFormat } from "../report/verify/index.ts";
import type { VerifyDocument } from "../verify/document.ts";
import { terminal } from "./terminal.ts";

/** How `./lab verify` is told to print: one format on stdout, and any number of files beside it. One measurement serves them all. */
export interface VerifyOutput {
  readonly json?: boolean;
  readonly format?: VerifyFormat;
  /** Paths of files to write. */
  readonly sarif?: string;
  readonly junit?: string;
  readonly markdown?: string;
}

/**
 * Prints a document as the flags say, and sets the exit code.
 * @param rules the product's, for the help that SARIF carries
 * @throws LabError results_unwritable
 */
export function printVerify(document: VerifyDocument, flags: VerifyOutput, rules: readonly RuleHelp[] = []): void {
  const { json, format, sarif, junit, markdown } = flags;
  const as = (each: VerifyFormat): string =>
    `${renderVerifyAs(each, document, { page: terminal(process.stdout), rules })}\n`;
  for (const [each, path] of Object.entries({ sarif, junit, markdown })) {
    if (path !== undefined) write(path, as(each as VerifyFormat));
  }
  process.stdout.write(as(json ? "json" : (format ?? "text")));
  process.exitCode = document.exit;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const observed = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new LabError("results_unwritable", `cannot write ${path}`, { observed, cause: error });
  }
}
