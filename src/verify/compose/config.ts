import type { OwnFile, Refusal } from "../product.ts";
import { placesIn } from "./lines.ts";
import type { ComposeModel } from "./model.ts";

/** What `docker compose config --format json` said. */
export interface ConfigRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project as Compose has read it. */
export interface Configured {
  readonly model: ComposeModel;
  /** Values that the lab has put in, and variables that stayed empty. */
  readonly assumed: readonly string[];
  /** The values themselves: the stack is started with them too. */
  readonly filled: Readonly<Record<string, string>>;
}

const REQUIRED = /required variable (\w+) is missing a value(?:: (.*))?/;
const UNSET = /The \\?"(\w+)\\?" variable is not set/g;
/** What only has to be there: nothing leaves the stack, so none of it is used for anything. */
const CREDENTIAL = /KEY|TOKEN|SECRET|PASS(?:WORD|WD)?|CREDENTIAL/i;
/** More variables than a file has. */
const ROUNDS = 100;

/**
 * Has Compose read the files. It names one variable without a value at a time, so it is asked until all are known: credentials get a value
 * of the lab's, any other may decide a verdict and is asked for.
 * @param run runs `config` with these values beside the environment
 */
export async function configured(
  files: readonly OwnFile[],
  run: (values: Readonly<Record<string, string>>) => Promise<ConfigRun>,
): Promise<Configured | readonly Refusal[]> {
  const filled: Record<string, string> = {};
  const missing: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { code, stdout, stderr } = await run(filled);
    const [, name] = REQUIRED.exec(stderr) ?? [];
    if (code !== 0 && name !== undefined && !(name in filled)) {
      if (!CREDENTIAL.test(name)) missing.push(name);
      filled[name] = "lab";
      continue;
    }
    if (missing.length > 0) return missing.map((each) => asksFor(each, files));
    if (code !== 0) return [refusedWith(files, stderr)];
    const unset = new Set([...stderr.matchAll(UNSET)].map(([, each]) => each!));
    const assumed = [
      ...Object.keys(filled).map((each) => `${each}=lab`),
      ...(unset.size === 0 ? [] : [`without a value, and empty: ${[...unset].join(", ")} (--env NAME=VALUE)`]),
    ];
    return { model: JSON.parse(stdout) as ComposeModel, assumed, filled };
  }
  return [refusedWith(files, "its variables have no end")];
}

function asksFor(name: string, files: readonly OwnFile[]): Refusal {
  for (const { name: file, text } of files) {
    const line = text.split(/\r?\n/).findIndex((each) => each.includes(`\${${name}`)) + 1;
    if (line > 0) return { file, line, says: `${name} has no value`, hint: `--env ${name}=...` };
  }
  return { file: "", line: null, says: `${name} has no value`, hint: `--env ${name}=...` };
}

/** `services.web.ports must be a list`, and below that key `Additional property prots`. */
const KEY = /^(?:services|networks|volumes|configs|secrets)(?:\.[\w-]+)+/;
const ADDITIONAL = /Additional property (\S+)/;

/** Compose's own words, at the person's file and line: it names a line, or a key. */
function refusedWith(files: readonly OwnFile[], stderr: string): Refusal {
  const words = stderr.split("\n").filter((line) => line.trim() !== "" && !/level=(?:warning|info)/.test(line));
  const said = words.at(-1)?.trim() ?? "Compose does not take it";
  const says = withoutPath(said);
  const [key] = KEY.exec(says) ?? [];
  if (key !== undefined) {
    const { file, line } = placesIn(files)([...key.split("."), ...(ADDITIONAL.exec(says)?.slice(1) ?? [])]);
    return { file, line, says, hint: null };
  }
  const file = files.find(({ name }) => said.includes(name))?.name ?? "";
  const line = /\bline (\d+)/.exec(said)?.[1];
  return { file, line: line === undefined ? null : Number(line), says, hint: null };
}

/** `validating /home/me/compose.yaml: services.a ...` without the path of this machine. */
function withoutPath(said: string): string {
  return said
    .replace(/^(?:validating|parsing|failed to parse) \/\S+?:\s+/, "")
    .replace(/^yaml: (?:line \d+: )?/, "is no YAML: ");
}
