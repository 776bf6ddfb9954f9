import { LabError } from "../model/error.ts";

/** A flag of a command: its name, and what its value is called; null: it has none. */
interface Flag {
  readonly name: string;
  readonly value: string | null;
}

const JSON_FLAG: Flag = { name: "json", value: null };
const RUN_FLAGS: readonly Flag[] = [
  { name: "tokens", value: "<n>" },
  { name: "gap", value: "<ms>" },
  { name: "event-bytes", value: "<n>" },
  ...["all", "events", "keep"].map((name) => ({ name, value: null })),
  JSON_FLAG,
];
/** Flags that are settings of npm too. */
const OF_NPM: readonly string[] = ["json", "all"];
/** By npm script: the flags that it would have for the lab. */
const FLAGS: Readonly<Record<string, readonly Flag[]>> = {
  experiment: RUN_FLAGS,
  ...Object.fromEntries(["list", "judge", "shape", "ledger"].map((script) => [script, [JSON_FLAG]])),
};

/**
 * npm takes every flag that no `--` stands before for itself, and hands it over in the environment only. Seen with npm 11: of
 * `npm run experiment x --tokens 20` the lab gets the names `x 20` and npm_config_tokens=true, of `--tokens=20` npm_config_tokens=20, and
 * `--gap 5` is read as -g -a -p: npm_config_global, _all and _parseable.
 * `json` and `all` are settings of npm's own as well: an .npmrc with `json=true` looks the same as a flag that was typed, so for these alone
 * nobody is stopped.
 * @param args the command and what follows it
 * @returns what to warn of; null: nothing
 * @throws LabError usage, with the command that was meant
 */
export function assertNothingSwallowed(args: readonly string[], env: NodeJS.ProcessEnv): string | null {
  const [command, ...rest] = args;
  const script = env.npm_lifecycle_event;
  if (command === undefined || command !== script) return null;
  const swallowed = (FLAGS[script] ?? []).filter(({ name }) => taken(name, env) && !rest.includes(`--${name}`));
  if (swallowed.length === 0) return null;
  const meant = meantWords(swallowed, rest, env);
  const names = swallowed.map(({ name }) => `--${name}`).join(", ");
  const hint = `./lab ${script === "experiment" ? "run" : script} ${meant}   or   npm run ${script} -- ${meant}`;
  if (swallowed.every(({ name }) => OF_NPM.includes(name))) {
    return `warning: npm kept ${names} for itself, or its configuration has it; the lab runs without\n  next:     ${hint}`;
  }
  throw new LabError("usage", `npm kept ${names} for itself: without a -- before them no flag reaches the lab`, {
    hint,
  });
}

function taken(name: string, env: NodeJS.ProcessEnv): boolean {
  const [global, all, parseable] = ["global", "all", "parseable"].map((key) => env[`npm_config_${key}`] === "true");
  if (name === "gap") return Boolean(global && all && parseable);
  if (name === "all") return Boolean(all && !global);
  const value = env[`npm_config_${name.replaceAll("-", "_")}`];
  return value !== undefined && value !== "" && value !== "false";
}

/** A single flag without its value and a single number among the names belong together; more of them cannot be told apart. */
function meantWords(swallowed: readonly Flag[], rest: readonly string[], env: NodeJS.ProcessEnv): string {
  const numbers = rest.filter((word) => /^\d+$/.test(word));
  const given = ({ name }: Flag): string | undefined => {
    const value = env[`npm_config_${name.replaceAll("-", "_")}`];
    return value === "true" ? undefined : value;
  };
  const waiting = swallowed.filter((flag) => flag.value !== null && given(flag) === undefined);
  const number = waiting.length === 1 && numbers.length === 1 ? numbers[0] : undefined;
  const flags = swallowed.map((flag) => {
    return flag.value === null ? `--${flag.name}` : `--${flag.name} ${given(flag) ?? number ?? flag.value}`;
  });
  return [...rest.filter((word) => !numbers.includes(word)), ...flags].join(" ");
}
