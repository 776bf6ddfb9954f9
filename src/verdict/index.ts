export { collectFor, regexProblems } from "./ask.ts";
export { controlWord, worstControl } from "./controls.ts";
export { isNoise, verdictOf, worstOf } from "./document.ts";
export { seenOf } from "./seen.ts";
export type { Observations, Seen } from "./seen.ts";
