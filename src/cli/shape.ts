import type { Command } from "commander";
import type { JsonFlag } from "./values.ts";

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

/** Adds `./lab shape`, for stamps that somebody has logged. */
export function addShape(program: Command): void {
  program
    .command("shape")
    .description("say what your own arrival times look like: JSON or CSV, no containers")
    .argument("<file>", "the stamps; - reads stdin")
    .option("--json", "as JSON")
    .addHelpText("after", STAMPS_HELP)
    .action(async (file: string, flags: JsonFlag) => (await import("../commands/shape.ts")).shapeCommand(file, flags));
}
