import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { ReaderExpectation } from "../../src/model/expectation.ts";
import { judgeReader } from "../../src/verdict/judges.ts";
import { inSteps, onlyFirst, toTheEnd } from "./paths.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function judge(stream: Stream | Stream[], expected: ReaderExpectation, reader = "reader"): string[] {
  const trace = run(stream);
  const findings = judgeReader(readerMetrics(trace, reader, side("any", {}, [trace]).side), expected);
  return findings.map((each) => `${each.what}: ${each.expected} | ${each.observed} | ${each.ok ? "ok" : "not ok"}`);
}

describe("what is expected of a reader, and what is said of it", () => {
  const gzip = { record: { responseHeaders: { "content-encoding": "gzip" } } };
  const second = [{ reader: "first" }, { reader: "second", startMs: 450, readsGeneration: 1 }];
  test.each<[Stream, ReaderExpectation, string]>([
    [{}, { shape: "streamed" }, "shape: streamed | streamed (24 of 24 tokens in 24 batches, TTFT 2 ms) | ok"],
    [{}, { shape: "held" }, "shape: held | streamed (24 of 24 tokens in 24 batches, TTFT 2 ms) | not ok"],
    [{ path: toTheEnd }, { shape: "held" }, "shape: held | held (24 of 24 tokens in 1 batch, TTFT 1.73 s) | ok"],
    [
      { queueMs: 900 },
      { shape: "queued" },
      "shape: queued | queued (24 of 24 tokens in 24 batches, TTFT 901 ms, request waited 900 ms) | ok",
    ],
    [{ record: { status: 504 } }, { shape: "refused" }, "shape: refused | refused (status 504) | ok"],
    [
      { path: () => null },
      { shape: "streamed" },
      "shape: streamed | empty (0 of 24 tokens, status 200, end clean) | not ok",
    ],
    [{ marker: false }, { end: "clean" }, "end: clean | silent | not ok"],
    [{ record: { status: 504 } }, { status: 504 }, "status: 504 | 504 | ok"],
    [{ path: onlyFirst(9) }, { tokens: { min: 9, max: 9 } }, "tokens: 9 | 9 | ok"],
    [{ path: toTheEnd }, { ttftMs: { max: 100 } }, "ttftMs: at most 100 ms | 1.73 s | not ok"],
    [{ path: () => null }, { ttftMs: { min: 0 } }, "ttftMs: at least 0 ms | none | not ok"],
    [{}, { endedMs: { min: 1500, max: 2000 } }, "endedMs: 1.50 s to 2.00 s | 1.73 s | ok"],
    [{ scenario: { ttftMs: 400 } }, { headers: "before-token" }, "headers: before-token | before-token | ok"],
    [
      {},
      { headers: "before-token" },
      "headers: before-token | cannot be told: no head, no token, or scenario.ttftMs is 0 | not ok",
    ],
    [gzip, { contentEncoding: "gzip" }, "contentEncoding: gzip | gzip | ok"],
    [gzip, { contentEncoding: null }, "contentEncoding: none | gzip | not ok"],
    [{}, { contentEncoding: null }, "contentEncoding: none | none | ok"],
    [{}, { text: "identical" }, "text: identical | identical | ok"],
    [{ record: { text: "?" } }, { text: "identical" }, "text: identical | different | not ok"],
    [{ path: () => null }, { text: "different" }, "text: different | no text | not ok"],
    [{}, { tokensOf: "own" }, "tokensOf: own | own (0 of 24 are another's) | ok"],
    [{}, { ttfbMs: { max: 50 } }, "ttfbMs: at most 50 ms | 2 ms | ok"],
    [{ path: () => null }, { ttfbMs: { min: 0 } }, "ttfbMs: at least 0 ms | none | not ok"],
    [{ path: inSteps(6) }, { tokensPerBatch: { min: 6, max: 6 } }, "tokensPerBatch: 6 | 6 | ok"],
    [{}, { bodyBytes: { max: 4080 } }, "bodyBytes: at most 4.0 KB | 4.0 KB | ok"],
    [{ path: inSteps(6) }, { stepBytes: { min: 1000, max: 1100 } }, "stepBytes: 1000 B to 1.1 KB | 1020 B | ok"],
    [{ path: toTheEnd }, { stepBytes: { min: 1 } }, "stepBytes: at least 1 B | none | not ok"],
  ])("%j, %j", (stream, expected, finding) => {
    expect(judge(stream, expected)).toEqual([finding]);
  });

  test("another reader's tokens", () => {
    expect(judge(second, { tokensOf: "other" }, "second")).toEqual([
      "tokensOf: other | other (24 of 24 are another's) | ok",
    ]);
  });

  test("a field that is left out is not judged, and all that are there are", () => {
    expect(judge({}, {})).toEqual([]);
    expect(judge({}, { end: "clean", shape: "streamed", tokens: { min: 1 } })).toHaveLength(3);
  });
});
