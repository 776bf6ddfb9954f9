export { collectFor, regexProblems } from "./ask.ts";
export { isNoise, verdictOf, worstOf } from "./document.ts";
export type { Observations } from "./document.ts";
export { forgiven } from "./forgive.ts";
export { judgeSide } from "./side.ts";
export type { Seen } from "./side.ts";
