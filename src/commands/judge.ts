import { jsonDocument, renderExperiment } from "../report/index.ts";
import { readTrace } from "../results/store.ts";
import { judge } from "../run.ts";
import { terminal } from "./terminal.ts";

/** Judges a stored trace with today's rules and prints it like a fresh result; writes nothing. */
export async function judgeCommand(path: string, flags: { json?: boolean }): Promise<void> {
  const judged = judge(await readTrace(path));
  const text = flags.json
    ? JSON.stringify(jsonDocument([judged.verdict]), null, 2)
    : renderExperiment({ ...judged, resultPath: path }, terminal(process.stdout));
  process.stdout.write(`${text}\n`);
  process.exitCode = { pass: 0, fail: 1, inconclusive: 2 }[judged.verdict.verdict];
}
