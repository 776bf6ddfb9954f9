import type { Expectation } from "../model/expectation.ts";
import type { SideObservation } from "../model/observation.ts";
import type { Doubt, Finding, Judgement } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { judgingDoubts, missingDoubts, recordDoubts } from "./doubts.ts";
import { findingsOf } from "./findings.ts";
import { rigDelayMs } from "./forgive.ts";
import { lateCounts } from "./late-counts.ts";
import { quotesOf } from "./logs.ts";
import { crowdedDoubts } from "./rig.ts";
import type { Seen } from "./seen.ts";

/**
 * The judgement over one side, by its own expectation or by any other. `inconclusive` when it could not be measured, when what it rests on
 * is in doubt, when the rig's own delay decides, or when it is a fail of a crowded machine; else `pass` if every finding is as expected, and `fail` if one is not. A side without
 * an expectation is not judged: it has no findings, and its verdict is `inconclusive`, with the doubts of its record alone. A judge that
 * throws makes the side inconclusive, not the run crash: the fault is the lab's, or a pattern's that is no regular expression.
 */
export function judgeSide(
  trace: SideTrace,
  seen: Seen,
  expect: Expectation | undefined = trace.side.expect,
): Judgement {
  try {
    return decide(trace, seen, expect);
  } catch (error) {
    const doubts: Doubt[] = [{ code: "judge-crashed", values: { message: (error as Error).message } }];
    return { verdict: "inconclusive", doubts, findings: [], quotes: {} };
  }
}

function decide(trace: SideTrace, seen: Seen, expect: Expectation | undefined): Judgement {
  const { observation } = seen;
  const missing = missingDoubts(trace, observation);
  const record = missing.length > 0 ? missing : recordDoubts(trace, observation);
  if (expect === undefined) return { verdict: "inconclusive", doubts: record, findings: [], quotes: {} };

  const findings = findingsOf(trace, observation, expect);
  const quotes = quotesOf(trace.logs, expect.logs);
  const doubts = missing.length > 0 ? missing : [...record, ...judgingDoubts(trace, observation, expect)];
  if (doubts.length === 0 && findings.length === 0) doubts.push({ code: "nothing-judged", values: {} });
  const okWith = (other: SideObservation): boolean => allOk(findingsOf(trace, other, expect));
  if (doubts.length === 0 && sways(trace, seen, allOk(findings), okWith)) {
    doubts.push({ code: "swayed", values: { delayMs: Math.max(...observation.runs.map(rigDelayMs)) } });
  }
  if (doubts.length === 0 && !allOk(findings)) doubts.push(...crowdedDoubts(trace.runs));
  const verdict = doubts.length > 0 ? "inconclusive" : allOk(findings) ? "pass" : "fail";
  return { verdict, doubts, findings, quotes };
}

function allOk(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.ok);
}

/**
 * Whether the rig's own delay decides between pass and fail (forgive.ts, late-counts.ts): a path must not be blamed for a busy machine, so a
 * fail stands only if nothing that the rig may have done excuses it; nor may a shape pass that only the busy machine made, so a pass stands
 * only if it is left without the rig's part.
 */
function sways(
  trace: SideTrace,
  { observation, forgiven: { tokens, lumps } }: Seen,
  ok: boolean,
  okWith: (other: SideObservation) => boolean,
): boolean {
  if (ok) return ![lumps, ...lateCounts(trace, lumps).telling].every(okWith);
  const excuses = [observation, tokens, lumps].flatMap((each) => [each, ...lateCounts(trace, each).possible]);
  return excuses.some(okWith);
}
