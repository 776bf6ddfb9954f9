import * as v from "valibot";
import { Settlement } from "./words.ts";

/** A folklore claim, as one entry of experiments/claims.yaml states it. */
export const Claim = v.strictObject({
  /** Which of the field articles 000 to 004 make it. */
  articles: v.string(),
  /** The claim in a line. */
  claim: v.string(),
  /** What sources say of it, before anything is measured. */
  expected: v.string(),
  /** Why no experiment of this lab can settle it. */
  untestable: v.optional(v.string()),
});
export type Claim = v.InferOutput<typeof Claim>;

/** One row of the ledger: derived, never typed in. */
export const LedgerRow = v.strictObject({
  id: v.string(),
  claim: v.string(),
  articles: v.string(),
  verdict: v.union([Settlement, v.picklist(["not measured", "not testable here"])]),
  /** The experiments whose last result says so; with `not measured`: those that name the claim. */
  experiments: v.array(v.string()),
  /** Why it is not testable, or what its experiments lack. */
  note: v.nullable(v.string()),
});
export type LedgerRow = v.InferOutput<typeof LedgerRow>;
