import { expect, test } from "vitest";
import { withResults } from "../../src/commands/generate.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";

const PAGE = "# Results\n\n<!-- results -->\nold table\n<!-- /results -->\nbelow\n";

function verdict(subject: string, word: VerdictDocument["verdict"]): [string, VerdictDocument] {
  const document: VerdictDocument = {
    ...{ schemaVersion: SCHEMA_VERSION, subject, title: `${subject} costs $& and more`, kind: "fix", layer: "nginx" },
    ...{ verdict: word, doubts: [], startedAt: "", durationMs: 1, digest: "a", overridden: false, attempts: 1 },
    ...{ controls: { passed: true, control: null, verdict: null }, claims: {}, notToldApart: [], sides: {} },
  };
  return [subject, document];
}

test("the table is new where every experiment has passed", () => {
  const { text, lacking } = withResults(PAGE, ["a", "b"], new Map([verdict("a", "pass"), verdict("b", "pass")]));
  expect(lacking).toEqual([]);
  expect(text).toMatch(
    /<!-- results -->\n\| experiment[^]*\n\| a \| fix \| a costs \$& and more[^]*\n\| b [^]*<!-- \/results -->\nbelow/,
  );
  expect(text).not.toContain("old table");
});

test("and stays as it is where one has not, or has no result that counts", () => {
  const last = new Map([verdict("a", "pass"), verdict("b", "inconclusive")]);
  expect(withResults(PAGE, ["a", "b", "c"], last)).toEqual({ text: PAGE, lacking: ["b", "c"] });
});
