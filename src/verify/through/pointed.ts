import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** What ended the wait for a stack that is being pointed at the model: a key, or the stack's own request. */
export type Pointed = "enter" | "asked";

/**
 * Waits until a person has pointed the stack at the lab's model. The terminal stays as it is: Ctrl-C is the signal that it always is. The
 * end of the input (Ctrl-D) is as good as Enter.
 * @param asked resolves when the model is asked: then the stack is pointed
 * @throws the signal's reason, once it is aborted
 */
export async function untilPointed(input: Readable, asked: Promise<unknown>, signal: AbortSignal): Promise<Pointed> {
  signal.throwIfAborted();
  const lines = createInterface({ input, terminal: false });
  try {
    return await Promise.race([
      once(lines, "line", { signal }).then(() => "enter" as const),
      once(lines, "close", { signal }).then(() => "enter" as const),
      asked.then(() => "asked" as const),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}

/** What a person at a terminal is told: when the URL is asked. */
export const WAITS = [
  "  then press Enter, and the URL is asked; it is, too, as soon as your stack asks the model (Ctrl-C ends it)",
];

/** ... and that it is asked now, without Enter. */
export const HAS_ASKED = ["your stack has asked the model: now the URL is asked"];
