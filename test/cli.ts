import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { ROOT } from "../src/model/root.ts";

/** As in ./lab: a third of each start. */
const NODE_COMPILE_CACHE = join(ROOT, ".cache", "node");

/** How a command of the lab ended. */
export interface Ended {
  /** Null: by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the CLI as a person would, without a terminal. Its process group is its own: what it starts can be waited for (groupGone). */
export function startCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { process: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, "src/cli.ts"), ...args], {
    // without what npm says of the tests' own run: `npm test --json` is no flag of theirs
    env: { NODE_COMPILE_CACHE, ...process.env, npm_lifecycle_event: undefined, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const exit = new Promise<number | null>((done) => child.on("exit", done));
  const ended = Promise.all([exit, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => ({
    code,
    stdout,
    stderr,
  }));
  return { process: child, ended };
}

/** True once neither the process that led this group nor anything it started (a docker compose) is running. */
export function groupGone(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return false;
  } catch {
    return true;
  }
}

/** Runs the CLI to its end. */
export function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startCli(args, env).ended;
}
