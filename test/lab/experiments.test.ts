import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { experimentIds } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { loadSubjects } from "../../src/commands/subjects.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import { sayMeasuredAgain } from "../../src/report/index.ts";
import type { Subject } from "../../src/model/subject.ts";
import { openSession } from "../../src/run.ts";
import type { Begun, Session } from "../../src/run.ts";

const layers = loadLayers();
const subjects = await loadSubjects(experimentIds(), layers);
const options = { layers, overrides: {}, keep: false, tap: true, env: process.env, listen: null };

const verdicts: VerdictDocument[] = [];
const over = new AbortController();
let session: Session;
/** The experiment that is measured ahead: while packets of the last one are read, this one's sides start. */
let ahead: { readonly id: string; readonly begun: Promise<Begun> } | null = null;

beforeAll(async () => {
  session = await openSession(subjects, { ...options, signal: over.signal });
});

afterAll(async () => {
  over.abort();
  await ahead?.begun.catch(() => {}); // begun, and then its tests were filtered out
  await session[Symbol.asyncDispose]();
  process.stderr.write(`${sayMeasuredAgain(verdicts)}\n`);
});

function begin(subject: Subject): Promise<Begun> {
  const begun = session.begin(subject);
  begun.catch(() => {}); // told to who waits for it
  ahead = { id: subject.id, begun };
  return begun;
}

/** Every experiment on real containers; each side is its own test, so that a report says which side was seen otherwise. */
for (const [index, subject] of subjects.entries()) {
  describe(subject.id, () => {
    let verdict: VerdictDocument;

    beforeAll(async () => {
      if (ahead?.id !== subject.id) await ahead?.begun.catch(() => {}); // of a filtered run: nothing is measured beside another
      const { outcome } = await (ahead?.id === subject.id ? ahead.begun : begin(subject));
      outcome.catch(() => {});
      const next = subjects[index + 1];
      if (next) void begin(next).catch(() => {});
      ({ verdict } = await outcome);
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
