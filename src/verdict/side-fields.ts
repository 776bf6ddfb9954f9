import type { Expectation, Range, ReaderExpectation } from "../model/expectation.ts";
import type { RunObservation, SideObservation } from "../model/observation.ts";
import type { SideTrace } from "../model/trace.ts";
import { judgeCrowd } from "./crowd.ts";
import type { SeenRun } from "./crowd.ts";
import { READER_FIELDS } from "./reader-fields.ts";
import { judgeLog, linePatterns, linesToWaitFor } from "./logs.ts";
import { headerPatterns, isWithin, judgeHeaders, patternsOf, same, under, within } from "./row.ts";
import type { Judged, Table } from "./row.ts";

type PacedField = "crowd" | "requests" | "generations" | "tokensForNobody" | "requestHeaders" | "requestHttpVersion";
type LockstepField = "lockstep" | "holdBytes";
/** Whatever stands in no other table must stand in WHOLE_FIELDS: a new field without a row does not compile. `hops.ts` judges `hops`. */
type WholeField = Exclude<keyof Expectation, keyof ReaderExpectation | "readers" | "hops" | PacedField | LockstepField>;

/** What the whole side left behind, whichever the run. */
export interface SeenWhole {
  readonly logs: SideTrace["logs"];
  readonly peakMemoryMb: SideObservation["peakMemoryMb"];
}

/** The table of what a side must be seen as in its paced run, beside what its readers see. */
export const PACED_FIELDS: Table<Expectation, PacedField, SeenRun> = {
  crowd: {
    judge: (seen, crowd) => crowd.map((each) => judgeCrowd(seen, each)),
    patterns: (crowd) => crowd.flatMap((each, index) => under(String(index), patternsOf(READER_FIELDS, each))),
  },
  requests: { judge: ({ run }, expected) => [same("count", run.requests, expected)] },
  generations: { judge: ({ run }, expected) => [same("count", run.generations, expected)] },
  tokensForNobody: { judge: ({ run }, expected) => [within("tokens", run.tokensForNobody, expected)] },
  requestHeaders: {
    judge: ({ run }, expected) => judgeHeaders(run.requestHeaders, expected),
    patterns: headerPatterns,
  },
  requestHttpVersion: { judge: ({ run }, expected) => [same("word", run.requestHttpVersion, expected)] },
};

/** ... in its lockstep run. */
export const LOCKSTEP_FIELDS: Table<Expectation, LockstepField, RunObservation> = {
  lockstep: { judge: (run, expected) => [same("word", run.handshake, expected)] },
  holdBytes: { judge: (run, expected) => [judgeHold(run, expected)] },
};

/** ... and as a whole. */
export const WHOLE_FIELDS: Table<Expectation, WholeField, SeenWhole> = {
  logs: {
    judge: ({ logs }, expected) => Object.entries(expected).flatMap(([place, each]) => judgeLog(logs, place, each)),
    collect: (expected) => ({ logLines: linesToWaitFor(expected) }),
    patterns: linePatterns,
  },
  peakMemoryMb: {
    judge: ({ peakMemoryMb }, expected) =>
      Object.entries(expected).map(([place, range]) => ({
        ...within("MB", peakMemoryMb[place] ?? null, range),
        of: place,
      })),
    collect: (expected) => ({ peakMemory: Object.keys(expected) }),
  },
};

/**
 * The path let go at or below `atMost`, and `atMost` is within. What `over` says needs no judge of its own: it is below `atMost`, so it
 * cannot be above the range. In the finding `min` is exclusive: the hold threshold is more than that.
 */
function judgeHold({ holdBytes }: RunObservation, expected: Range): Judged {
  if (holdBytes === null) return { unit: "bytes", expected, observed: null, ok: false };
  const { over, atMost } = holdBytes;
  const observed = over === null ? { max: atMost } : { min: over, max: atMost };
  return { unit: "bytes", expected, observed, ok: isWithin(atMost, expected) };
}
