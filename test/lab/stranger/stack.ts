import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Compose project that is none of the lab's. */
export interface StrangerStack {
  readonly project: string;
  /** `docker compose` with these arguments. @returns what it prints */
  compose(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>;
  /** Starts it, or starts it anew with other configs. */
  up(env?: NodeJS.ProcessEnv): Promise<void>;
  /** The container of a service. */
  containerOf(service: string): Promise<string>;
  down(): Promise<void>;
}

/** @param file in this folder */
export function strangerStack(file: string, project: string): StrangerStack {
  const compose = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const { stdout } = await run("docker", ["compose", "-p", project, "-f", join(import.meta.dirname, file), ...args], {
      env: { ...process.env, ...env },
    });
    return stdout.trim();
  };
  return {
    project,
    compose,
    // Compose does not see that a config's text has changed
    up: async (env) => void (await compose(["up", "-d", "--build", "--force-recreate", "--wait"], env)),
    containerOf: async (service) => (await compose(["ps", "--format", "{{.Name}}", service])).split("\n")[0]!,
    down: async () => void (await compose(["down", "--timeout", "1"])),
  };
}

/** Resolves when a streamed answer comes from there. */
export async function untilAnswered(url: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    // a proxy that has just come up may break an answer off
    const text = await fetch(url)
      .then((answer) => answer.text())
      .catch(() => "");
    if (text.includes("data:")) return url;
    await delay(250);
  }
  throw new Error(`${url} does not answer`);
}
