import * as v from "valibot";
import { Id } from "./words.ts";

/** The field articles whose claims the lab settles. */
export const ARTICLES: readonly string[] = ["000", "001", "002", "003", "004"];

/** One statement of a claim, with the experiments that settle it: all of them must pass. */
export const Part = v.strictObject({
  /** What the article states or recommends, as a statement that is true or not. */
  says: v.string(),
  /** Experiments whose pass shows that it is true. */
  holds: v.optional(v.array(Id)),
  /** Experiments whose pass shows that it is not true. */
  fails: v.optional(v.array(Id)),
});
export type Part = v.InferOutput<typeof Part>;

/** A folklore claim, as one entry of experiments/claims.yaml states it. It has parts, or one of the three reasons why it has none. */
export const Claim = v.strictObject({
  /** What is stated or recommended, in a line. Code that breaks an answer is a claim that is refuted. */
  claim: v.string(),
  /** Which of ARTICLES make it. */
  articles: v.array(v.string()),
  /** What sources say of it, before anything is measured. */
  expected: v.optional(v.string()),
  parts: v.optional(v.array(Part)),
  /** Why no experiment of this lab can settle it. */
  untestable: v.optional(v.string()),
  /** What has to be there before an experiment can settle it. */
  later: v.optional(v.string()),
  /** Why it is true by its own words, so that there is nothing to measure. */
  definition: v.optional(v.string()),
});
export type Claim = v.InferOutput<typeof Claim>;
export type Claims = Readonly<Record<string, Claim>>;

/** A part, settled or not. */
export const LedgerPart = v.strictObject({
  says: v.string(),
  verdict: v.picklist(["right", "not right", "not measured"]),
  experiments: v.array(v.string()),
  /** Of these experiments those without a pass, and what they have instead: `nginx-tls: no result`. */
  lacking: v.array(v.string()),
});
export type LedgerPart = v.InferOutput<typeof LedgerPart>;

/** One row of the ledger: derived, never typed in. */
export const LedgerRow = v.strictObject({
  id: v.string(),
  claim: v.string(),
  articles: v.array(v.string()),
  /** `partly`: some parts are right and some are not. `not measured`: some part is not. */
  verdict: v.picklist(["confirmed", "partly", "refuted", "not measured", "definition", "not testable here"]),
  /** Why it has no parts; null: it has. */
  note: v.nullable(v.string()),
  parts: v.array(LedgerPart),
});
export type LedgerRow = v.InferOutput<typeof LedgerRow>;
