import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Experiment } from "../model/experiment.ts";
import type { Dialect } from "../model/words.ts";

type Readers = Experiment["readers"];

/** What is wrong with the readers of a side as they are written, before one entry becomes as many as it counts. */
export function readerProblems(readers: Readers): string[] {
  const all = Object.values(readers);
  const late = all.length > 0 && all.every(({ startMs }) => startMs > 0);
  return [
    ...Object.entries(readers).flatMap(([name, reader]) =>
      oneProblems(reader).map((problem) => `reader ${name}: ${problem}`),
    ),
    ...(late ? ["no reader starts at 0 ms: startMs counts from the side's first reader"] : []),
  ];
}

/** Where the rig puts the name of the run (src/model/wire.ts): what a reader's body says there would be lost. */
const RIGS_FIELD: Record<Dialect, string> = { openai: "user", anthropic: "metadata" };

function oneProblems(reader: Readers[string]): string[] {
  const { target, method, dialect, body, headers, patienceMs } = reader;
  return [
    ...(target === undefined || target.startsWith("/") ? [] : [`target ${target} must begin with /`]),
    ...(method === "GET" && Object.keys(body).length > 0 ? ["a GET sends no body; leave body out, or POST"] : []),
    ...(RIGS_FIELD[dialect] in body ? [`body.${RIGS_FIELD[dialect]} is the rig's: it names the run`] : []),
    ...(patienceMs === 0 ? ["patienceMs 0 gives up at once; leave it out for the default"] : []),
    ...Object.entries(headers)
      .filter(([name, value]) => !isHeader(name, value))
      .map(([name]) => `header ${name} is no valid header (RFC 9110 5.1 and 5.5)`),
  ];
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
