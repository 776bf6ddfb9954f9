import type { Command } from "commander";
import type { JsonFlag } from "./values.ts";

/** Adds what writes the files that follow from experiments and results. */
export function addUpkeep(program: Command): void {
  program
    .command("ledger")
    .description("what the results say of each folklore claim; writes results/ledger.md and .json")
    .option("--json", "as JSON")
    .action(async (flags: JsonFlag) => (await import("../commands/ledger.ts")).ledgerCommand(flags));

  program
    .command("generate")
    .description("rewrite the generated parts of compose.yaml, README, RESULTS.md and the schema")
    .action(async () => (await import("../commands/generate.ts")).generateCommand());
}
