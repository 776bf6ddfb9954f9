import { Option } from "commander";
import type { Command } from "commander";
import type { ExperimentFlags } from "../commands/experiment.ts";
import { whole } from "./values.ts";

/** Adds `./lab run`, which measures. */
export function addRun(program: Command): void {
  program
    .command("run")
    .alias("experiment")
    .description("run experiments and judge them: names or globs ('nginx-*')")
    .argument("[name...]", "experiments; `./lab list` shows all")
    .option("--all", "every experiment")
    .option("--json", "one JSON document on stdout instead of the text")
    .addOption(
      new Option("--events", "each event as it happens on stdout, as NDJSON, instead of the text").conflicts("json"),
    )
    .option("--keep", "leave the containers standing; `./lab down` removes them")
    .option("--no-tap", "do not listen on the network: no word on each hop")
    .option("--tokens <n>", "tokens of the answer", whole(1, 100_000))
    .option("--gap <ms>", "time between two tokens", whole(0, 60_000))
    .option("--event-bytes <n>", "bytes of one event on the wire", whole(1, 1_048_576))
    .action(async (names: string[], flags: ExperimentFlags) =>
      (await import("../commands/experiment.ts")).experimentCommand(names, flags),
    );
}
