import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { experimentIds } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { loadSubjects } from "../../src/commands/subjects.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import { sayMeasuredAgain } from "../../src/report/index.ts";
import { openSession } from "../../src/run.ts";
import { allGone } from "../../src/stack/shutdown.ts";

const layers = loadLayers();
const subjects = await loadSubjects(experimentIds(), layers);
const options = { layers, overrides: {}, keep: false, tap: true, env: process.env, listen: null };

const verdicts: VerdictDocument[] = [];

afterAll(async () => {
  await allGone();
  process.stderr.write(`${sayMeasuredAgain(verdicts)}\n`);
});

/** Every experiment on real containers; each side is its own test, so that a report says which side was seen otherwise. */
for (const subject of subjects) {
  describe(subject.id, () => {
    let verdict: VerdictDocument;

    beforeAll(async () => {
      const session = await openSession([subject], { ...options, signal: new AbortController().signal }); // left open: its containers go while the next one's come
      ({ verdict } = await session.run(subject));
      verdicts.push(verdict);
    });

    for (const { name } of subject.sides) {
      test(name, () => {
        const { verdict: seen, doubts, findings } = verdict.sides[name]!.judgement;
        expect({ seen, doubts, wrong: findings.filter((finding) => !finding.ok) }).toEqual({
          seen: "pass",
          doubts: [],
          wrong: [],
        });
      });
    }

    test("verdict", () => {
      expect({ verdict: verdict.verdict, doubts: verdict.doubts }).toEqual({ verdict: "pass", doubts: [] });
    });
  });
}
