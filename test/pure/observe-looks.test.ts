import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { ReaderObservation } from "../../src/model/observation.ts";
import { observeReader } from "../../src/observe/index.ts";
import { heldFromToken, inLooseSteps, inSteps, onlyFirst, silentBetween, toTheEnd } from "./paths.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function observed(stream: Stream): ReaderObservation {
  const trace = run(stream, { sendLog: null });
  return observeReader(readerMetrics(trace, "reader", side("any", undefined, [trace]).side));
}

const ttft = { ttftMs: 400 };
/** Gaps as a memoryless model has them: mean 75 ms. */
const drawn = Array.from({ length: 99 }, (_, index) => -75 * Math.log(1 - ((index * 0.618034) % 1)));

describe("of an unknown origin only the looks can be told, never a proof", () => {
  test.each<[ReaderObservation["shape"], string, Stream, Partial<ReaderObservation>?]>([
    ["looks streamed", "in pace", { scenario: ttft }],
    ["looks streamed", "a jittery model", { scenario: { gapMs: [10, 140, 75, 30, 120, 90] } }],
    ["looks streamed", "a model whose gaps are drawn", { scenario: { tokens: 100, gapMs: drawn } }],
    ["looks streamed", "a fast model after a long wait", { scenario: { ttftMs: 9000, gapMs: 10, tokens: 80 } }],
    ["looks held", "all at the end", { path: toTheEnd }, { heldFromToken: 1 }],
    ["looks held", "all but the first", { path: heldFromToken(2) }, { heldFromToken: 2 }],
    ["looks stepped", "lumps of six", { path: inSteps(6) }],
    ["looks stepped", "loose lumps of three", { path: inLooseSteps(3, 22) }],
    ["looks silent", "one long silence", { scenario: { tokens: 60 }, path: silentBetween(300, 1900) }],
    ["looks silent", "nothing until the time was up", { path: () => null, marker: false, record: { end: "time-up" } }],
    ["refused", "503", { path: () => null, record: { status: 503 } }],
    ["empty", "no token, and nothing broke", { path: () => null }],
    ["cut", "reset", { path: onlyFirst(10), marker: false, record: { end: "reset" } }],
    [null, "one token", { scenario: { tokens: 1 } }, { unclear: "below the rig's resolution" }],
    [null, "a status of 500, and tokens", { record: { status: 500 } }, { unclear: "status and tokens contradict" }],
  ])("%s: %s", (shape, _what, stream, details = {}) => {
    expect(observed(stream)).toMatchObject({ shape, silenceMs: null, delayMs: null, ...details });
  });
});
