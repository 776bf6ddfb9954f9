import { describe, expect, test } from "vitest";
import type { ReaderExpectation } from "../../src/model/expectation.ts";
import type { ReaderObservation } from "../../src/model/observation.ts";
import { judgeReader, READER_FIELDS } from "../../src/verdict/reader-fields.ts";
import { line, readerSeen } from "./observations.ts";

type Row = [ReaderExpectation, Partial<ReaderObservation>, string];

function judge(expected: ReaderExpectation, observed: Partial<ReaderObservation>): string[] {
  return judgeReader(readerSeen(observed), expected).map((each) => line({ reader: null, ...each }));
}

const steps = (minBytes: number, maxBytes: number) => ({ steps: { count: 3, minBytes, maxBytes, threshold: null } });
const gzip = { responseHeaders: { "content-encoding": "gzip", via: "1.1 nginx" } };

/** For every field: an observation that is as expected, and one that is not. */
const ROWS: Row[] = [
  [{ shape: "held" }, { shape: "held" }, "shape: held | held | ok"],
  [{ shape: "held" }, {}, "shape: held | streamed | not ok"],
  [{ shape: "held" }, { shape: null }, "shape: held | null | not ok"],
  [{ shape: "held" }, { shape: "looks held" }, "shape: held | looks held | not ok"],
  [{ end: "cut" }, { end: "cut" }, "end: cut | cut | ok"],
  [{ end: "cut" }, { end: "gave-up" }, "end: cut | gave-up | not ok"],
  [{ error: "curl: .18." }, { saying: "curl: (18) closed" }, "error: /curl: .18./ | curl: (18) closed | ok"],
  [{ error: "curl: .18." }, { saying: "curl: (56) reset" }, "error: /curl: .18./ | curl: (56) reset | not ok"],
  [{ error: "" }, { saying: null }, "error: // | null | not ok"],
  [{ status: 504 }, { status: 504 }, "status: 504 | 504 | ok"],
  [{ status: 504 }, { status: 502 }, "status: 504 | 502 | not ok"],
  [{ tokens: { min: 9, max: 9 } }, { tokens: 9 }, 'tokens: {"min":9,"max":9} | 9 | ok'],
  [{ tokens: { max: 9 } }, { tokens: 10 }, 'tokens: {"max":9} | 10 | not ok'],
  [{ tokens: { min: 9 } }, { tokens: 8 }, 'tokens: {"min":9} | 8 | not ok'],
  [{ ttfbMs: { max: 50 } }, { ttfbMs: 2 }, 'ttfbMs: {"max":50} | 2 | ok'],
  [{ ttfbMs: { min: 0 } }, { ttfbMs: null }, 'ttfbMs: {"min":0} | null | not ok'],
  [{ ttftMs: { max: 50 } }, { ttftMs: 50 }, 'ttftMs: {"max":50} | 50 | ok'],
  [{ ttftMs: { max: 50 } }, { ttftMs: 1725 }, 'ttftMs: {"max":50} | 1725 | not ok'],
  [{ endedMs: { min: 1000 } }, { endedMs: 1000 }, 'endedMs: {"min":1000} | 1000 | ok'],
  [{ endedMs: { min: 1000 } }, { endedMs: 1 }, 'endedMs: {"min":1000} | 1 | not ok'],
  [{ headers: "before-token" }, { headersBeforeToken: true }, "headers: before-token | before-token | ok"],
  [{ headers: "before-token" }, { headersBeforeToken: false }, "headers: before-token | with-token | not ok"],
  [{ headers: "with-token" }, { headersBeforeToken: null }, "headers: with-token | null | not ok"],
  [{ contentEncoding: "gzip" }, { contentEncoding: "gzip" }, "contentEncoding: gzip | gzip | ok"],
  [{ contentEncoding: null }, {}, "contentEncoding: null | null | ok"],
  [{ contentEncoding: null }, { contentEncoding: "br" }, "contentEncoding: null | br | not ok"],
  [{ contentEncoding: null }, { status: null }, "contentEncoding: null | null | not ok"],
  [{ responseHeaders: { via: "1.1 nginx" } }, gzip, "responseHeaders of via: 1.1 nginx | 1.1 nginx | ok"],
  [{ responseHeaders: { Via: { like: "ng.nx$" } } }, gzip, "responseHeaders of Via: /ng.nx$/ | 1.1 nginx | ok"],
  [{ responseHeaders: { via: { like: "^nginx" } } }, gzip, "responseHeaders of via: /^nginx/ | 1.1 nginx | not ok"],
  [{ responseHeaders: { via: "envoy" } }, gzip, "responseHeaders of via: envoy | 1.1 nginx | not ok"],
  [{ responseHeaders: { via: { like: "" } } }, {}, "responseHeaders of via: // | null | not ok"],
  [{ responseHeaders: { via: null } }, {}, "responseHeaders of via: null | null | ok"],
  [{ responseHeaders: { via: null } }, gzip, "responseHeaders of via: null | 1.1 nginx | not ok"],
  [{ responseHeaders: { via: null } }, { status: null }, "responseHeaders of via: null | null | not ok"],
  [{ text: "identical" }, {}, "text: identical | identical | ok"],
  [{ text: "identical" }, { textIdentical: false }, "text: identical | different | not ok"],
  [{ text: "different" }, { textIdentical: null }, "text: different | null | not ok"],
  [{ tokensOf: "own" }, {}, "tokensOf: own | own | ok"],
  [{ tokensOf: "other" }, { tokensOfOther: 24 }, "tokensOf: other | other | ok"],
  [{ tokensOf: "other" }, { tokensOfOther: 23 }, "tokensOf: other | mixed | not ok"],
  [{ tokensOf: "own" }, { tokens: 0 }, "tokensOf: own | null | not ok"],
  [{ heldFromToken: { min: 3, max: 3 } }, { heldFromToken: 3 }, 'heldFromToken: {"min":3,"max":3} | 3 | ok'],
  [{ heldFromToken: { max: 1 } }, { heldFromToken: 3 }, 'heldFromToken: {"max":1} | 3 | not ok'],
  [{ silenceMs: { min: 4000 } }, { silenceMs: 4800 }, 'silenceMs: {"min":4000} | 4800 | ok'],
  [{ silenceMs: { max: 250 } }, { silenceMs: 4800 }, 'silenceMs: {"max":250} | 4800 | not ok'],
  [{ tokensPerBatch: { min: 6 } }, { tokensPerBatch: 6 }, 'tokensPerBatch: {"min":6} | 6 | ok'],
  [{ tokensPerBatch: { min: 6 } }, { tokensPerBatch: 1 }, 'tokensPerBatch: {"min":6} | 1 | not ok'],
  [{ bodyBytes: { max: 4080 } }, {}, 'bodyBytes: {"max":4080} | 4080 | ok'],
  [{ bodyBytes: { max: 4079 } }, {}, 'bodyBytes: {"max":4079} | 4080 | not ok'],
  [
    { stepBytes: { min: 4000, max: 4200 } },
    steps(4080, 4200),
    'stepBytes: {"min":4000,"max":4200} | {"min":4080,"max":4200} | ok',
  ],
  // the median of these two would be within
  [
    { stepBytes: { min: 4000, max: 4200 } },
    steps(1000, 7200),
    'stepBytes: {"min":4000,"max":4200} | {"min":1000,"max":7200} | not ok',
  ],
  [{ stepBytes: { max: 4200 } }, steps(4080, 4201), 'stepBytes: {"max":4200} | {"min":4080,"max":4201} | not ok'],
  [{ stepBytes: { min: 1 } }, {}, 'stepBytes: {"min":1} | null | not ok'],
  [{ foreignBytes: { max: 0 } }, {}, 'foreignBytes: {"max":0} | 0 | ok'],
  [{ foreignBytes: { max: 0 } }, { foreignBytes: 512 }, 'foreignBytes: {"max":0} | 512 | not ok'],
  [{ undelivered: { min: 3 } }, { undelivered: 3 }, 'undelivered: {"min":3} | 3 | ok'],
  [{ undelivered: { max: 0 } }, { undelivered: 3 }, 'undelivered: {"max":0} | 3 | not ok'],
  [{ toldMs: { max: 100 } }, { toldMs: 3 }, 'toldMs: {"max":100} | 3 | ok'],
  [{ toldMs: { max: 100 } }, { toldMs: 2077 }, 'toldMs: {"max":100} | 2077 | not ok'],
  // the model that never heard of it is in no range
  [{ toldMs: { min: 0 } }, { toldMs: null }, 'toldMs: {"min":0} | null | not ok'],
];

describe("what is expected of a reader, and what is found", () => {
  test.each(ROWS)("%j, %j: %s", (expected, observed, finding) => {
    expect(judge(expected, observed)).toEqual([finding]);
  });

  test("each row of the table has an input that passes and one that breaks it", () => {
    const tried = (ok: boolean) =>
      new Set(ROWS.filter((row) => row[2].endsWith("| ok") === ok).map(([expected]) => Object.keys(expected)[0]));
    expect([...tried(true)].sort()).toEqual(Object.keys(READER_FIELDS).sort());
    expect([...tried(false)].sort()).toEqual(Object.keys(READER_FIELDS).sort());
  });

  test("a field that is left out is not judged, and all that are there are", () => {
    expect(judge({}, {})).toEqual([]);
    expect(judge({ tokens: { min: 1 }, shape: "streamed", end: "clean" }, {})).toHaveLength(3);
  });

  test("values keep their unit", () => {
    const units = judgeReader(readerSeen(), { shape: "held", ttftMs: {}, tokens: {}, bodyBytes: {}, error: "x" });
    expect(units.map(({ what, unit }) => [what, unit])).toEqual([
      ["shape", "word"],
      ["error", "text"],
      ["tokens", "tokens"],
      ["ttftMs", "ms"],
      ["bodyBytes", "bytes"],
    ]);
  });
});
