import type { Expectation } from "../model/expectation.ts";
import type { RunObservation, SideObservation } from "../model/observation.ts";
import type { Finding } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import type { Proof } from "../model/words.ts";
import { expectedHandshake, readerExpectation, wholeEnd } from "./implied.ts";
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
  const broken = lockstep === "acknowledged" ? brokenAfterwards(trace, run, expect) : [];
  return [...found(null, "lockstep", judgeFields(LOCKSTEP_FIELDS, filled, run)), ...broken];
}

/**
 * What went wrong once the handshake was through: the last token was acknowledged, and yet the answer did not end as a whole one does, or
 * the reader lacks tokens. Nothing is found where nothing is wrong.
 */
function brokenAfterwards({ side }: SideTrace, run: RunObservation, expect: Expectation): Finding[] {
  if (run.handshake !== "acknowledged") return [];
  return Object.entries(run.readers).flatMap(([name, m]) => {
    const { end = wholeEnd(side.readers[name]) } = readerExpectation(expect, side.readers, name);
    const all = end === "left" || m.tokensPlanned === null ? {} : { tokens: { min: m.tokensPlanned } };
    return found(name, "lockstep", judgeReader(m, { end, ...all })).filter(({ ok }) => !ok);
  });
}

function found(reader: string | null, proof: Proof | null, judged: readonly Named[]): Finding[] {
  return judged.map(({ what, of, unit, expected, observed, ok }) => ({
    ...{ what, of, reader, proof, unit, expected, observed, ok },
  }));
}
