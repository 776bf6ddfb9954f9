import type { Command } from "commander";
import type { LocateFlags } from "../commands/locate/flags.ts";
import { several, whole } from "./values.ts";

/** Adds `./lab locate`, on captures or on a stack that runs. */
export function addLocate(program: Command): void {
  program
    .command("locate")
    .description("name the hop that holds: in packet captures, or on a stack that runs (nothing of it is touched)")
    .argument("[capture...]", "classic pcap files of one clock, as tcpdump -w writes them")
    .option(
      "--map <address=name>",
      "who has an address, or a port of it (127.0.0.1:8000=api); may be repeated",
      several,
    )
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
      (await import("../commands/locate.ts")).locateCommand(files, flags),
    );
}
