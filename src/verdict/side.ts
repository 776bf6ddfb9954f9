import { max } from "simple-statistics";
import type { Finding, RunMetrics, SideVerdict } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { judgeLogs, quotesOf } from "./logs.ts";
import { judgeMemory } from "./memory.ts";
import { firstProblem, measuringProblem } from "./measured.ts";
import { forgiveRun, rigDelayMs, rigProblem } from "./rig.ts";
import { judgeRun } from "./run-judges.ts";
import { sayMs } from "../model/say.ts";
import { summaryOf } from "./summary.ts";

type Decision = Pick<SideVerdict, "verdict" | "reason" | "findings" | "quotes">;

/**
 * The verdict over one side. `inconclusive` when it could not be measured, saw no tokens where some were due, or rests on a rig that was
 * late; else `pass` if every finding is as expected, and `fail` if one is not. A judge that throws makes it inconclusive: the lab's fault.
 */
export function sideVerdict(trace: SideTrace, runs: readonly RunMetrics[]): SideVerdict {
  return { ...summaryOf(trace, runs), ...decideSafely(trace, runs) };
}

function decideSafely(trace: SideTrace, runs: readonly RunMetrics[]): Decision {
  try {
    return { ...decide(trace, runs), quotes: quotesOf(trace) };
  } catch (error) {
    const reason = `the judge crashed: ${(error as Error).message}; please report it with trace.json`;
    return { verdict: "inconclusive", reason, findings: [], quotes: {} };
  }
}

function decide(trace: SideTrace, runs: readonly RunMetrics[]): Omit<Decision, "quotes"> {
  const findings = judgeAll(trace, runs);
  const unknown = (reason: string) => ({ verdict: "inconclusive", reason, findings }) as const;

  const problem = measuringProblem(trace, runs) ?? firstProblem(trace.runs, rigProblem);
  if (problem !== null) return unknown(problem);
  if (findings.length === 0) return unknown("nothing was judged: the side expects nothing of the proofs that were run");
  const swayed = rigSways(trace, runs, findings);
  if (swayed !== null) return unknown(swayed);
  return allOk(findings)
    ? { verdict: "pass", reason: null, findings }
    : { verdict: "fail", reason: reasonOf(findings), findings };
}

function judgeAll(trace: SideTrace, runs: readonly RunMetrics[]): Finding[] {
  return [...runs.flatMap((run) => judgeRun(run, trace.side)), ...judgeLogs(trace), ...judgeMemory(trace)];
}

function allOk(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.ok);
}

/**
 * Why the rig's own delay decides between pass and fail; null: it does not. The verdict must be the same with that delay taken off every
 * arrival: a path must not be blamed for a busy machine, nor may a shape pass that only the busy machine made.
 */
function rigSways(trace: SideTrace, runs: readonly RunMetrics[], findings: readonly Finding[]): string | null {
  const forgiven = judgeAll(
    trace,
    runs.map((run) => forgiveRun(run, rigDelayMs(run))),
  );
  if (allOk(forgiven) === allOk(findings)) return null;
  const delayMs = max(runs.map(rigDelayMs));
  const seen = allOk(findings) ? "everything as expected" : reasonOf(findings);
  return (
    `too busy to tell: the rig's own delay (up to ${sayMs(delayMs)} on every token) decides between pass and fail; ` +
    `seen: ${seen}; stop what else runs on this machine and run it again`
  );
}

/** What is not as expected, and whether the two proofs contradict each other: one is all as expected, the other is not. */
function reasonOf(findings: readonly Finding[]): string {
  const wrong = findings.filter((finding) => !finding.ok);
  const agreeing =
    new Set(findings.map((finding) => finding.proof)).size - new Set(wrong.map((finding) => finding.proof)).size;
  const text = wrong.map(({ what, reader, proof, expected, observed }) => {
    const whose = reader === null || reader === "reader" ? "" : `${reader}: `;
    return `${whose}${what} expected ${expected}, observed ${observed} (${proof})`;
  });
  return `${agreeing > 0 ? "the proofs contradict each other: " : ""}${text.join("; ")}`;
}
