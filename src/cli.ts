import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { ExperimentFlags } from "./commands/experiment.ts";
import type { LocateFlags } from "./commands/locate/flags.ts";
import type { VerifyFlags } from "./commands/verify.ts";
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

interface JsonFlag {
  readonly json?: boolean;
}

/** A flag's value as a whole number within bounds; anything else is a usage error that names the bounds. */
function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`must be a whole number from ${min} to ${max}.`);
  };
}

/** Here and not beside the parser: help need not wait for it. */
const STAMPS_HELP = `
Times are in ms since the request.
CSV, a line for each arrival, with a header or without; a line with one field is a time:
  seq,atMs
  1,302.5
  2,377.1
JSON; only \`arrivals\` must be there, and without \`sentMs\` the shape is a look, not a proof:
  {
    "arrivals": [{"seq": 1, "atMs": 302.5}, {"seq": 2, "atMs": 377.1}],
    "sentMs": [300, 375], "planned": 2, "status": 200,
    "end": "clean", "endedMs": 380, "queuedMs": 0, "textIdentical": true
  }`;

// Each command is imported when it is asked for: help and wrong use need not wait for the Docker client.
const program = new Command("./lab")
  .description("Finds the layer that holds your LLM stream: real proxies and servers, broken and fixed, measured.")
  .showHelpAfterError("(--help tells more)")
  .exitOverride()
  .hook("preAction", (_program, command) => {
    // `./lab list | head`: nobody reads on, and that is no crash. A run takes its containers down first (commands/signals.ts).
    if (command.name() !== "run") process.stdout.on("error", endedByReader);
  });

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
    (await import("./commands/experiment.ts")).experimentCommand(names, flags),
  );

program
  .command("list")
  .description("all experiments, with the verdict of their last run")
  .option("--json", "as JSON")
  .action(async (flags: JsonFlag) => (await import("./commands/list.ts")).listCommand(flags));

program
  .command("versions")
  .description("what a version changed: the shape before and after, and who says so")
  .option("--json", "as JSON")
  .action(async (flags: JsonFlag) => (await import("./commands/versions.ts")).versionsCommand(flags));

program
  .command("judge")
  .description("judge a stored result again, from its trace")
  .argument("<path>", "results/<experiment>/<time>, or its trace.json")
  .option("--json", "as JSON")
  .action(async (path: string, flags: JsonFlag) => (await import("./commands/judge.ts")).judgeCommand(path, flags));

program
  .command("shape")
  .description("say what your own arrival times look like: JSON or CSV, no containers")
  .argument("<file>", "the stamps; - reads stdin")
  .option("--json", "as JSON")
  .addHelpText("after", STAMPS_HELP)
  .action(async (file: string, flags: JsonFlag) => (await import("./commands/shape.ts")).shapeCommand(file, flags));

/** A flag that may stand several times. */
function several(value: string, before: string[] = []): string[] {
  return [...before, value];
}

program
  .command("locate")
  .description("name the hop that holds: in packet captures, or on a stack that runs (nothing of it is touched)")
  .argument("[capture...]", "classic pcap files of one clock, as tcpdump -w writes them")
  .option("--map <address=name>", "who has an address, or a port of it (127.0.0.1:8000=api); may be repeated", several)
  .option("--project <name>", "listen to a Compose project that runs")
  .option("--container <name>", "listen inside one container's network")
  .option("--url <url>", "send a request instead of waiting for one; a GET, or a POST with --body")
  .option("--header <name: value>", "of that request; may be repeated", several)
  .option("--body <text>", "of that request")
  .option("--content", "read answers too, not their lengths alone: tells more of codings that hold")
  .option("--seconds <n>", "wait so long for an answer", whole(1, 3600), 60)
  .option("--json", "as JSON")
  .addHelpText("after", "\nExit code: 0 nobody holds, 1 a hop holds, 2 it cannot be known.")
  .action(async (files: string[], flags: LocateFlags) =>
    (await import("./commands/locate.ts")).locateCommand(files, flags),
  );

const VERIFY_HELP = `
Several files are one config: ./lab verify nginx.conf conf.d/chat.conf
The config runs in a container without rights, on a network that leads nowhere, with the lab's own model behind it. Your file is not touched.
A comment \`# lab: allow <rule>\` on a line, or above it, allows a finding there.
Exit code: 0 everything streams, 1 there is a fault, 2 something could not be measured.`;

program
  .command("verify")
  .description("run your own config against a known stream: what holds it, which line, and the change that cures it")
  .argument("[file...]", "your config: nginx, by name or content")
  .option("--as <product>", "what it is a config of, where that is not seen")
  .option("--image <image>", "the image that runs in production")
  .option("--version <version>", "a version of the product that the lab has")
  .option("--env <name=value>", "a template's variable; without =value from your environment; may be repeated", several)
  .option(
    "--header <name: value>",
    "sent with every request: what your own guard lets through; may be repeated",
    several,
  )
  .option("--upstream <host:port>", "where a computed upstream goes; may be repeated", several)
  .option("--path <path>", "what to ask where no example is known")
  .option("--quick", "without limits")
  .option("--wait", "wait for limits of up to 75 s, all at once, besides seeing them in a copy")
  .option("--no-cure", "without the search for cures")
  .option("--check", "read only: nothing is run, nothing is measured")
  .option("--fix <file>", "write a copy with all cures; the original is never touched")
  .option("--url <url>", "instead of a file: look at what runs, without a mock; nothing is sent but what you give")
  .option("--direct <url>", "of --url: the same app without the proxy; the difference decides")
  .option("--body <text>", "of --url: what is asked; @FILE reads it")
  .option("--method <method>", "of --url")
  .option("--ca <file>", "of --url: certificates of an authority of your own")
  .option("--requests <n>", "of --url: so many requests at most", whole(1, 20))
  .option("--seconds <n>", "of --url: so long for one answer", whole(1, 3600))
  .option("--sarif <file>", "write SARIF too")
  .option("--junit <file>", "write JUnit XML too")
  .option("--markdown <file>", "write Markdown too")
  .option("--json", "as JSON")
  .addOption(
    new Option("--format <format>", "how to print").choices(["text", "json", "sarif", "junit", "github", "markdown"]),
  )
  .addHelpText("after", VERIFY_HELP)
  .action(async (files: string[], flags: VerifyFlags) =>
    (await import("./commands/verify.ts")).verifyCommand(files, flags),
  );

program
  .command("up")
  .description("start layers for your own hands, and print a curl line for each")
  .argument("[layer...]", "outermost layers; default: all")
  .action(async (names: string[]) => (await import("./commands/hands.ts")).upCommand(names));

program
  .command("down")
  .description("remove what `up` and --keep of this clone left standing")
  .action(async () => (await import("./commands/hands.ts")).downCommand());

program
  .command("ledger")
  .description("what the results say of each folklore claim; writes results/ledger.md and .json")
  .option("--json", "as JSON")
  .action(async (flags: JsonFlag) => (await import("./commands/ledger.ts")).ledgerCommand(flags));

program
  .command("generate")
  .description("rewrite the generated parts of compose.yaml, README, RESULTS.md and the schema")
  .action(async () => (await import("./commands/generate.ts")).generateCommand());

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
