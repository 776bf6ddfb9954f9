import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { VerdictDocument } from "../../src/model/result.ts";
import { VERDICTS } from "../../src/model/words.ts";
import { anyExpectation, anyRuns, anyStream } from "./generated.ts";
import { onlyFirst } from "./paths.ts";
import { experiment, judged, run, side } from "./traces.ts";

test("every trace has one verdict, and everything but a pass has a reason", () => {
  fc.assert(
    fc.property(anyRuns, anyExpectation, fc.constantFrom("pass", "never ran"), (runs, expected, controls) => {
      const document = judged(experiment([side("a", expected, runs)], { controls }));
      expect(() => v.parse(VerdictDocument, document)).not.toThrow();
      expect(VERDICTS).toContain(document.verdict);
      expect(document.reason === null).toBe(document.verdict === "pass");
      expect(document.reason ?? "").not.toMatch(/crashed/);
    }),
    { numRuns: 300 },
  );
});

test("a pass rests on findings that are all ok, and on tokens or on what explains their absence", () => {
  fc.assert(
    fc.property(anyRuns, (runs) => {
      const seen = judged(experiment([side("a", {}, runs)])).sides["a"]!;
      const expected = { shape: seen.shape ?? "streamed", end: seen.end ?? "clean" };
      const { verdict, findings, shape } = judged(experiment([side("a", expected, runs)])).sides["a"]!;
      if (verdict !== "pass") return;
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.every((finding) => finding.ok)).toBe(true);
      expect(shape).not.toBe("empty");
    }),
    { numRuns: 300 },
  );
});

test("a trace that lost every token never passes, whatever is expected", () => {
  fc.assert(
    fc.property(anyStream, anyExpectation, (stream, expected) => {
      const empty = run({ ...stream, path: () => null, record: { status: 200, complete: true, errorCode: null } });
      expect(judged(experiment([side("a", expected, [empty])])).verdict).toBe("inconclusive");
    }),
  );
});

test("a starved rig neither passes nor fails", () => {
  fc.assert(
    fc.property(anyRuns, anyExpectation, (runs, expected) => {
      const starved = runs.map((each) => ({
        ...each,
        rig: { mockLatenessMaxMs: 60_000, readerDelayMaxMs: 0, steal: 0 },
      }));
      expect(judged(experiment([side("a", expected, starved)])).verdict).toBe("inconclusive");
    }),
  );
});

test("removing the last token never leaves a pass of streamed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 300 }), (tokens, gapMs) => {
      const cut = run({ scenario: { tokens, gapMs }, path: onlyFirst(tokens - 1) });
      expect(judged(experiment([side("a", { shape: "streamed" }, [cut])])).verdict).not.toBe("pass");
    }),
  );
});
