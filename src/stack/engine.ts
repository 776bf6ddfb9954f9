import Docker from "dockerode";
import { LabError } from "../model/error.ts";

/** The one connection to the engine; DOCKER_HOST and the current defaults of the Docker client apply. */
export const docker = new Docker();

/**
 * Asks the engine for its version.
 * @throws LabError engine_unreachable, with the command that mends it
 */
export async function engineVersion(): Promise<string> {
  try {
    const { Version } = await docker.version();
    return Version;
  } catch (error) {
    throw new LabError("engine_unreachable", "the Docker engine does not answer", {
      observed: (error as Error).message,
      hint: process.env.DOCKER_HOST
        ? `is DOCKER_HOST=${process.env.DOCKER_HOST} right?  otherwise: ./setup`
        : "./setup",
      cause: error,
    });
  }
}

/** Status code of an error that the engine answered; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Errors of a connection, as Node names them: nobody listens, or the one who did is gone. */
const CONNECTION = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN"];

/**
 * A fault of the engine as the lab's own error: what it answered is rig_failed, no answer is engine_unreachable. Anything else is given back
 * as it is: a fault of the program must not look like one of the machine.
 * @param what what was being done, for the message
 */
export function engineFault(what: string, error: unknown): unknown {
  if (error instanceof LabError || !(error instanceof Error)) return error;
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  if (statusOf(error) !== undefined) {
    return new LabError("rig_failed", `${what}: the Docker engine refused`, { observed: error.message, cause: error });
  }
  // a socket that is not there is an ENOENT, as a missing file is: only the call tells them apart
  if (syscall !== "connect" && !CONNECTION.includes(code)) return error;
  return new LabError("engine_unreachable", `${what}: the Docker engine no longer answers`, {
    observed: error.message,
    hint: "./setup --check",
    cause: error,
  });
}

/** Does something at the engine. @throws LabError as engineFault says */
export async function atEngine<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw engineFault(what, error);
  }
}
