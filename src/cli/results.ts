import type { Command } from "commander";
import type { JsonFlag } from "./values.ts";

/** Adds what shows experiments and their results, and runs nothing. */
export function addResults(program: Command): void {
  program
    .command("list")
    .description("all experiments, with the verdict of their last run")
    .option("--json", "as JSON")
    .action(async (flags: JsonFlag) => (await import("../commands/list.ts")).listCommand(flags));

  program
    .command("versions")
    .description("what a version changed: the shape before and after, and who says so")
    .option("--json", "as JSON")
    .action(async (flags: JsonFlag) => (await import("../commands/versions.ts")).versionsCommand(flags));

  program
    .command("judge")
    .description("judge a stored result again, from its trace")
    .argument("<path>", "results/<experiment>/<time>, or its trace.json")
    .option("--json", "as JSON")
    .action(async (path: string, flags: JsonFlag) => (await import("../commands/judge.ts")).judgeCommand(path, flags));
}
