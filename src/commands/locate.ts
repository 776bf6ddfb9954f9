import { LabError } from "../model/error.ts";
import { locateDocument, renderLocate } from "../report/index.ts";
import type { LocateDocument } from "../report/index.ts";
import { answersIn } from "./locate/answers.ts";
import { locateInFiles } from "./locate/files.ts";
import type { LocateFlags } from "./locate/flags.ts";
import { terminal } from "./terminal.ts";

const CODES: Record<LocateDocument["verdict"], number> = { passes: 0, holds: 1, unknown: 2 };

/** Names the hop that holds, in captures that are there or on a stack that runs; sets the exit code: 0 nobody, 1 a hop, 2 cannot be known. */
export async function locateCommand(files: readonly string[], flags: LocateFlags): Promise<void> {
  const sources = [files.length > 0, flags.project !== undefined, flags.container !== undefined].filter(Boolean).length;
  if (sources !== 1) {
    throw new LabError("usage", "locate looks at captures, at a project or at a container: one of them", {
      hint: "./lab locate run.pcap   ./lab locate --project NAME   ./lab locate --container NAME",
    });
  }
  const found = files.length > 0 ? await locateInFiles(files, flags.map) : await inStack(flags);
  const document = locateDocument(answersIn(found));
  process.stdout.write(
    `${flags.json ? JSON.stringify(document, null, 2) : renderLocate(document, terminal(process.stdout))}\n`,
  );
  process.exitCode = CODES[document.verdict];
}

/** Captures need no engine, so that what talks to one is loaded only here. */
async function inStack(flags: LocateFlags): ReturnType<typeof locateInFiles> {
  const { locateInStack } = await import("./locate/stack.ts");
  return locateInStack(flags);
}
