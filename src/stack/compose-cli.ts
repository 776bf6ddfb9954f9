import { spawn } from "node:child_process";
import { LabError } from "../model/error.ts";

/** What `docker compose` said. */
export interface Composed {
  /** Null: it was ended, because it took too long or a signal came. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it is run. */
export interface ComposeOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

const OUTPUT_LIMIT = 16 << 20;
/** Who has not heeded SIGTERM by then is killed. */
const STUBBORN_MS = 5_000;

/**
 * Runs `docker compose` to its end.
 * @throws LabError engine_unreachable where there is no such command
 */
export function compose(args: readonly string[], { env, limitMs, signal }: ComposeOptions): Promise<Composed> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", ["compose", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let last: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill();
      last ??= setTimeout(() => child.kill("SIGKILL"), STUBBORN_MS);
    };
    const timer = setTimeout(end, limitMs);
    signal?.addEventListener("abort", end, { once: true });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        if (texts[name].length < OUTPUT_LIMIT) texts[name] += text;
      });
    }
    const over = (): void => {
      clearTimeout(timer);
      clearTimeout(last);
      signal?.removeEventListener("abort", end);
    };
    child.once("error", (cause) => {
      over();
      reject(
        new LabError("engine_unreachable", "no docker command here", {
          observed: cause.message,
          hint: "./setup",
          cause,
        }),
      );
    });
    child.once("close", (code) => {
      over();
      resolve({ code, ...texts });
    });
  });
}

/** `!reset` is of 2.24 (docs.docker.com, "Reset value"). */
const OLDEST = [2, 24];

/** Compose's version. @throws LabError usage for one that is too old; engine_unreachable where there is none */
export async function composeVersion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { code, stdout, stderr } = await compose(["version", "--short"], { env, limitMs: 10_000 });
  const version = /\d+(?:\.\d+)+/.exec(stdout)?.[0];
  if (code !== 0 || version === undefined) {
    throw new LabError("engine_unreachable", "no docker compose here", {
      observed: firstLine(stderr),
      hint: "./setup",
    });
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0]! || (major === OLDEST[0] && minor >= OLDEST[1]!)) return version;
  throw new LabError("usage", "this Compose is too old to verify a stack", {
    observed: version,
    limit: OLDEST.join("."),
  });
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
