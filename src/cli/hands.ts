import type { Command } from "commander";

/** Adds what starts and removes layers for your own hands. */
export function addHands(program: Command): void {
  program
    .command("up")
    .description("start layers for your own hands, and print a curl line for each")
    .argument("[layer...]", "outermost layers; default: all")
    .action(async (names: string[]) => (await import("../commands/hands.ts")).upCommand(names));

  program
    .command("down")
    .description("remove what `up` and --keep of this clone left standing")
    .action(async () => (await import("../commands/hands.ts")).downCommand());
}
