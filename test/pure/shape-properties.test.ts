import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import { ReaderMetrics, ReaderObservation, UNCLEAR } from "../../src/model/observation.ts";
import { plannedDurationMs } from "../../src/model/pace.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { ENDS, LOOKS, SHAPES } from "../../src/model/words.ts";
import type { Shape } from "../../src/model/words.ts";
import { labelOf, observeReader } from "../../src/observe/index.ts";
import type { Label } from "../../src/observe/index.ts";
import { anyStream } from "./generated.ts";
import * as paths from "./paths.ts";
import type { Path } from "./paths.ts";
import { run, side } from "./traces.ts";

function metrics(trace: RunTrace): ReaderMetrics {
  return readerMetrics(trace, "reader", side("any", undefined, [trace]).side);
}

const label = (trace: RunTrace): Label => labelOf(metrics(trace));
const shape = (trace: RunTrace): Label["shape"] => label(trace).shape;

function isOneAnswer({ shape: word, unclear, heldFromToken }: Label): boolean {
  const known = word !== null && ([...SHAPES, ...LOOKS] as string[]).includes(word);
  const reason = unclear !== null && UNCLEAR.includes(unclear);
  const held = word === "held" || word === "looks held";
  return known !== reason && (known || word === null) && held === (heldFromToken !== null);
}

describe("every stream has exactly one label, or one reason for none", () => {
  test("from whatever numbers", () => {
    const times = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 60 });
    const maybe = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
    const base = metrics(run());
    const count = fc.oneof(fc.constant(0), fc.nat(60));
    const numbers = fc.record({
      status: fc.option(fc.constantFrom(200, 204, 304, 400, 503)),
      ...{ tokens: count, tokensPlanned: fc.option(count), tokensSent: fc.option(count), tokensReplayed: count },
      ...{ doubled: count, lost: count, outOfOrder: count, early: count, undelivered: count },
      textIdentical: fc.constantFrom(true, false, null),
      ...{ releaseGapMs: maybe, queueMs: maybe, sentMs: times, arrivedMs: times },
      end: fc.constantFrom(...ENDS),
    });
    fc.assert(fc.property(numbers, (some) => isOneAnswer(labelOf({ ...base, ...some }))));
  });

  test("from a trace, whose metrics and observation fit their schemas", () => {
    fc.assert(
      fc.property(anyStream, fc.boolean(), (stream, known) => {
        const trace = run(stream);
        const m = metrics(known ? trace : { ...trace, sendLog: null });
        expect(() => v.parse(ReaderMetrics, m)).not.toThrow();
        const seen = observeReader(m);
        expect(() => v.parse(ReaderObservation, seen)).not.toThrow();
        expect(isOneAnswer(seen)).toBe(true);
        if (!known) expect([...LOOKS, "refused", "empty", "cut", null]).toContain(seen.shape);
      }),
    );
  });
});

/** A way to be late, for any number of tokens and any gap, and its name. */
const WAYS: readonly [Shape, (tokens: number, gapMs: number) => Path][] = [
  ["streamed", () => paths.inPace],
  ["held", () => paths.toTheEnd],
  ["held", () => paths.heldFromToken(3)],
  ["held", (tokens) => paths.heldFromToken(Math.ceil(tokens / 2))],
  ["batched", () => paths.inSteps(2)],
  ["batched", () => paths.inSteps(5)],
  ["batched", (_tokens, gapMs) => paths.inLooseSteps(3, gapMs * 0.3)],
  ["stalled", (tokens, gapMs) => paths.tokenLate(Math.ceil(tokens / 2), gapMs * 4 + 100)],
  ["stalled", (tokens, gapMs) => paths.tokenLate(tokens, gapMs * 4 + 100)],
  ["stretched", () => paths.slower(2)],
  ["delayed", (_tokens, gapMs) => paths.late(gapMs * 0.9)],
  ["delayed", (tokens, gapMs) => paths.late(gapMs * tokens * 2)],
  ["delayed", (tokens) => paths.firstInALump(Math.ceil(tokens * 0.6))],
];

/** Each way is tried so often: the rule is the same for all of them. */
const OFTEN = { numRuns: 40 };

/** From so many tokens on every one of the ways can be told: of fewer, 60 % in a lump leave no pace behind them. */
const tokenCount = fc.integer({ min: 12, max: 200 });

describe.each(WAYS)("%s (way %#)", (expected, way) => {
  test("whatever the number of tokens and the gap, from 75 ms on", () => {
    fc.assert(
      fc.property(tokenCount, fc.integer({ min: 75, max: 3000 }), (tokens, gapMs) => {
        expect(shape(run({ scenario: { tokens, gapMs }, path: way(tokens, gapMs) }))).toBe(expected);
      }),
      OFTEN,
    );
  });

  test("with the jitter of a busy machine", () => {
    const small = fc.infiniteStream(fc.double({ noNaN: true, min: 0.1, max: 3 }));
    const large = fc.infiniteStream(fc.double({ noNaN: true, min: 20, max: 50 }));
    const which = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(
        tokenCount,
        fc.integer({ min: 75, max: 400 }),
        which,
        small,
        large,
        (tokens, gapMs, first, some, few) => {
          const jitterMs = (index: number): number => (index % 9 === first ? few : some).next().value as number;
          const path = paths.jittered(way(tokens, gapMs), jitterMs);
          expect(shape(run({ scenario: { tokens, gapMs }, path }))).toBe(expected);
        },
      ),
      OFTEN,
    );
  });
});

describe("tokens in pace", () => {
  const IN_FRONT = WAYS.filter(([word]) => word === "streamed" || word === "stalled");
  const plan = fc.record({ tokens: fc.integer({ min: 12, max: 100 }), gapMs: fc.integer({ min: 75, max: 400 }) });
  const more = fc.integer({ min: 1, max: 60 });

  test.each([...IN_FRONT, WAYS[1]!])("before it leave it %s (%#)", (expected, way) => {
    fc.assert(
      fc.property(plan, more, ({ tokens, gapMs }, added) => {
        const then = way(tokens, gapMs);
        const path: Path = (sentMs, index, all) =>
          index < added ? sentMs + 1 : then(sentMs, index - added, all.slice(added));
        const seen = label(run({ scenario: { tokens: tokens + added, gapMs }, path }));
        expect(seen).toMatchObject({ shape: expected, heldFromToken: expected === "held" ? added + 1 : null });
      }),
      OFTEN,
    );
  });

  // a late last token makes those behind it late, too: nothing is in pace after it
  const BEHIND = [...IN_FRONT.slice(0, 2), ...WAYS.filter(([word]) => word === "delayed" || word === "batched")];
  test.each(BEHIND)("behind it, on the same path, leave it %s (%#)", (expected, way) => {
    fc.assert(
      fc.property(plan, more, ({ tokens, gapMs }, added) => {
        const path = way(tokens, gapMs);
        expect(shape(run({ scenario: { tokens: tokens + added, gapMs }, path }))).toBe(expected);
      }),
      OFTEN,
    );
  });
});

describe("what must hold for any plan", () => {
  const plan = fc.record({ tokens: fc.integer({ min: 8, max: 200 }), gapMs: fc.integer({ min: 20, max: 300 }) });

  test("moving all arrivals to the end is never streamed, whatever they were", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const trace = run({ ...stream, path: paths.toTheEnd });
        const { scenario } = trace.sendLog!;
        fc.pre(plannedDurationMs(scenario) - scenario.ttftMs > 60);
        expect(["streamed", "queued"]).not.toContain(shape(trace));
      }),
    );
  });

  test("without its last token no stream is clean and whole", () => {
    fc.assert(
      fc.property(plan, (scenario) => {
        expect(shape(run({ scenario, path: paths.onlyFirst(scenario.tokens - 1) }))).toBe("cut");
      }),
    );
  });

  test("no token is never a shape that a stream has", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        expect(["empty", "refused", "cut", "stalled"]).toContain(shape(run({ ...stream, path: () => null })));
      }),
    );
  });
});
