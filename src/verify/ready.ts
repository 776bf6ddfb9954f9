import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";

/** What a command said, and how it ended; null: it is not known. */
interface Answer {
  readonly output: string;
  readonly exitCode: number | null;
}

const GAP_MS = 50;

/**
 * Asks a product that listens until it says that it works by its config: exit code 0.
 * @param ask runs the command in the running product
 * @throws LabError layer_failed with what was waited for, how long, and the last that it said; and what `ask` throws
 */
export async function untilReady(
  command: readonly string[],
  ask: (command: readonly string[]) => Promise<Answer>,
  limitMs: number,
  gapMs = GAP_MS,
): Promise<void> {
  const since = performance.now();
  for (;;) {
    const { output, exitCode } = await ask(command);
    if (exitCode === 0) return;
    if (performance.now() - since >= limitMs) {
      throw new LabError("layer_failed", `it listens, and has not said within ${limitMs / 1000} s that it is ready`, {
        observed: `${command.join(" ")}: ${lastLine(output) ?? `exit code ${exitCode}`}`,
      });
    }
    await delay(gapMs);
  }
}

function lastLine(output: string): string | null {
  return (
    output
      .split("\n")
      .findLast((line) => line.trim() !== "")
      ?.trim() ?? null
  );
}
