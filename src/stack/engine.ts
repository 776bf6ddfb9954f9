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
