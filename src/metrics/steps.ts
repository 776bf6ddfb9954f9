import type { Bounds, Steps } from "../model/observation.ts";
import type { SentToken } from "../model/scenario.ts";

/**
 * The full steps of an answer: all but the last, which the end cut short. Null without one, or where half of them hold a single release:
 * that is no answer in steps.
 * @param batches the tokens of each batch, in order
 */
export function stepsOf(batches: readonly (readonly SentToken[])[]): Steps | null {
  const full = batches.slice(0, -1).filter((batch) => batch.length > 0);
  const collected = full.filter((batch) => batch.at(-1)!.plannedAtNs > batch[0]!.plannedAtNs);
  if (full.length === 0 || collected.length * 2 < full.length) return null;
  const bytes = full.map((batch) => batch.reduce((sum, token) => sum + token.bytes, 0));
  const next = batches.slice(1).map((batch) => batch[0]?.bytes ?? 0);
  return {
    count: full.length,
    minBytes: Math.min(...bytes),
    maxBytes: Math.max(...bytes),
    threshold: letGoAll(full, bytes) ?? letGoExactly(bytes, next),
  };
}

/**
 * A buffer of B bytes that lets go of all it has when an event fills it: each step reached B with its last event, and not before it.
 * Null: no B explains every step.
 */
function letGoAll(full: readonly (readonly SentToken[])[], bytes: readonly number[]): Bounds | null {
  const over = Math.max(...bytes.map((size, index) => size - full[index]!.at(-1)!.bytes));
  const atMost = Math.min(...bytes);
  return over < atMost ? { over, atMost } : null;
}

/**
 * A buffer that lets go of B bytes exactly, and keeps the rest of the event that filled it: after j steps, j times B bytes have passed,
 * which is at least all events that arrived whole and less than one more. Null: no B explains every step.
 * @param next bytes of the event that follows each step
 */
function letGoExactly(bytes: readonly number[], next: readonly number[]): Bounds | null {
  let [passed, over, atMost] = [0, 0, Infinity];
  bytes.forEach((size, index) => {
    passed += size;
    over = Math.max(over, Math.ceil(passed / (index + 1)) - 1);
    atMost = Math.min(atMost, Math.ceil((passed + next[index]!) / (index + 1)) - 1);
  });
  return over < atMost ? { over, atMost } : null;
}
