import type { VerdictWord } from "../model/words.ts";
import { worstOf } from "../verdict/index.ts";

const CODES = { pass: 0, fail: 1, inconclusive: 2 } as const satisfies Record<VerdictWord, number>;

/** The process's exit code: 0 when all passed, 1 when any failed, 2 when none failed and any is inconclusive, or there is none. */
export function exitCodeOf(verdicts: readonly VerdictWord[]): 0 | 1 | 2 {
  return CODES[worstOf(verdicts)];
}
