import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { Shape } from "../../src/model/words.ts";
import { shapeOf } from "../../src/verdict/index.ts";
import { inPace, inSteps, late, onlyFirst, silentBetween, slower, toTheEnd } from "./paths.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function shape(stream: Stream | Stream[], reader = "reader"): Shape {
  const trace = run(stream);
  return shapeOf(readerMetrics(trace, reader, side("any", {}, [trace]).side));
}

const LEFT = { complete: false, errorCode: "left" };
const TIMEOUT = { complete: false, errorCode: "timeout" };
const RESET = { complete: false, errorCode: "ECONNRESET" };
const NO_TOKEN = () => null;

/** 20 to 50 ms on every fifth token: what eight busy processes on two cores do. */
const busy = (sentMs: number, index: number): number => sentMs + (index % 5 === 0 ? 20 + ((index * 7) % 31) : 2);

/** The first 6 of 24 tokens were sent before the second reader asked; or most of them. */
const joinsAfter = (startMs: number): Stream[] => [
  { reader: "first" },
  { reader: "second", startMs, readsGeneration: 1, path: (sentMs) => Math.max(5, sentMs + 1) },
];

describe("the shape of a stream", () => {
  test.each<[Shape, string, Stream]>([
    ["streamed", "in pace", { path: inPace }],
    ["streamed", "in pace on a busy machine", { path: busy }],
    ["streamed", "a model that stalls by itself", { scenario: { stalls: [{ beforeToken: 2, ms: 10_000 }] } }],
    ["streamed", "a model that releases four at a time", { scenario: { releaseEvery: 4 } }],
    ["streamed", "a late first token", { scenario: { ttftMs: 3000 } }],
    ["streamed", "a reader that left in the middle", { path: onlyFirst(10), record: LEFT }],
    ["held", "all after the last emission", { path: toTheEnd }],
    ["held", "all but the first token", { path: (s, i, all) => (i === 0 ? s + 1 : toTheEnd(s, i, all)) }],
    ["held", "a buffer that is nearly the answer", { path: inSteps(22) }],
    ["held", "to the end, of a model that releases four at a time", { scenario: { releaseEvery: 4 }, path: toTheEnd }],
    ["held", "to the end, two tokens", { scenario: { tokens: 2, gapMs: 200 }, path: toTheEnd }],
    ["batched", "steps of six", { path: inSteps(6) }],
    ["batched", "steps of two", { path: inSteps(2) }],
    ["batched", "a buffer of most of the answer", { path: inSteps(16) }],
    ["batched", "steps of two releases of four", { scenario: { releaseEvery: 4, tokens: 48 }, path: inSteps(8) }],
    ["stalled", "one silence, then in pace", { path: silentBetween(300, 900) }],
    ["stalled", "one silence of most of the stream, then in pace", { path: silentBetween(75, 1100) }],
    ["stalled", "no end and tokens missing", { path: onlyFirst(10), record: TIMEOUT }],
    ["stretched", "half as fast as sent", { path: slower(2) }],
    ["delayed", "late as a whole", { path: late(400) }],
    ["delayed", "late by more than the stream's length", { path: late(5000) }],
    ["queued", "a request that waited", { queueMs: 2000 }],
    ["cut", "tokens missing in a clean answer", { path: onlyFirst(23) }],
    ["cut", "reset in the middle", { path: onlyFirst(5), record: RESET }],
    ["cut", "reset before the first token", { path: NO_TOKEN, marker: false, record: RESET }],
    ["cut", "left before the first token", { path: NO_TOKEN, marker: false, record: LEFT }],
    ["refused", "503", { path: NO_TOKEN, marker: false, record: { status: 503 } }],
    ["empty", "200 without tokens", { path: NO_TOKEN }],
    ["empty", "nothing until the time was up", { path: NO_TOKEN, marker: false, record: TIMEOUT }],
    ["empty", "an answer of no tokens", { scenario: { tokens: 0 } }],
  ])("%s: %s", (expected, _what, stream) => {
    expect(shape(stream)).toBe(expected);
  });

  test("empty: a reset before the request reached the model", () => {
    const trace = run({ path: NO_TOKEN, marker: false, record: { ...RESET, status: null } });
    const unseen = { ...trace, sendLog: { ...trace.sendLog, generations: [] } };
    expect(shapeOf(readerMetrics(unseen, "reader", side("any", {}, [trace]).side))).toBe("empty");
  });

  test("replayed: most tokens were sent before the reader asked", () => {
    expect(shape(joinsAfter(1500), "second")).toBe("replayed");
    expect(shape(joinsAfter(450), "second")).not.toBe("replayed");
  });
});

describe("the shape of an answer without a span", () => {
  const oneToken = { tokens: 1 };
  const atOnce = { gapMs: 0 };
  test.each<[Shape, string, Stream]>([
    ["streamed", "one token", { scenario: oneToken }],
    ["streamed", "one token on a busy machine", { scenario: oneToken, path: late(45) }],
    ["delayed", "one token, late", { scenario: oneToken, path: late(300) }],
    ["streamed", "all sent at once", { scenario: atOnce }],
    ["delayed", "all sent at once, late", { scenario: atOnce, path: late(300) }],
    ["stretched", "all sent at once, drawn out", { scenario: atOnce, path: (s, i) => s + i * 20 }],
  ])("%s: %s", (expected, _what, stream) => {
    expect(shape(stream)).toBe(expected);
  });
});
