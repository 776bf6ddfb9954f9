import type { ReaderMetrics, RunMetrics } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { expectationOf, expectedHandshake } from "./run-judges.ts";
import { shapeOf } from "./shape.ts";

/** Why there is not enough to judge; null: there is. */
export function measuringProblem(trace: SideTrace, runs: readonly RunMetrics[]): string | null {
  const { error, side } = trace;
  if (error !== null) return `${error.message}${error.hint === null ? "" : `; ${error.hint}`}`;
  if (runs.length === 0) return "nothing was measured: the side has no run";
  if (side.expect.lockstep !== undefined && !runs.some((run) => run.proof === "lockstep")) {
    return "a handshake is expected, but there was no lockstep run; add lockstep to the experiment's proofs";
  }
  for (const run of runs) {
    const missing = Object.keys({ ...side.readers, ...side.expect.readers }).find((name) => !(name in run.readers));
    if (missing !== undefined) return `the reader ${missing} left no record in the ${run.proof} run`;
    if (run.proof === "lockstep" && run.lockstep === null && expectedHandshake(side) !== undefined) {
      return "no handshake: the model saw no request in the lockstep run; look at the logs of the path";
    }
    if (run.proof === "lockstep") continue;
    const emptyExpected = (m: ReaderMetrics): boolean => expectationOf(side, m.reader).shape === "empty";
    const problem = firstProblem(Object.values(run.readers), (m) => readerProblem(m, emptyExpected(m)));
    if (problem !== null) return problem;
  }
  return null;
}

/** Why a reader's record proves nothing; null: it does. An answer without tokens does only where it is expected and both ends agree. */
function readerProblem(m: ReaderMetrics, emptyExpected: boolean): string | null {
  const unknown = m.tokens - m.arrivedMs.length;
  if (unknown > 0) {
    return `the reader ${m.reader} has ${unknown} of ${m.tokens} tokens that the mock's log does not know; look at layers/mock-llm`;
  }
  if (shapeOf(m) !== "empty" || (emptyExpected && isWholeWithoutTokens(m))) return null;
  const answer = m.status === null ? "no response" : `status ${m.status}, end ${m.end}`;
  return `no tokens: the reader ${m.reader} received none of ${m.tokensPlanned} (${answer}); look at the logs of the path`;
}

/**
 * Both ends say that the answer had no token: the model's log has this reader's request and sent none of the planned ones, and the reader
 * got a 2xx answer to its end marker. A rig that was blind on either end cannot say so.
 */
function isWholeWithoutTokens(m: ReaderMetrics): boolean {
  const modelSentNone = m.queueMs !== null && m.tokensPlanned > 0 && m.sentMs.length === 0;
  const answered = m.status !== null && m.status >= 200 && m.status < 300 && m.end === "clean";
  return modelSentNone && answered;
}

/** The first problem of a list; null: none has one. */
export function firstProblem<T>(list: readonly T[], problemOf: (each: T) => string | null): string | null {
  for (const each of list) {
    const problem = problemOf(each);
    if (problem !== null) return problem;
  }
  return null;
}
