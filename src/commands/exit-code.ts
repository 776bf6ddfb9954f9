import type { VerdictWord } from "../model/words.ts";

/** The process's exit code: 0 when all passed, 1 when any failed, 2 when none failed and any is inconclusive. A fail is worse. */
export function exitCodeOf(verdicts: readonly VerdictWord[]): 0 | 1 | 2 {
  if (verdicts.includes("fail")) return 1;
  return verdicts.includes("inconclusive") ? 2 : 0;
}
