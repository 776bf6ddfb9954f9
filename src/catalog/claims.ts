import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { Claim as ClaimSchema } from "../model/claim.ts";
import type { Claim, Claims, LedgerPart, LedgerRow, Part } from "../model/claim.ts";
import { LabError } from "../model/error.ts";
import type { VerdictDocument } from "../model/result.ts";
import { EXPERIMENTS_DIR } from "../model/root.ts";

const ClaimsFile = v.record(v.pipe(v.string(), v.regex(/^C\d\d$/, "is no id of a claim (C01)")), ClaimSchema);

/** @throws LabError content, when the list does not parse; an id that stands there twice is such a case */
export function loadClaims(file = join(EXPERIMENTS_DIR, "claims.yaml")): Claims {
  const parsed = v.safeParse(ClaimsFile, parseYaml(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new LabError("content", `experiments/claims.yaml: ${v.getDotPath(issue) ?? "its root"}: ${issue.message}`);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new LabError("content", `experiments/claims.yaml: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The ledger: each claim with the verdict that the last results give it.
 * @param last the verdicts that count, by experiment; only a pass settles anything
 */
export function ledgerOf(claims: Claims, last: ReadonlyMap<string, Pick<VerdictDocument, "verdict">>): LedgerRow[] {
  return Object.entries(claims).map(([id, claim]) => {
    const parts = (claim.parts ?? []).map((part) => settled(part, last));
    return { id, claim: claim.claim, articles: claim.articles, ...wordOf(claim, parts), parts };
  });
}

/** One experiment without a pass leaves the whole part open, whatever the others say. */
function settled(part: Part, last: Parameters<typeof ledgerOf>[1]): LedgerPart {
  const experiments = part.holds ?? part.fails ?? [];
  const lacking = experiments
    .map((id) => ({ id, verdict: last.get(id)?.verdict ?? "no result" }))
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, verdict }) => `${id}: ${verdict}`);
  const verdict = lacking.length > 0 ? "not measured" : part.holds ? "right" : "not right";
  return { says: part.says, verdict, experiments, lacking };
}

function wordOf(claim: Claim, parts: readonly LedgerPart[]): Pick<LedgerRow, "verdict" | "note"> {
  if (claim.untestable !== undefined) return { verdict: "not testable here", note: claim.untestable };
  if (claim.definition !== undefined) return { verdict: "definition", note: claim.definition };
  if (claim.later !== undefined) return { verdict: "not measured", note: claim.later };
  const words = new Set(parts.map(({ verdict }) => verdict));
  if (words.has("not measured") || words.size === 0) return { verdict: "not measured", note: null };
  if (words.size === 2) return { verdict: "partly", note: null };
  return { verdict: words.has("right") ? "confirmed" : "refuted", note: null };
}
