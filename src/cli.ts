import { Command, CommanderError, InvalidArgumentError } from "commander";
import { experimentCommand } from "./commands/experiment.ts";
import { generateCommand } from "./commands/generate.ts";
import { downCommand, upCommand } from "./commands/hands.ts";
import { judgeCommand } from "./commands/judge.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { listCommand } from "./commands/list.ts";
import { renderError } from "./report/index.ts";
import { terminal } from "./commands/terminal.ts";

/** Exit codes: 0 pass, 1 fail, 2 inconclusive or a usage error, 70 a crash of the lab itself (EX_SOFTWARE of sysexits.h). */
const USAGE = 2;
const CRASH = 70;

/** A flag's value as a whole number within bounds; anything else is a usage error that names the bounds. */
function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`must be a whole number from ${min} to ${max}.`);
  };
}

const program = new Command("buffering-lab")
  .description("Finds the layer that holds your LLM stream: real proxies and servers, broken and fixed, measured.")
  .showHelpAfterError("(--help tells more)")
  .exitOverride();

program
  .command("experiment")
  .description("run experiments and judge them: names or globs ('nginx-*')")
  .argument("[name...]", "experiments; `npm run list` shows all")
  .option("--all", "every experiment")
  .option("--json", "one JSON document on stdout instead of the text")
  .option("--keep", "leave the containers standing; `npm run down` removes them")
  .option("--tokens <n>", "tokens of the answer", whole(1, 100_000))
  .option("--gap <ms>", "time between two tokens", whole(0, 60_000))
  .option("--event-bytes <n>", "bytes of one event on the wire", whole(1, 1_048_576))
  .action(experimentCommand);

program
  .command("list")
  .description("all experiments, with the verdict of their last run")
  .option("--json", "as JSON")
  .action(listCommand);

program
  .command("judge")
  .description("judge a stored result again, from its trace")
  .argument("<path>", "results/<experiment>/<time>, or its trace.json")
  .option("--json", "as JSON")
  .action(judgeCommand);

program
  .command("up")
  .description("start layers for your own hands, and print a curl line for each")
  .argument("[layer...]", "outermost layers; default: all")
  .action(upCommand);

program
  .command("ledger")
  .description("what the results say of each folklore claim; writes results/ledger.md and .json")
  .option("--json", "as JSON")
  .action(ledgerCommand);

program.command("down").description("remove what `up` and --keep left standing").action(downCommand);
program
  .command("generate")
  .description("rewrite the generated parts of compose.yaml, README and the schema")
  .action(generateCommand);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  } else {
    process.stderr.write(`${renderError(error, terminal(process.stderr))}\n`);
    process.exitCode = (error as Error).name === "LabError" ? USAGE : CRASH;
  }
}
