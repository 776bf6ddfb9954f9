import { expect, test } from "vitest";
import { resultRows, withResults } from "../../src/commands/results-page.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import type { TraceDocument } from "../../src/model/trace.ts";
import { experiment } from "./traces.ts";

type Seen = { trace: TraceDocument; verdict: VerdictDocument };

const HEAD = "| experiment | kind | what was seen | sides |\n| --- | --- | --- | --- |\n";
const PAGE = `# Results\n\n<!-- results -->\n${HEAD}| a | old a |\n| b | old b |\n| gone | old |\n<!-- /results -->\nbelow\n`;

function result(subject: string, word: VerdictDocument["verdict"]): [string, Seen] {
  const document: VerdictDocument = {
    ...{ schemaVersion: SCHEMA_VERSION, subject, title: `${subject} costs $& and more`, kind: "fix", layer: "nginx" },
    ...{ verdict: word, doubts: [], startedAt: "", durationMs: 1, digest: "a", overridden: false, attempts: 1 },
    ...{ controls: { passed: true, control: null, verdict: null }, notToldApart: [], sides: {} },
  };
  return [subject, { verdict: document, trace: experiment([], { subject }) }];
}

test("an experiment that has passed gets its row, new or again, in the order of ids", () => {
  const last = new Map([result("a", "pass"), result("aa", "pass")]);
  const { text, kept } = withResults(PAGE, ["a", "aa", "b"], last);
  expect(kept).toEqual(["b"]);
  expect(resultRows(text)).toEqual([
    expect.stringMatching(/^\| a \| fix \| a costs \$& and more \|/),
    expect.stringMatching(/^\| aa \| fix \| /),
    "| b | old b |",
  ]);
  expect(text.replace(/(?<=<!-- results -->)[^]*(?=<!-- \/)/, "")).toBe(
    PAGE.replace(/(?<=<!-- results -->)[^]*(?=<!-- \/)/, ""),
  );
});

test("one that has not keeps the row that it had; one that is gone has none", () => {
  const { text, kept } = withResults(PAGE, ["a", "b", "new"], new Map([result("b", "inconclusive")]));
  expect(kept).toEqual(["a", "b", "new"]);
  expect(resultRows(text)).toEqual(["| a | old a |", "| b | old b |"]);
});
