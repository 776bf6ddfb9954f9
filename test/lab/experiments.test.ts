import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { experimentIds, loadExperiment } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import type { Observer } from "../../src/model/running.ts";
import { openSession } from "../../src/run.ts";
import { allGone } from "../../src/stack/shutdown.ts";

const layers = loadLayers();
const observer: Observer = { phase() {}, started() {}, token() {}, ended() {} };
const experiments = await Promise.all(experimentIds().map((id) => loadExperiment(id)));

afterAll(allGone);

/** Every experiment on real containers; each side is its own test, so that a report says which side was seen otherwise. */
for (const experiment of experiments) {
  describe(experiment.id, () => {
    let verdict: VerdictDocument;

    beforeAll(async () => {
      const options = { layers, overrides: {}, keep: false, observer, signal: new AbortController().signal };
      const session = await openSession([experiment.id], options); // left open: its containers go while the next one's come
      ({ verdict } = await session.run(experiment.id));
    });

    for (const side of Object.keys(experiment.sides)) {
      test(side, () => {
        const { verdict: seen, reason, findings } = verdict.sides[side]!;
        expect({ seen, reason, wrong: findings.filter((finding) => !finding.ok) }).toEqual({
          seen: "pass",
          reason: null,
          wrong: [],
        });
      });
    }

    test("verdict", () => {
      expect({ verdict: verdict.verdict, reason: verdict.reason }).toEqual({ verdict: "pass", reason: null });
    });
  });
}
