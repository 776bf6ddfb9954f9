import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { docker } from "./engine.ts";
import { unframed } from "./frames.ts";

/** What a command did. */
export interface Executed {
  /** Both output streams, in the order in which they were written. */
  readonly output: string;
  /** Null: the engine does not know it, because the container ended with the command. */
  readonly exitCode: number | null;
}

/** A command that has not ended by then hangs; the slowest one here, reading the memory of every process, takes some 100 ms. */
const OUTPUT_LIMIT_MS = 60_000;
/** The output ends a moment before the engine knows the exit code. */
const EXIT_LIMIT_MS = 1_000;
const POLL_MS = 10;

/**
 * Runs a command in a container and waits for its end.
 * @throws the engine's error if the container is not running; an Error after a minute without an end
 */
export async function execute(id: string, command: readonly string[]): Promise<Executed> {
  const exec = await docker.getContainer(id).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const output = unframed(await untilEnd(await exec.start({ hijack: true, stdin: false })));
  const limit = performance.now() + EXIT_LIMIT_MS;
  for (;;) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running || performance.now() > limit) return { output, exitCode: ExitCode };
    await delay(POLL_MS);
  }
}

async function untilEnd(stream: Duplex): Promise<Buffer> {
  const tooLong = (): unknown => stream.destroy(new Error(`it has not ended after ${OUTPUT_LIMIT_MS / 1000} s`));
  const timer = setTimeout(tooLong, OUTPUT_LIMIT_MS);
  try {
    return await buffer(stream);
  } finally {
    clearTimeout(timer);
  }
}
