import { experimentIds, loadExperiment } from "../catalog/experiments.ts";
import { renderList } from "../report/index.ts";
import { lastVerdicts } from "../results/store.ts";
import { terminal } from "./terminal.ts";

/** Prints every experiment: id, layer, kind, one line, last verdict. */
export async function listCommand(flags: { json?: boolean }): Promise<void> {
  const last = await lastVerdicts();
  const entries = await Promise.all(
    experimentIds().map(async (id) => {
      const { layer, kind, title, slow } = await loadExperiment(id);
      return { id, layer, kind, title, slow: slow !== undefined, last: last.get(id)?.verdict ?? null };
    }),
  );
  const text = flags.json ? JSON.stringify(entries, null, 2) : renderList(entries, terminal(process.stdout));
  process.stdout.write(`${text}\n`);
}
