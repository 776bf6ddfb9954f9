import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import { UNCLEAR } from "../../src/model/observation.ts";
import type { RunObservation } from "../../src/model/observation.ts";
import { VerdictDocument } from "../../src/model/result.ts";
import { ENDS, HANDSHAKES, KINDS, LOOKS, SHAPES } from "../../src/model/words.ts";
import { verdictOf } from "../../src/verdict/index.ts";
import { judgeSide } from "../../src/verdict/side.ts";
import { allSeen, lockstep, LOCKSTEP_TRACE, observation, paced, PACED_TRACE, seen } from "./observations.ts";
import { experiment, side } from "./traces.ts";

const TRACES = [PACED_TRACE, LOCKSTEP_TRACE];
const bytes = fc.option(fc.nat(70_000));

/** Any reader's observation, consistent or not: a judge takes what it is given. */
const anyReader = fc.record({
  shape: fc.oneof(fc.constantFrom(...SHAPES), fc.constantFrom(...LOOKS), fc.constant(null)),
  unclear: fc.option(fc.constantFrom(...UNCLEAR)),
  end: fc.constantFrom(...ENDS),
  status: fc.constantFrom(200, 200, 302, 503, null),
  tokens: fc.nat(24),
  tokensPlanned: fc.option(fc.nat(24)),
  tokensSent: fc.option(fc.nat(24)),
  queueMs: fc.option(fc.nat(5000)),
  ttftMs: fc.option(fc.nat(5000)),
  holdMs: fc.record({ p50: bytes, p99: bytes, max: bytes }),
  headersBeforeToken: fc.option(fc.boolean()),
  textIdentical: fc.option(fc.boolean()),
  tokensOfOther: fc.nat(24),
});

const anyRuns: fc.Arbitrary<RunObservation[]> = fc.uniqueArray(
  fc.oneof(
    anyReader.map((m) => paced({ reader: m })),
    fc
      .tuple(fc.option(fc.constantFrom(...HANDSHAKES)), anyReader, bytes)
      .map(([how, m, atMost]) => lockstep(how, { holdBytes: atMost === null ? null : { over: null, atMost } }, m)),
  ),
  { maxLength: 2, selector: ({ proof }) => proof },
);

const range = fc.record({ min: fc.nat(100), max: fc.nat(5000) }, { requiredKeys: [] });

/** What takes no other expectation's place. */
const further = {
  status: fc.constantFrom(200, 503),
  ttftMs: range,
  stepBytes: range,
  headers: fc.constantFrom("before-token" as const, "with-token" as const),
  text: fc.constantFrom("identical" as const, "different" as const),
  tokensOf: fc.constantFrom("own" as const, "other" as const),
  generations: fc.nat(2),
  holdBytes: range,
  logs: fc.constantFrom({ nginx: "ready" }, { nginx: { none: "ready" } }, { app: "" }),
  crowd: fc.constantFrom<NonNullable<Expectation["crowd"]>[]>(
    [{ status: 200 }],
    [{ rank: { from: 1, to: 2 }, shape: "held" as const }],
  ),
};
const anyFurther: fc.Arbitrary<Expectation> = fc.record(further, { requiredKeys: [] });

/** Expectations of all kinds, most of them impossible. What is stated here takes the place of what would be implied. */
const anyExpectation: fc.Arbitrary<Expectation> = fc.record(
  {
    shape: fc.constantFrom(...SHAPES),
    end: fc.constantFrom(...ENDS),
    tokens: range,
    lockstep: fc.constantFrom(...HANDSHAKES),
    ...further,
  },
  { requiredKeys: [] },
);

test("every observation has one verdict: a pass or a fail without doubt, or inconclusive with one", () => {
  fc.assert(
    fc.property(anyRuns, anyExpectation, anyExpectation, fc.constantFrom(...KINDS), (runs, a, b, kind) => {
      const trace = experiment([side("a", a, TRACES), side("b", b, TRACES)], { kind });
      const observations = { a: observation(runs), b: observation(runs) };
      const document = verdictOf(trace, allSeen(observations));
      expect(() => v.parse(VerdictDocument, document)).not.toThrow();
      for (const { judgement } of Object.values(document.sides)) {
        expect(judgement.doubts.length > 0).toBe(judgement.verdict === "inconclusive");
        expect(judgement.doubts.map(({ code }) => code)).not.toContain("judge-crashed");
        if (judgement.verdict === "pass") expect(judgement.findings.length).toBeGreaterThan(0);
        if (judgement.verdict !== "inconclusive") {
          expect(judgement.findings.every(({ ok }) => ok)).toBe(judgement.verdict === "pass");
        }
      }
      // both sides were seen alike: no difference is proved
      if (kind === "fix") expect(document.verdict).not.toBe("pass");
    }),
    { numRuns: 500 },
  );
});

test("to expect more never turns a fail into a pass", () => {
  fc.assert(
    fc.property(anyRuns, anyExpectation, anyFurther, (runs, less, more) => {
      const trace = side("a", less, TRACES);
      if (judgeSide(trace, seen(runs)).verdict !== "fail") return;
      expect(judgeSide(trace, seen(runs), { ...more, ...less }).verdict).not.toBe("pass");
    }),
    { numRuns: 500 },
  );
});

test("a starved rig neither passes nor fails, whatever is seen and expected", () => {
  const starved = TRACES.map((each) => ({
    ...each,
    rig: { mockLatenessMaxMs: 60_000, readerDelayMaxMs: 0, steal: 0, busy: 0.2 },
  }));
  fc.assert(
    fc.property(anyRuns, anyExpectation, (runs, expected) => {
      expect(judgeSide(side("a", expected, starved), seen(runs)).verdict).toBe("inconclusive");
    }),
  );
});

test("a shape that is not the expected one never passes", () => {
  fc.assert(
    fc.property(anyReader, fc.constantFrom(...SHAPES), (m, shape) => {
      const { verdict } = judgeSide(side("a", { shape }, TRACES), seen([paced({ reader: m })]));
      if (m.shape !== shape) expect(verdict).not.toBe("pass");
    }),
  );
});
