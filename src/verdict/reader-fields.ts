import type { Range, ReaderExpectation } from "../model/expectation.ts";
import type { ReaderObservation } from "../model/observation.ts";
import type { Unit, Value } from "../model/result.ts";
import { headerPatterns, isWithin, judgeFields, judgeHeaders, like, mapExpected, same, within } from "./row.ts";
import type { Judged, Table } from "./row.ts";

type Observe<T> = (m: ReaderObservation) => T;

const word = (observe: Observe<Value>) => ({
  judge: (m: ReaderObservation, expected: Value) => [same("word", observe(m), expected)],
});

const range = (unit: Unit, observe: Observe<number | null>) => ({
  judge: (m: ReaderObservation, expected: Range) => [within(unit, observe(m), expected)],
});

const needsShape = true;

/** The table of what one reader must see; judged by the paced run. */
export const READER_FIELDS: Table<ReaderExpectation, keyof ReaderExpectation, ReaderObservation> = {
  shape: { ...word((m) => m.shape), needsShape },
  end: word((m) => m.end),
  error: { judge: (m, pattern) => [like(m.saying, pattern)], patterns: (pattern) => [{ at: "", pattern }] },
  status: word((m) => m.status),
  tokens: range("tokens", (m) => m.tokens),
  ttfbMs: range("ms", (m) => m.ttfbMs),
  ttftMs: range("ms", (m) => m.ttftMs),
  endedMs: range("ms", (m) => m.endedMs),
  headers: word((m) => choose(m.headersBeforeToken, "before-token", "with-token")),
  contentEncoding: {
    // without a response there is no header whose absence could be seen
    judge: (m, expected) => {
      const judged = same("word", m.contentEncoding, expected);
      return [{ ...judged, ok: judged.ok && m.status !== null }];
    },
  },
  responseHeaders: {
    judge: (m, expected) => judgeHeaders(m.status === null ? null : m.responseHeaders, expected),
    patterns: headerPatterns,
  },
  text: word((m) => choose(m.textIdentical, "identical", "different")),
  tokensOf: word(tokensOf),
  heldFromToken: { ...range("count", (m) => m.heldFromToken), needsShape },
  silenceMs: { ...range("ms", (m) => m.silenceMs), needsShape },
  tokensPerBatch: range("tokens", (m) => m.tokensPerBatch),
  bodyBytes: range("bytes", (m) => m.bodyBytes),
  stepBytes: { judge: (m, expected) => [judgeSteps(m, expected)], needsShape },
  foreignBytes: range("bytes", (m) => m.foreignBytes),
  undelivered: range("tokens", (m) => m.undelivered),
  toldMs: range("ms", (m) => m.toldMs),
};

/** Judges every field that is expected of a reader, in the order of the table. */
export function judgeReader(m: ReaderObservation, expected: ReaderExpectation): ReturnType<typeof judgeFields> {
  return judgeFields(READER_FIELDS, expected, m);
}

/** True if something is expected that means nothing without a shape. */
export function dependsOnShape(expected: ReaderExpectation): boolean {
  return mapExpected(READER_FIELDS, expected, (row) => [row.needsShape === true]).includes(true);
}

function choose(which: boolean | null, yes: string, no: string): string | null {
  return which === null ? null : which ? yes : no;
}

/** Whose generation the tokens belong to; null: there are none. */
function tokensOf({ tokens, tokensOfOther }: ReaderObservation): string | null {
  if (tokens === 0) return null;
  return tokensOfOther === 0 ? "own" : tokensOfOther === tokens ? "other" : "mixed";
}

/** The smallest and the largest full step are both within: a median would hide two unequal ones. */
function judgeSteps({ steps }: ReaderObservation, expected: Range): Judged {
  if (steps === null) return { unit: "bytes", expected, observed: null, ok: false };
  const observed = { min: steps.minBytes, max: steps.maxBytes };
  const ok = isWithin(observed.min, expected) && isWithin(observed.max, expected);
  return { unit: "bytes", expected, observed, ok };
}
