import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { ReaderObservation } from "../../src/model/observation.ts";
import type { Piece } from "../../src/model/reader.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { observeReader } from "../../src/observe/index.ts";
import { DAMAGES } from "./generated.ts";
import * as paths from "./paths.ts";
import type { Path } from "./paths.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function observed(trace: RunTrace, reader = "reader"): ReaderObservation {
  return observeReader(readerMetrics(trace, reader, side("any", undefined, [trace]).side));
}

const { inPace, inSteps, late, onlyFirst, silentBetween, slower, toTheEnd } = paths;
const { heldFromToken, firstInALump, tokenLate, inLooseSteps, jittered } = paths;
const LEFT = { end: "left" } as const;
const TIME_UP = { end: "time-up" } as const;
const RESET = { end: "reset" } as const;
const NO_TOKEN = (): null => null;
const ANOTHER = (pieces: Piece[]): Piece[] => pieces.map((each) => ({ ...each, text: each.text.toUpperCase() }));
const UNNUMBERED = (pieces: Piece[]): Piece[] => pieces.map((each) => ({ ...each, seq: null }));

/** 20 to 50 ms on every fifth token: what eight busy processes on two cores do. */
const busy = (index: number): number => (index % 5 === 0 ? 20 + ((index * 7) % 31) : 2);
/** Evenly spread between 0 and 1, in no order. */
const spread = (index: number): number => (index * 0.618034) % 1;
/** Jitter between two shares of a gap of 75 ms. */
const jitterOf = (from: number, to: number): Path => jittered(inPace, (i) => 75 * (from + (to - from) * spread(i)));

const secondOf = (startMs: number): Stream[] => [
  { reader: "first" },
  { reader: "second", startMs, readsGeneration: 1, path: (sentMs) => Math.max(5, sentMs + 1) },
];

describe("what a careful engineer would call it (gap 75 ms, 24 tokens)", () => {
  test.each<[ReaderObservation["shape"], string, Stream, Partial<ReaderObservation>?]>([
    ["stalled", "last token 10 s late", { path: tokenLate(24, 10_000) }, { silenceBeforeToken: 24 }],
    [
      "stalled",
      "... of 20 tokens",
      { scenario: { tokens: 20 }, path: tokenLate(20, 10_000) },
      { silenceBeforeToken: 20 },
    ],
    ["stalled", "... of 21", { scenario: { tokens: 21 }, path: tokenLate(21, 10_000) }],
    ["stalled", "the last but one 10 s late", { path: tokenLate(23, 10_000) }, { silenceBeforeToken: 23 }],
    [
      "stalled",
      "4.8 s in 5000 tokens",
      { scenario: { tokens: 5000 }, path: tokenLate(2000, 4800) },
      { silenceBeforeToken: 2000 },
    ],
    ["delayed", "0.95 gaps late, at a gap of 1 s", { scenario: { gapMs: 1000 }, path: late(950) }],
    [
      "delayed",
      "0.15 to 0.95 gaps late, at a gap of 1 s, of 120 tokens",
      { scenario: { tokens: 120, gapMs: 1000 }, path: jittered(inPace, (i) => 150 + 800 * spread(i)) },
    ],
    [
      "streamed",
      "jitter of 90 % of 120 tokens",
      { scenario: { tokens: 120 }, path: jittered(inPace, (i) => 67.5 * spread(i)) },
    ],
    [
      "corrupt",
      "a hole, without an end marker",
      { pieces: DAMAGES.lost, marker: false },
      { end: "silent", tokens: 23 },
    ],
    [
      "corrupt",
      "another text, to a reader that hands out text only",
      { pieces: (all) => UNNUMBERED(ANOTHER(all)), marker: false, record: { reads: [] } },
      { end: "silent", tokens: 0 },
    ],
    ["cut", "the last token missing, without an end marker", { path: onlyFirst(23), marker: false }, { end: "silent" }],
    ["corrupt", "every token twice", { pieces: DAMAGES.doubled }, { doubled: 24, lost: 0, tokens: 24 }],
    ["corrupt", "token 12 lost", { pieces: DAMAGES.lost }, { lost: 1, tokens: 23 }],
    ["corrupt", "two tokens swapped", { pieces: DAMAGES.swapped }, { outOfOrder: 1 }],
    ["corrupt", "another text", { pieces: ANOTHER }, { textIdentical: false, tokens: 24 }],
    [
      "corrupt",
      "another text, without numbers",
      { pieces: (all) => UNNUMBERED(ANOTHER(all)) },
      { tokens: 0, lost: 24 },
    ],
    ["corrupt", "a hole, without numbers", { pieces: (all) => UNNUMBERED(DAMAGES.lost(all)) }, { tokens: 11 }],
    ["corrupt", "twice, without numbers", { pieces: (all) => UNNUMBERED(DAMAGES.doubled(all)) }, { doubled: 24 }],
    ["held", "two early, the rest at the end", { path: heldFromToken(3) }, { heldFromToken: 3 }],
    ["held", "half in pace, half at the end", { path: heldFromToken(13) }, { heldFromToken: 13 }],
    ["delayed", "60 % in one lump, then in pace", { path: firstInALump(14) }],
    ["delayed", "80 % in one lump, then in pace", { path: firstInALump(19) }],
    [
      "held",
      "2 tokens 90 ms apart, at the end",
      { scenario: { tokens: 2, gapMs: 90 }, path: toTheEnd },
      { heldFromToken: 1 },
    ],
    ["held", "let go over a quarter of its span", { path: heldFromToken(1, 0.25) }, { heldFromToken: 1 }],
    ["held", "half of it, let go over a quarter of its span", { path: heldFromToken(13, 0.25) }, { heldFromToken: 13 }],
    ["batched", "lumps of 3, inside 30 % of a gap apart", { path: inLooseSteps(3, 22.5) }, { tokensPerBatch: 3 }],
    ["queued", "9 s before a stream of 40 s", { scenario: { tokens: 400, gapMs: 100 }, queueMs: 9000 }],
    [null, "arrivals before emission", { path: late(-40) }, { unclear: "arrived before it was sent" }],
    [null, "status 500, and tokens", { record: { status: 500 } }, { unclear: "status and tokens contradict" }],
    ["cut", "200, clean end, no token although the model sent some", { path: NO_TOKEN }],
    [
      "batched",
      "a silent model, and holds of the path",
      { scenario: { stalls: [{ beforeToken: 13, ms: 2500 }] }, path: inSteps(3) },
      { silenceBeforeToken: 1 },
    ],
    ["streamed", "the model's own pause of 2.5 s", { scenario: { stalls: [{ beforeToken: 13, ms: 2500 }] } }],
  ])("%s: %s", (shape, _what, stream, details = {}) => {
    expect(observed(run(stream))).toMatchObject({ shape, ...details });
  });

  test("the path's silence is without the model's own", () => {
    const scenario = { stalls: [{ beforeToken: 13, ms: 2500 }] };
    const path = jittered(inPace, (index) => 180 * spread(index));
    expect(observed(run({ scenario, path })).silenceMs).toBeLessThan(185);
  });

  test.each<[ReaderObservation["shape"], string, Stream]>([
    ["streamed", "jitter of 30 % of a gap", { path: jitterOf(0, 0.3) }],
    ["streamed", "jitter of 60 %", { path: jitterOf(0, 0.6) }],
    ["streamed", "jitter of 90 %", { path: jitterOf(0, 0.9) }],
    ["streamed", "jitter between 30 and 90 %", { path: jitterOf(0.3, 0.9) }],
    ["streamed", "every other token 0.8 gaps late", { path: jittered(inPace, (i) => (i % 2 === 0 ? 60 : 5)) }],
    ["batched", "pairs", { path: inSteps(2) }],
    ["batched", "lumps of six", { path: inSteps(6) }],
    ["streamed", "a model that jitters", { scenario: { gapMs: [10, 140, 75, 30, 120, 90] } }],
    ["held", "queued and held", { queueMs: 2000, path: toTheEnd }],
  ])("stays %s: %s", (shape, _what, stream) => {
    expect(observed(run(stream)).shape).toBe(shape);
  });
});

describe("the shape of a stream", () => {
  test.each<[ReaderObservation["shape"], string, Stream]>([
    ["streamed", "in pace", {}],
    ["streamed", "in pace on a busy machine", { path: jittered(inPace, busy) }],
    ["streamed", "a model that stalls by itself", { scenario: { stalls: [{ beforeToken: 2, ms: 10_000 }] } }],
    ["streamed", "a model that releases four at a time", { scenario: { releaseEvery: 4 } }],
    ["streamed", "a late first token", { scenario: { ttftMs: 3000 } }],
    [
      "streamed",
      "a reader that left in the middle",
      { path: onlyFirst(10), record: LEFT, generation: { readerGoneAtNs: 5_700_000_000 } },
    ],
    ["streamed", "without numbers", { pieces: UNNUMBERED }],
    ["held", "all after the last emission", { path: toTheEnd }],
    ["held", "all but the first token", { path: heldFromToken(2) }],
    ["held", "a buffer that is nearly the answer", { path: inSteps(22) }],
    ["held", "... but for the last token", { path: inSteps(23) }],
    ["held", "to the end, of a model that releases four at a time", { scenario: { releaseEvery: 4 }, path: toTheEnd }],
    ["held", "let go 5 s after the end", { path: (s, i, all) => toTheEnd(s, i, all)! + 5000 }],
    ["batched", "a buffer of most of the answer", { path: inSteps(16) }],
    ["batched", "a buffer of half the answer", { path: inSteps(12) }],
    ["batched", "steps of two releases of four", { scenario: { releaseEvery: 4, tokens: 48 }, path: inSteps(8) }],
    ["batched", "pairs at a gap of 20 ms", { scenario: { gapMs: 20 }, path: inSteps(2) }],
    ["stalled", "one silence, then in pace", { path: silentBetween(300, 900) }],
    ["stalled", "one silence of most of the stream, then in pace", { path: silentBetween(75, 1100) }],
    [
      "stalled",
      "two silences in a stream in pace",
      {
        scenario: { tokens: 60 },
        path: (s) => Math.max(silentBetween(300, 900)(s, 0, [])!, silentBetween(2200, 2900)(s, 0, [])!),
      },
    ],
    [
      "stalled",
      "two silences of most of the stream, in pace between",
      {
        scenario: { tokens: 40 },
        path: (s) => Math.max(silentBetween(300, 1500)(s, 0, [])!, silentBetween(1800, 2700)(s, 0, [])!),
      },
    ],
    ["stalled", "2.5 gaps late again and again", { path: jittered(inPace, (i) => (i % 8 === 5 ? 188 : 1)) }],
    ["stalled", "no end and tokens missing", { path: onlyFirst(10), record: TIME_UP }],
    ["stalled", "nothing of what was sent until the time was up", { path: NO_TOKEN, marker: false, record: TIME_UP }],
    [
      "stalled",
      "a reader that left after a long silence",
      { path: onlyFirst(10), record: { ...LEFT, endedAtNs: 9_000_000_000 } },
    ],
    ["stretched", "half as fast as sent", { path: slower(2) }],
    [
      "stretched",
      "a slow reader that left while it waited for a token as long as for those before",
      {
        scenario: { tokens: 56, gapMs: 50 },
        path: (_sentMs, index) => (index < 11 ? 330 * (index + 1) : null),
        record: { ...LEFT, endedAtNs: 9_000_000_000 },
      },
    ],
    ["stretched", "a tenth as fast as sent", { path: slower(10) }],
    ["stretched", "one in a hundred slower, for long", { scenario: { tokens: 3000 }, path: slower(1.01) }],
    ["delayed", "late as a whole", { path: late(400) }],
    ["delayed", "late by half a gap", { path: late(38) }],
    ["delayed", "late by more than the stream's length", { path: late(5000) }],
    ["delayed", "late, on a busy machine", { path: jittered(late(38), busy) }],
    ["delayed", "the first 4.8 s of a long answer in one lump", { scenario: { tokens: 2000 }, path: firstInALump(64) }],
    ["queued", "a request that waited", { queueMs: 2000 }],
    ["queued", "a request that waited, for one token", { queueMs: 2000, scenario: { tokens: 1 } }],
    ["cut", "tokens missing in a clean answer", { path: onlyFirst(23) }],
    ["cut", "... without numbers", { path: onlyFirst(23), pieces: UNNUMBERED }],
    ["cut", "reset in the middle", { path: onlyFirst(5), record: RESET }],
    ["cut", "reset before the first token", { path: NO_TOKEN, marker: false, record: RESET }],
    ["cut", "the client gave up", { path: onlyFirst(5), marker: false, record: { end: "gave-up" } }],
    ["cut", "left before the first token", { path: NO_TOKEN, marker: false, record: LEFT }],
    ["refused", "503", { path: NO_TOKEN, marker: false, record: { status: 503 } }],
    ["empty", "an answer of no tokens", { scenario: { tokens: 0 } }],
    [
      "empty",
      "a model that sent nothing until the time was up",
      { generation: { tokens: [] }, path: NO_TOKEN, marker: false, record: TIME_UP },
    ],
  ])("%s: %s", (shape, _what, stream) => {
    const seen = observed(run(stream));
    expect(seen).toMatchObject({ shape, unclear: null });
  });

  test("no request at the model: nothing can be said, unless an answer came to its end", () => {
    const trace = run({ path: NO_TOKEN, marker: false, record: { ...RESET, status: null } });
    const unseen = { ...trace, sendLog: { ...trace.sendLog!, generations: [] } };
    expect(observed(unseen)).toMatchObject({ shape: null, unclear: "no request reached the model" });
    const page = run({ path: NO_TOKEN });
    expect(observed({ ...page, sendLog: { ...page.sendLog!, generations: [] } }).shape).toBe("empty");
  });

  test("replayed: most tokens were sent before the reader asked; who joins a stream on its way is in pace", () => {
    expect(observed(run(secondOf(1500)), "second").shape).toBe("replayed");
    expect(observed(run(secondOf(450)), "second").shape).toBe("streamed");
  });
});

describe("below the rig's resolution", () => {
  const oneToken = { tokens: 1 };
  const atOnce = { gapMs: 0 };
  const unclear = "below the rig's resolution" as const;
  test.each<[ReaderObservation["shape"], string, Stream]>([
    [null, "one token in time", { scenario: oneToken }],
    [null, "one token, as late as a busy machine may be", { scenario: oneToken, path: late(45) }],
    ["delayed", "one token, late", { scenario: oneToken, path: late(300) }],
    [null, "all sent at once", { scenario: atOnce }],
    [null, "2 tokens 30 ms apart, both at the end", { scenario: { tokens: 2, gapMs: 30 }, path: toTheEnd }],
    [null, "a few tokens, as late as a busy machine may be", { scenario: { tokens: 4 }, path: late(40) }],
    ["streamed", "40 ms of emission, each token at once", { scenario: { tokens: 21, gapMs: 2 } }],
    ["delayed", "all sent at once, late", { scenario: atOnce, path: late(300) }],
    ["stretched", "all sent at once, drawn out", { scenario: atOnce, path: (s, i) => s + i * 20 }],
    ["stalled", "all sent at once, one late", { scenario: atOnce, path: tokenLate(20, 5000) }],
  ])("%s: %s", (shape, _what, stream) => {
    expect(observed(run(stream))).toMatchObject({ shape, unclear: shape === null ? unclear : null });
  });
});
