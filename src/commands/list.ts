import { loadLayers } from "../catalog/layers.ts";
import { renderList } from "../report/index.ts";
import { lastVerdicts } from "../results/store.ts";
import { currentExperiments } from "./subjects.ts";
import { terminal } from "./terminal.ts";

/** Prints every experiment: id, layer, kind, one line, and the verdict of its last run that still counts. */
export async function listCommand(flags: { json?: boolean }): Promise<void> {
  const { experiments, digests } = await currentExperiments(loadLayers());
  const last = lastVerdicts(digests);
  const entries = experiments.map(({ id, layer, kind, title, slow }) => {
    return { id, layer, kind, title, slow: slow !== undefined, last: last.get(id)?.verdict ?? null };
  });
  const text = flags.json ? JSON.stringify(entries, null, 2) : renderList(entries, terminal(process.stdout));
  process.stdout.write(`${text}\n`);
}
