import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import * as v from "valibot";
import type { Account, StartClient } from "../../probe/src/foreign.ts";

const SERVE = `${import.meta.dirname}/serve.py`;

/** A line of serve.py. Stamps are CLOCK_MONOTONIC ns, taken in Python. */
const Line = v.union([
  /** A piece of the body, base64, as the client's iterator gave it. */
  v.strictObject({ body: v.tuple([v.number(), v.pipe(v.string(), v.base64())]) }),
  v.strictObject({ head: v.tuple([v.number(), v.number(), v.record(v.string(), v.string())]) }),
  /** The client has ended: null for a body that it takes for whole, else a word of the record. */
  v.strictObject({ end: v.nullable(v.string()) }),
  /** The variant itself failed: a traceback. */
  v.strictObject({ crash: v.string() }),
]);

/**
 * Starts the Python process that forks one client per read, and waits until it has read once. Should it ever die, this process does too:
 * a reader without its client must not answer.
 * @param socketPath where it will listen
 * @param variant a file with `read(plan, report)`
 */
export async function bootPython(socketPath: string, variant: string): Promise<void> {
  const python = spawn("python3", ["-B", SERVE, socketPath, variant], { stdio: ["ignore", "pipe", "inherit"] });
  python.once("exit", (code, signal) => {
    console.error(`python3 ${SERVE} ended: ${signal ?? `exit code ${code}`}`);
    process.exit(1);
  });
  await once(python.stdout, "data");
}

/** Reads with the Python client that listens at `socketPath`. The connection is the client's life: closing it ends the client. */
export function startPython(socketPath: string): StartClient {
  return ({ url, method, headers, body }, account) => {
    const ended = Promise.withResolvers<string | null>();
    const socket = connect(socketPath);
    socket.write(`${JSON.stringify({ url, method, headers, body })}\n`);
    const lines = createInterface({ input: socket });
    lines.on("line", (line) => {
      try {
        const outcome = take(line, account);
        if (outcome !== undefined) ended.resolve(outcome);
      } catch (error) {
        ended.reject(error as Error);
      }
    });
    lines.on("error", ended.reject); // the socket's
    socket.once("close", () => ended.reject(new Error("the Python client ended without saying how")));
    const kill = (): void => {
      ended.resolve(null);
      socket.destroy();
    };
    return { ended: ended.promise, kill };
  };
}

/**
 * Tells the account one line.
 * @returns the client's outcome, undefined as long as it reads
 * @throws Error with Python's traceback, when the variant failed
 */
function take(text: string, account: Account): string | null | undefined {
  const line = v.parse(Line, JSON.parse(text));
  if ("end" in line) return line.end;
  if ("crash" in line) throw new Error(line.crash);
  if ("head" in line) account.head(...line.head);
  else account.body(Buffer.from(line.body[1], "base64"), line.body[0]);
  return undefined;
}
