import fc from "fast-check";
import type { Piece } from "../../src/model/reader.ts";
import { ENDS, READ_ENDS, SHAPES } from "../../src/model/words.ts";
import type { Expectation } from "../../src/model/expectation.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import type { Path } from "./paths.ts";
import { run } from "./traces.ts";
import type { Stream } from "./traces.ts";

/** Generated streams: any plan, any holds (each token waits for the one before it, as in TCP), any loss at the end, any way to end. */
export const anyStream: fc.Arbitrary<Stream> = fc
  .record({
    scenario: fc.record({
      tokens: fc.nat(40),
      gapMs: fc.constantFrom(0, 1, 20, 75, 400),
      releaseEvery: fc.integer({ min: 1, max: 5 }),
      ttftMs: fc.constantFrom(0, 500),
      format: fc.constantFrom("sse" as const, "ndjson" as const, "text" as const),
    }),
    holdsMs: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 40 }),
    arriving: fc.nat(40),
    queueMs: fc.integer({ min: 0, max: 5000 }),
    marker: fc.boolean(),
    status: fc.constantFrom(200, 200, 200, 404, 503, null),
    end: fc.constantFrom("complete" as const, "complete" as const, "complete" as const, ...READ_ENDS),
    numbered: fc.boolean(),
    damage: fc.constantFrom("none" as const, "none" as const, "doubled" as const, "lost" as const, "swapped" as const),
  })
  .map(({ holdsMs, arriving, status, end, numbered, damage, ...rest }) => ({
    ...rest,
    path: withHolds(holdsMs, arriving),
    record: { status, end },
    pieces: (pieces: Piece[]) => DAMAGES[damage](numbered ? pieces : pieces.map((each) => ({ ...each, seq: null }))),
  }));

/** What a path can do to the tokens of an answer. */
export const DAMAGES = {
  none: (pieces: Piece[]): Piece[] => pieces,
  doubled: (pieces: Piece[]): Piece[] => pieces.flatMap((each) => [each, each]),
  lost: (pieces: Piece[]): Piece[] => pieces.filter((_, index) => index !== 11),
  /** The fifth token waits for the sixth, and comes behind it. */
  swapped: (pieces: Piece[]): Piece[] => {
    const [fifth, sixth] = [pieces[4], pieces[5]];
    return fifth === undefined || sixth === undefined
      ? pieces
      : pieces.with(4, sixth).with(5, { ...fifth, atNs: sixth.atNs });
  },
};

function withHolds(holdsMs: readonly number[], arriving: number): Path {
  let beforeMs = 0;
  return (sentMs, index) => {
    if (index >= arriving) return null;
    beforeMs = Math.max(index === 0 ? 0 : beforeMs, sentMs + holdsMs[index % holdsMs.length]!);
    return beforeMs;
  };
}

/** Runs of one side: a paced one, a lockstep one, both or none, on any rig. */
export const anyRuns: fc.Arbitrary<RunTrace[]> = fc.array(
  fc
    .record({
      stream: anyStream,
      proof: fc.constantFrom("paced" as const, "lockstep" as const),
      rig: fc.record({
        mockLatenessMaxMs: fc.constantFrom(0, 1, 10, 60, 3000),
        readerDelayMaxMs: fc.constantFrom(0, 1, 10, 60, 3000),
        steal: fc.constantFrom(0, 0.01, 0.5),
        busy: fc.constantFrom(0, 0.5, 1),
      }),
      lockstep: fc.record({
        acknowledged: fc.nat(40),
        stoppedAtToken: fc.option(fc.integer({ min: 1, max: 40 })),
        outstandingBytes: fc.option(fc.nat(10_000)),
        letGo: fc.constantFrom(null, "middle" as const, "end" as const),
      }),
    })
    .map(({ stream, proof, rig, lockstep }) =>
      run(proof === "paced" ? stream : { ...stream, lockstep }, { proof, rig }),
    ),
  { maxLength: 2 },
);

/** Expectations of all kinds, most of them impossible. */
export const anyExpectation: fc.Arbitrary<Expectation> = fc.record(
  {
    shape: fc.constantFrom(...SHAPES),
    end: fc.constantFrom(...ENDS),
    status: fc.constantFrom(200, 503),
    tokens: fc.constantFrom({ min: 1 }, { max: 0 }),
    headers: fc.constantFrom("before-token" as const, "with-token" as const),
    text: fc.constantFrom("identical" as const, "different" as const),
    tokensOf: fc.constantFrom("own" as const, "other" as const),
    generations: fc.nat(2),
    tokensForNobody: fc.constant({ max: 0 }),
    lockstep: fc.constantFrom("acknowledged" as const, "held" as const, "let-go" as const),
  },
  { requiredKeys: [] },
);
