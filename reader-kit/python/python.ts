import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import * as v from "valibot";
import { linesOf } from "../../src/model/lines.ts";
import type { Account, StartClient } from "../account.ts";
import { COMPLETE, endingOf, LEFT } from "../ends.ts";
import type { Ending } from "../ends.ts";
import { ReaderFailure } from "../failure.ts";
import { PYTHON_ENDS } from "./ends.ts";

const SERVE = `${import.meta.dirname}/serve.py`;

/** A line of serve.py. Stamps are CLOCK_MONOTONIC ns, taken in Python. */
const Line = v.union([
  /** A part of the body, base64, as the client's iterator gave it. */
  v.strictObject({ body: v.tuple([v.number(), v.pipe(v.string(), v.base64())]) }),
  v.strictObject({ head: v.tuple([v.number(), v.number(), v.record(v.string(), v.string())]) }),
  /** A piece of text, from a client that hands out strings. */
  v.strictObject({ piece: v.tuple([v.number(), v.string()]) }),
  /** The client has ended with a body that it takes for whole. */
  v.strictObject({ complete: v.literal(true) }),
  /** The client raised this, and what caused it; and what it says of it. */
  v.strictObject({ raised: v.array(v.string()), saying: v.string() }),
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

/**
 * Reads with the Python client that listens at `socketPath`. The connection is the client's life: closing it ends the client.
 * @param name what it is called in errors
 */
export function startPython(name: string, socketPath: string): StartClient {
  return ({ url, method, headers, body }, account) => {
    const killed = Promise.withResolvers<Ending>();
    const socket = connect(socketPath);
    socket.write(`${JSON.stringify({ url, method, headers, body })}\n`);
    const kill = (): void => {
      killed.resolve(LEFT);
      socket.destroy();
    };
    return { ended: Promise.race([killed.promise, follow(name, socket, account)]), kill };
  };
}

/**
 * Tells the account what the client says, until it says how it ended.
 * @throws ReaderFailure client_failed, where it ends without a word; what the socket and `take` throw
 */
async function follow(name: string, socket: Socket, account: Account): Promise<Ending> {
  for await (const line of linesOf(socket)) {
    const ending = take(name, line, account);
    if (ending !== null) return ending;
  }
  throw failed("the Python client ended without saying how");
}

/**
 * Tells the account one line.
 * @returns how the client ended, null as long as it reads
 * @throws ReaderFailure client_failed, with Python's traceback when the variant failed; ValiError for a line that is none
 */
function take(name: string, text: string, account: Account): Ending | null {
  const line = v.parse(Line, JSON.parse(text));
  if ("complete" in line) return COMPLETE;
  if ("raised" in line) return endingOf(name, PYTHON_ENDS, line.raised.join("\n"), line.saying);
  if ("crash" in line) throw failed(line.crash);
  if ("head" in line) account.head(...line.head);
  else if ("piece" in line) account.piece(line.piece[1], line.piece[0]);
  else account.body(Buffer.from(line.body[1], "base64"), line.body[0]);
  return null;
}

function failed(message: string): ReaderFailure {
  return new ReaderFailure("client_failed", message);
}
