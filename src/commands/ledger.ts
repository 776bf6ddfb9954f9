import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ledgerOf, loadClaims } from "../catalog/claims.ts";
import { loadLayers } from "../catalog/layers.ts";
import { claimProblems } from "../catalog/rules-claims.ts";
import { LabError } from "../model/error.ts";
import { renderLedger } from "../report/index.ts";
import { lastVerdicts, RESULTS_DIR } from "../results/store.ts";
import { currentExperiments } from "./subjects.ts";

/** Writes results/ledger.md and ledger.json, and prints the table. */
export async function ledgerCommand(flags: { json?: boolean }): Promise<void> {
  const { digests } = await currentExperiments(loadLayers());
  const claims = loadClaims();
  const problems = claimProblems(claims, [...digests.keys()]);
  if (problems.length > 0) throw new LabError("content", `experiments/claims.yaml:\n  ${problems.join("\n  ")}`);
  const rows = ledgerOf(claims, lastVerdicts(digests));
  const [markdown, json] = [renderLedger(rows), JSON.stringify(rows, null, 2)];
  mkdirSync(RESULTS_DIR, { recursive: true });
  writeFileSync(join(RESULTS_DIR, "ledger.md"), markdown);
  writeFileSync(join(RESULTS_DIR, "ledger.json"), json);
  process.stdout.write(`${flags.json ? json : markdown}\n`);
}
