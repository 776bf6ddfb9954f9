import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import type { Claim, LedgerRow } from "../model/claim.ts";
import { Claim as ClaimSchema } from "../model/claim.ts";
import { LabError } from "../model/error.ts";
import { EXPERIMENTS_DIR } from "../model/root.ts";
import type { VerdictDocument } from "../model/result.ts";
import { experimentFile } from "./experiments.ts";
import type { NamedExperiment } from "./experiments.ts";

type Claims = Readonly<Record<string, Claim>>;

/** @throws LabError content, when the list does not parse */
export function loadClaims(file = join(EXPERIMENTS_DIR, "claims.yaml")): Claims {
  const parsed = v.safeParse(v.record(v.string(), ClaimSchema), parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new LabError("content", `experiments/claims.yaml: ${v.getDotPath(issue) ?? "its root"}: ${issue.message}`);
}

/**
 * What the experiments say of claims that cannot stand.
 * @returns one line per problem: a claim that no list has, or two experiments that settle one claim differently
 */
export function claimProblems(experiments: readonly NamedExperiment[], claims: Claims): string[] {
  const settled = new Map<string, { by: string; as: string }>();
  const problems: string[] = [];
  for (const experiment of experiments) {
    const file = experimentFile(experiment);
    for (const [claim, settlement] of Object.entries(experiment.claims)) {
      const before = settled.get(claim);
      if (!claims[claim]) problems.push(`${file} names ${claim}, which experiments/claims.yaml does not have`);
      else if (claims[claim].untestable) problems.push(`${file} names ${claim}, which claims.yaml calls untestable`);
      else if (before && before.as !== settlement) {
        problems.push(`${claim} is ${before.as} by ${before.by}, but ${settlement} by ${file}`);
      }
      settled.set(claim, before ?? { by: file, as: settlement });
    }
  }
  return problems;
}

/** The ledger: each claim with the verdict that the last results of its experiments give it. Only a pass says anything. */
export function ledgerOf(
  experiments: readonly NamedExperiment[],
  claims: Claims,
  last: ReadonlyMap<string, VerdictDocument>,
): LedgerRow[] {
  return Object.entries(claims).map(([id, { claim, articles, untestable }]) => {
    const row = { id, claim, articles };
    if (untestable) return { ...row, verdict: "not testable here", experiments: [], note: untestable };
    const naming = experiments.filter((experiment) => id in experiment.claims);
    const passed = naming.filter((experiment) => id in (last.get(experiment.id)?.claims ?? {}));
    const [first] = passed;
    if (first) return { ...row, verdict: first.claims[id]!, experiments: passed.map((each) => each.id), note: null };
    const lacking = naming.map((each) => `${each.id}: ${last.get(each.id)?.verdict ?? "no result"}`);
    return {
      ...row,
      verdict: "not measured",
      experiments: naming.map((each) => each.id),
      note: lacking.join("; ") || null,
    };
  });
}
