import type { Expectation, Range } from "../model/expectation.ts";
import type { ReaderObservation, RunObservation, SideObservation } from "../model/observation.ts";
import type { Finding } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import type { End, Proof } from "../model/words.ts";
import { expectedHandshake, isWhole, readerExpectation, wholeEnd } from "./implied.ts";
import { judgeReader } from "./reader-fields.ts";
import { judgeFields } from "./row.ts";
import type { Judged } from "./row.ts";
import { LOCKSTEP_FIELDS, PACED_FIELDS, WHOLE_FIELDS } from "./side-fields.ts";

type Named = Judged & Pick<Finding, "what" | "of">;

/**
 * Judges all that an expectation says of a side: a paced run by everything but the handshake, a lockstep one by the handshake alone, logs
 * and memory once. Throws SyntaxError for a pattern that is no regular expression.
 */
export function findingsOf(trace: SideTrace, observation: SideObservation, expect: Expectation): Finding[] {
  const runs = observation.runs.flatMap((run) =>
    run.proof === "lockstep" ? judgeLockstep(trace, observation, run, expect) : judgePaced(trace, run, expect),
  );
  const whole = { logs: trace.logs, peakMemoryMb: observation.peakMemoryMb };
  return [...runs, ...found(null, null, judgeFields(WHOLE_FIELDS, expect, whole))];
}

function judgePaced({ side, runs }: SideTrace, run: RunObservation, expect: Expectation): Finding[] {
  const trace = runs.find(({ runId }) => runId === run.runId);
  const readers = Object.entries(run.readers).flatMap(([name, m]) =>
    found(name, "paced", judgeReader(m, readerExpectation(expect, side.readers, name))),
  );
  if (trace === undefined) return readers;
  return [
    ...readers,
    ...found(null, "paced", judgeFields(PACED_FIELDS, expect, { run, trace, readers: side.readers })),
  ];
}

function judgeLockstep(
  trace: SideTrace,
  observation: SideObservation,
  run: RunObservation,
  expect: Expectation,
): Finding[] {
  const lockstep = expectedHandshake(trace, observation, expect);
  const filled = lockstep === undefined ? expect : { ...expect, lockstep };
  return [...found(null, "lockstep", judgeFields(LOCKSTEP_FIELDS, filled, run)), ...brokenAnswers(trace, run, expect)];
}

/**
 * What went wrong with the answer itself, however the handshake went: the whole one that is expected did not end as one, or the reader lacks
 * tokens. A path that lost or refused the answer holds its tokens for ever, too. Nothing is found where nothing is wrong.
 */
function brokenAnswers({ side }: SideTrace, run: RunObservation, expect: Expectation): Finding[] {
  if (run.handshake === null) return [];
  return Object.entries(run.readers).flatMap(([name, m]) => {
    const expected = readerExpectation(expect, side.readers, name);
    const stated =
      expect.lockstep === "acknowledged" || (expect.lockstep !== undefined && expected.shape === undefined);
    if (!isWhole(expected) && !stated) return [];
    const { end = wholeEnd(side.readers[name]), tokens = allOf(m, end) } = expected;
    return found(name, "lockstep", judgeReader(m, { end, tokens })).filter(({ ok }) => !ok);
  });
}

/** Every token that is planned; of a reader that leaves, any. */
function allOf({ tokensPlanned }: ReaderObservation, end: End): Range {
  return end === "left" || tokensPlanned === null ? {} : { min: tokensPlanned };
}

function found(reader: string | null, proof: Proof | null, judged: readonly Named[]): Finding[] {
  return judged.map(({ what, of, unit, expected, observed, ok }) => ({
    ...{ what, of, reader, proof, unit, expected, observed, ok },
  }));
}
