import type { Generation } from "./generation.ts";

/** Tokens of a lockstep: enough that a layer which lets only the beginning pass is found. */
const TOKENS = 12;
/** A token that has not arrived by then is held. Longer than in a container: between two machines lies a network. */
export const PATIENCE_MS = 1_500;
/** What has let nothing go by then holds to the end. */
const PUMP_LIMIT_TOKENS = 1_300; // about 240 KB
/** Above this the exact size matters less than the time. */
const SLOW_PUMP_TOKENS = 320;
const FAST_PUMP = 8;
/** Slow enough that what is let go at once is over before the next is let go. */
const PUMP_GAP_MS = 4;
/** What comes together comes within this. */
const TOGETHER_MS = 10;

/**
 * Sends the next token only when the last has arrived; where none comes, sends until something is let go. How much came together then is
 * what the path holds: it does not depend on how long a token travels.
 * @param over the reader's answer has ended
 * @param patienceMs a token that has not arrived by then is held
 */
export async function lockstep(generation: Generation, over: () => boolean, patienceMs: number): Promise<void> {
  const ended = (): boolean => over() || generation.gone;
  generation.begin();
  while (generation.held === null && generation.sent < TOKENS && !ended()) {
    generation.send();
    const number = generation.sent;
    if (await generation.until(() => generation.got >= number || ended(), patienceMs)) continue;
    await pump(generation, ended);
  }
  generation.finish();
}

async function pump(generation: Generation, ended: () => boolean): Promise<void> {
  const [had, stuck] = [generation.got, generation.sent];
  while (generation.sent - stuck < PUMP_LIMIT_TOKENS && generation.got === had && !ended()) {
    for (let each = generation.sent - stuck > SLOW_PUMP_TOKENS ? FAST_PUMP : 1; each > 0; each--) generation.send();
    await generation.until(() => generation.got > had || ended(), PUMP_GAP_MS);
  }
  generation.held = { bytes: null };
  if (generation.got === had) return;
  for (let before = -1; before < generation.got && !ended();) {
    before = generation.got;
    await generation.until(() => generation.got > before || ended(), TOGETHER_MS);
  }
  generation.held = { bytes: generation.bytesOf(had + 1, generation.got) };
}
