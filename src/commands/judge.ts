import { judge } from "../judge.ts";
import { jsonDocument, renderExperiment } from "../report/index.ts";
import { readTrace } from "../results/trace.ts";
import { exitCodeOf } from "./exit-code.ts";
import { terminal } from "./terminal.ts";

/** Judges a stored trace with today's rules and prints it like a fresh result; writes nothing, and needs no engine. */
export async function judgeCommand(path: string, flags: { json?: boolean }): Promise<void> {
  const judged = judge(await readTrace(path));
  const text = flags.json
    ? JSON.stringify(jsonDocument([judged.verdict]), null, 2)
    : renderExperiment({ ...judged, resultPath: path }, terminal(process.stdout));
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCodeOf([judged.verdict.verdict]);
}
