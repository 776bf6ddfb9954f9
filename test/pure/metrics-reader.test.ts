import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { ReaderMetrics } from "../../src/model/observation.ts";
import { inLooseSteps, inPace, inSteps, onlyFirst, slower, toTheEnd } from "./paths.ts";
import type { Piece } from "../../src/model/reader.ts";
import type { ReadEnd } from "../../src/model/words.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function metrics(stream: Stream | Stream[], reader = "reader"): ReaderMetrics {
  const trace = run(stream);
  return readerMetrics(trace, reader, side("any", undefined, [trace]).side);
}

describe("times", () => {
  const m = metrics({ scenario: { tokens: 4, gapMs: 100, ttftMs: 50 }, queueMs: 10, path: (sentMs, i) => sentMs + i });

  test("count from the reader's request", () => {
    expect(m.queueMs).toBeCloseTo(10, 1);
    expect(m.headersMs).toBeCloseTo(2, 1);
    expect(m.ttftMs).toBeCloseTo(60, 1);
    expect(m.ttfbMs).toBeCloseTo(60, 1);
    expect(m.endedMs).toBeCloseTo(363, 0);
  });

  test("hold is arrival minus emission, ITL the arrival gaps, TPOT their mean", () => {
    expect(m.holdMs.p50).toBeCloseTo(1.5, 1);
    expect(m.holdMs.max).toBeCloseTo(3, 1);
    expect(m.itlMs.max).toBeCloseTo(101, 1);
    expect(m.tpotMs).toBeCloseTo(101, 1);
    expect(m.spanRatio).toBeCloseTo(1.01, 2);
  });

  test("the time line pairs emission and arrival, and ends with what never arrived", () => {
    const cut = metrics({ path: onlyFirst(10) });
    expect(cut.arrivedMs).toHaveLength(10);
    expect(cut.sentMs).toHaveLength(24);
    expect(cut.arrivedMs.every((ms, index) => Math.abs(ms - cut.sentMs[index]! - 1) < 0.01)).toBe(true);
  });

  test("are null where they did not happen", () => {
    const none = metrics({ path: () => null, marker: false, record: { headersAtNs: null, status: null } });
    expect(none).toMatchObject({
      ttftMs: null,
      ttfbMs: null,
      tpotMs: null,
      spanRatio: null,
      headersMs: null,
      framing: null,
    });
    expect(none.itlMs).toEqual({ p50: null, p99: null, max: null });
  });

  test("span ratio: near 0 held, 1 in pace, 2 at half the pace", () => {
    expect(metrics({ path: toTheEnd }).spanRatio).toBeCloseTo(0, 2);
    expect(metrics({ path: inPace }).spanRatio).toBeCloseTo(1, 2);
    expect(metrics({ path: slower(2) }).spanRatio).toBeCloseTo(2, 2);
  });
});

describe("batches", () => {
  test.each<[string, Stream, Partial<ReaderMetrics>]>([
    ["in pace", {}, { batches: 24, batchesSent: 24, tokensPerBatch: 1, steps: null, releaseGapMs: 75 }],
    ["held", { path: toTheEnd }, { batches: 1, batchesSent: 24, tokensPerBatch: 24, steps: null }],
    [
      "steps of six",
      { path: inSteps(6) },
      {
        batches: 4,
        tokensPerBatch: 6,
        steps: { count: 3, minBytes: 1020, maxBytes: 1020, threshold: { over: 850, atMost: 1020 } },
      },
    ],
    [
      "the last step does not count",
      { path: inSteps(10) },
      { batches: 3, steps: { count: 2, minBytes: 1700, maxBytes: 1700, threshold: { over: 1530, atMost: 1700 } } },
    ],
    [
      "steps whose tokens come a third of a gap apart",
      { path: inLooseSteps(3, 22) },
      { batches: 8, tokensPerBatch: 3 },
    ],
    [
      "releases of four",
      { scenario: { releaseEvery: 4 } },
      { batches: 6, batchesSent: 6, releaseGapMs: 75, steps: null },
    ],
    ["a plan without gaps", { scenario: { gapMs: 0 } }, { batches: 1, batchesSent: 1, releaseGapMs: null }],
    ["nothing", { path: () => null }, { batches: 0, batchesSent: 24, tokensPerBatch: null, steps: null }],
  ])("%s", (_what, stream, expected) => {
    expect(metrics(stream)).toMatchObject(expected);
  });
});

describe("end", () => {
  const incomplete = (end: ReadEnd): Partial<Stream> => ({ marker: false, record: { end } });
  /** A client that hands out text only. */
  const textOnly = { reads: [], events: [] };
  test.each<[ReaderMetrics["end"], string, Stream]>([
    ["clean", "complete, with its marker", {}],
    ["silent", "complete, without its marker", { marker: false }],
    ["clean", "text has no marker, and all tokens came", { scenario: { format: "text" } }],
    ["silent", "text has no marker, and tokens are missing", { scenario: { format: "text" }, path: onlyFirst(23) }],
    ["clean", "an error status needs no marker", { marker: false, path: () => null, record: { status: 503 } }],
    ["clean", "text only, and whole", { record: textOnly }],
    ["silent", "text only, and tokens are missing", { path: onlyFirst(23), record: textOnly }],
    ["reset", "reset", incomplete("reset")],
    ["cut", "closed early", incomplete("cut")],
    ["gave-up", "the client's own limit", incomplete("gave-up")],
    ["left", "left as told", incomplete("left")],
    ["open", "time was up", incomplete("time-up")],
  ])("%s: %s", (end, _what, stream) => {
    expect(metrics(stream).end).toBe(end);
  });
});

describe("response", () => {
  test("framing and coding come from the head", () => {
    const head = (responseHeaders: Record<string, string>): ReaderMetrics => metrics({ record: { responseHeaders } });
    expect(head({ "transfer-encoding": "chunked", "content-encoding": "gzip" })).toMatchObject({
      framing: "chunked",
      contentEncoding: "gzip",
    });
    expect(head({ "content-length": "12" })).toMatchObject({ framing: "content-length", contentEncoding: null });
    expect(head({})).toMatchObject({ framing: "close" });
  });

  test("head before the first token, with it, or not to be told", () => {
    const scenario = { ttftMs: 500 };
    const first = 5_501_000_000;
    expect(metrics({ scenario }).headersBeforeToken).toBe(true);
    expect(metrics({ scenario, record: { headersAtNs: first } }).headersBeforeToken).toBe(false);
    expect(metrics({ scenario, record: { headersAtNs: first - 200_000 } }).headersBeforeToken).toBe(false);
    expect(metrics({}).headersBeforeToken).toBeNull();
  });

  test("text is identical to what was sent, for a reader that left to what had come", () => {
    expect(metrics({}).textIdentical).toBe(true);
    expect(metrics({ path: onlyFirst(20) }).textIdentical).toBe(false);
    expect(metrics({ path: onlyFirst(20), record: { end: "left" } }).textIdentical).toBe(true);
    const garbled = (all: Piece[]): Piece[] => all.with(1, { ...all[1]!, text: " qu\u{FFFD}ck" });
    expect(metrics({ pieces: garbled }).textIdentical).toBe(false);
    expect(metrics({ path: () => null }).textIdentical).toBeNull();
  });
});

describe("whose tokens", () => {
  test("own, another reader's, and sent before the request", () => {
    const shared = [{ reader: "first" }, { reader: "second", startMs: 450, readsGeneration: 1 }];
    expect(metrics(shared, "first")).toMatchObject({ tokensOfOther: 0, tokensReplayed: 0 });
    expect(metrics(shared, "second")).toMatchObject({ tokensOfOther: 24, tokensReplayed: 6, queueMs: null });
  });

  test("a generation without a name belongs to the first of those that read it", () => {
    const anonymous = { reader: null };
    const shared = [
      { reader: "first", generation: anonymous },
      { reader: "second", startMs: 450, readsGeneration: 1 },
    ];
    expect(metrics(shared, "first").tokensOfOther).toBe(0);
    expect(metrics(shared, "second").tokensOfOther).toBe(24);
    const apart = [
      { reader: "first", generation: anonymous },
      { reader: "second", startMs: 450, generation: anonymous },
    ];
    expect(metrics(apart, "second")).toMatchObject({ tokensOfOther: 0, tokensReplayed: 0 });
  });

  test("tokens of another run count as another's and have no place on the time line", () => {
    const trace = run();
    const foreign = { ...trace, sendLog: { ...trace.sendLog!, runId: "r2" } };
    const m = readerMetrics(foreign, "reader", side("any", undefined, [foreign]).side);
    expect(m).toMatchObject({ tokens: 24, tokensOfOther: 24, tokensReplayed: 0, arrivedMs: [] });
  });

  test("a late stamp of the sent request makes no token a replayed one", () => {
    expect(metrics({ scenario: { gapMs: 0 }, record: { requestSentAtNs: 5_052_000_000 } }).tokensReplayed).toBe(0);
  });
});
