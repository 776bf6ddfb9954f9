import { Command, CommanderError } from "commander";
import { addHands } from "./cli/hands.ts";
import { addLocate } from "./cli/locate.ts";
import { addResults } from "./cli/results.ts";
import { addRun } from "./cli/run.ts";
import { addShape } from "./cli/shape.ts";
import { addUpkeep } from "./cli/upkeep.ts";
import { addVerify } from "./cli/verify.ts";
import { assertNothingSwallowed } from "./commands/npm.ts";
import { terminal } from "./commands/terminal.ts";
import { renderError } from "./report/index.ts";

/** Exit codes: 0 pass, 1 fail, 2 inconclusive or a usage error, 70 a crash of the lab itself (EX_SOFTWARE of sysexits.h). */
const USAGE = 2;
const CRASH = 70;

/** 128 + SIGPIPE: Node tells it as EPIPE. */
const NOBODY_READS = 141;

function endedByReader(error: NodeJS.ErrnoException): never {
  if (error.code !== "EPIPE") throw error;
  process.exit(NOBODY_READS);
}

// src/cli has names and flags only; a command itself is imported when it is asked for: help and wrong use need not wait for the Docker client.
const program = new Command("./lab")
  .description("Finds the layer that holds your LLM stream: real proxies and servers, broken and fixed, measured.")
  .showHelpAfterError("(--help tells more)")
  .exitOverride()
  .hook("preAction", (_program, command) => {
    // `./lab list | head`: nobody reads on, and that is no crash. A run takes its containers down first (commands/signals.ts).
    if (command.name() !== "run") process.stdout.on("error", endedByReader);
  });

// in the order of the help
for (const add of [addRun, addResults, addShape, addLocate, addVerify, addHands, addUpkeep]) add(program);

try {
  const warning = assertNothingSwallowed(process.argv.slice(2), process.env);
  if (warning !== null) process.stderr.write(`${warning}\n`);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  } else {
    process.stderr.write(`${renderError(error, terminal(process.stderr))}\n`);
    process.exitCode = (error as Error).name === "LabError" ? USAGE : CRASH;
  }
}
