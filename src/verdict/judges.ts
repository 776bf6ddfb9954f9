import type { Range, ReaderExpectation } from "../model/expectation.ts";
import type { Finding, ReaderMetrics } from "../model/result.ts";
import { sayBytes, sayMs } from "../model/say.ts";
import { sayRange, sayShape } from "./say.ts";
import { shapeOf } from "./shape.ts";

/** What a judge says: both sides as a person reads them, and whether they agree. */
export type Judgement = Pick<Finding, "expected" | "observed" | "ok">;

type Field = keyof ReaderExpectation;
type Expected = { [F in Field]-?: Exclude<ReaderExpectation[F], undefined> };
type Judges = { readonly [F in Field]: (m: ReaderMetrics, expected: Expected[F]) => Judgement };

/** One pure judge for each field of what a reader must see. What could not be observed is never ok. */
const READER_JUDGES: Judges = {
  shape: (m, expected) => {
    const shape = shapeOf(m);
    return { expected, observed: sayShape(shape, m), ok: shape === expected };
  },
  end: (m, expected) => same(m.end, expected),
  status: (m, expected) => same(m.status, expected),
  tokens: (m, expected) => within(m.tokens, expected),
  ttfbMs: (m, expected) => within(m.ttfbMs, expected, sayMs),
  ttftMs: (m, expected) => within(m.ttftMs, expected, sayMs),
  endedMs: (m, expected) => within(m.endedMs, expected, sayMs),
  headers: (m, expected) => {
    if (m.headersBeforeToken === null)
      return { expected, observed: "cannot be told: no head, no token, or scenario.ttftMs is 0", ok: false };
    return same(m.headersBeforeToken ? "before-token" : "with-token", expected);
  },
  contentEncoding: (m, expected) => same(m.contentEncoding, expected),
  text: (m, expected) => {
    if (m.textIdentical === null) return { expected, observed: "no text", ok: false };
    return same(m.textIdentical ? "identical" : "different", expected);
  },
  tokensOf: (m, expected) => {
    if (m.tokens === 0) return { expected, observed: "no tokens", ok: false };
    const whose = m.tokensOfOther === 0 ? "own" : m.tokensOfOther === m.tokens ? "other" : "mixed";
    return { expected, observed: `${whose} (${m.tokensOfOther} of ${m.tokens} are another's)`, ok: whose === expected };
  },
  tokensPerBatch: (m, expected) => within(m.tokensPerBatch, expected),
  bodyBytes: (m, expected) => within(m.bodyBytes, expected, sayBytes),
  stepBytes: (m, expected) => within(m.stepBytes, expected, sayBytes),
};

/** Judges every field that is expected of a reader, in the order of the table. */
export function judgeReader(m: ReaderMetrics, expected: ReaderExpectation): (Judgement & { what: Field })[] {
  return (Object.keys(READER_JUDGES) as Field[]).flatMap((field) => {
    const judgement = judgeField(field, m, expected);
    return judgement === null ? [] : [{ what: field, ...judgement }];
  });
}

function judgeField<F extends Field>(field: F, m: ReaderMetrics, expectation: ReaderExpectation): Judgement | null {
  const expected = expectation[field];
  return expected === undefined ? null : READER_JUDGES[field](m, expected as Expected[F]);
}

function same(observed: string | number | null, expected: string | number | null): Judgement {
  return { expected: String(expected ?? "none"), observed: String(observed ?? "none"), ok: observed === expected };
}

/** Bounds are inclusive; nothing observed is outside of every range. */
export function within(observed: number | null, range: Range, say: (value: number) => string = String): Judgement {
  const { min = -Infinity, max = Infinity } = range;
  return {
    expected: sayRange(range, say),
    observed: observed === null ? "none" : say(observed),
    ok: observed !== null && observed >= min && observed <= max,
  };
}
