import type { ControlsWord } from "../model/trace.ts";
import { WORST_FIRST } from "../model/words.ts";
import type { VerdictWord } from "../model/words.ts";

/** What one control says for all that rely on it. */
export function controlWord(control: string, verdict: VerdictWord): ControlsWord {
  return verdict === "pass" ? PASSED : { passed: false, control, verdict };
}

/** The word over several: one that failed is no noise, whatever the others could not tell. None: nothing is relied on. */
export function worstControl(words: readonly ControlsWord[]): ControlsWord {
  const bad = words.filter(({ passed }) => !passed);
  const worst = WORST_FIRST.flatMap((verdict) => bad.filter((word) => word.verdict === verdict));
  return worst[0] ?? bad[0] ?? PASSED;
}

const PASSED: ControlsWord = { passed: true, control: null, verdict: null };
