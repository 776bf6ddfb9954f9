import { Option } from "commander";
import type { Command } from "commander";
import type { VerifyFlags } from "../commands/verify.ts";
import { several, whole } from "./values.ts";

const VERIFY_HELP = `
Several files are one config: ./lab verify nginx.conf conf.d/chat.conf
A whole stack, in a copy: ./lab verify compose.yaml --service web --path /chat
The config runs in a container without rights, on a network that leads nowhere, with the lab's own model behind it. Your file is not touched.
A comment \`# lab: allow <rule>\` on a line, or above it, allows a finding there.
Exit code: 0 everything streams, 1 there is a fault, 2 something could not be measured.`;

/** Adds `./lab verify`, of a config or a URL. */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("run your own config against a known stream: what holds it, which line, and the change that cures it")
    .argument("[file...]", "your config: nginx, by name or content")
    .option("--as <product>", "what it is a config of, where that is not seen")
    .option("--image <image>", "the image that runs in production")
    .option("--version <version>", "a version of the product that the lab has")
    .option(
      "--env <name=value>",
      "a template's variable; without =value from your environment; may be repeated",
      several,
    )
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
    .option("--fix <path>", "write a copy with all cures, of several files into a folder; nothing is overwritten")
    .option("--url <url>", "instead of a file: look at what runs, without a mock; nothing is sent but what you give")
    .option("--direct <url>", "of --url: the same app without the proxy; the difference decides")
    .option(
      "--model <address:port>",
      "of --url: the lab's model listens there, for your stack to ask: a proof, both ends known",
    )
    .option("--model-token <token>", "of --model: what its callers must present; on an address of others one is made")
    .option("--service <service>", "the file is a Compose project's: its service that is asked; SERVICE:PORT")
    .option(
      "--model-env <service:name>",
      "of --service: where a service reads its model's address; may be repeated",
      several,
    )
    .option(
      "--model-host <service:host>",
      "of --service: a model's address that stands in a service's code; may be repeated",
      several,
    )
    .option("--body <text>", "of --url and --service: what is asked; @FILE reads it")
    .option("--method <method>", "of --url and --service")
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
      (await import("../commands/verify.ts")).verifyCommand(files, flags),
    );
}
