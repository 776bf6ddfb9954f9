import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ledgerOf, loadClaims } from "../../src/catalog/claims.ts";
import { claimProblems } from "../../src/catalog/rules-claims.ts";
import type { Claim } from "../../src/model/claim.ts";
import type { VerdictWord } from "../../src/model/words.ts";
import { renderLedger } from "../../src/report/index.ts";

const IDS = ["a", "b", "c"];
const BARE = { claim: "all is well", articles: ["000"] };
const GOOD: Claim = { ...BARE, parts: [{ says: "it is", holds: ["a"] }] };

describe("the rules of claims.yaml", () => {
  const problems = (claim: Partial<Claim>): string[] => claimProblems({ C01: { ...GOOD, ...claim } }, IDS);

  test("a good one has no problem, with each way to state it", () => {
    expect(problems({})).toEqual([]);
    for (const way of ["untestable", "later", "definition"]) {
      expect(claimProblems({ C01: { ...BARE, [way]: "for a reason" } }, IDS)).toEqual([]);
    }
  });

  test.for<[string, Partial<Claim>, string]>([
    ["no experiment of this id", { parts: [{ says: "it is", holds: ["z"] }] }, "no experiment is called z"],
    ["a part without experiments", { parts: [{ says: "it is" }] }, "no experiment settles it"],
    ["a part with an empty list", { parts: [{ says: "it is", fails: [] }] }, "no experiment settles it"],
    ["an experiment twice", { parts: [{ says: "it is", holds: ["a", "a"] }] }, "a is named twice"],
    ["true and not true", { parts: [{ says: "it is", holds: ["a"], fails: ["b"] }] }, "it has holds and fails"],
    ["parts and a reason", { untestable: "a cloud product" }, "it has parts and untestable"],
    ["no parts", { parts: [] }, "it has no parts, and none of untestable, later, definition"],
    ["an unknown article", { articles: ["000", "005"] }, "there is no article 005"],
    ["an article twice", { articles: ["000", "000"] }, "article 000 is named twice"],
    ["no article", { articles: [] }, "no article makes it"],
    ["one statement twice", { parts: [...GOOD.parts!, { says: "it is", fails: ["b"] }] }, 'two parts say "it is"'],
  ])("%s", ([, claim, problem]) => {
    const found = problems(claim);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^C01: /);
    expect(found[0]).toContain(problem);
  });

  test("two reasons, and no parts at all", () => {
    const both = claimProblems({ C01: { ...BARE, later: "a tool", definition: "a word" } }, IDS);
    expect(both).toEqual(["C01: it has later and definition, where one is enough"]);
    expect(claimProblems({ C01: BARE }, IDS)).toEqual([
      "C01: it has no parts, and none of untestable, later, definition",
    ]);
  });
});

describe("the file", () => {
  const load = (text: string): unknown => {
    const file = join(mkdtempSync(join(tmpdir(), "lab-")), "claims.yaml");
    writeFileSync(file, text);
    return loadClaims(file);
  };
  const entry = (id: string): string => `${id}: { claim: x, articles: ["000"], later: y }\n`;

  test("is read as it stands", () => {
    expect(load(entry("C01"))).toEqual({ C01: { claim: "x", articles: ["000"], later: "y" } });
  });

  test.for([
    ["an id twice", entry("C01") + entry("C01"), /must be unique/],
    ["an id that is none", entry("claim"), /is no id of a claim/],
    ["an article that YAML takes for a number", "C01: { claim: x, articles: [000], later: y }", /C01\.articles\.0: /],
    ["a word that no claim has", "C01: { claim: x, articles: [], verdict: confirmed }", /C01\.verdict: /],
  ] as const)("%s", ([, text, says]) => {
    expect(() => load(text)).toThrow(says);
  });
});

describe("the ledger", () => {
  /** The rows of one claim with these parts, after these verdicts. */
  const row = (parts: Claim["parts"], last: Record<string, VerdictWord>) => {
    const verdicts = new Map(Object.entries(last).map(([id, verdict]) => [id, { verdict }]));
    return ledgerOf({ C01: { ...GOOD, parts } }, verdicts)[0]!;
  };
  const right = { says: "this is so", holds: ["a"] };
  const wrong = { says: "that is not", fails: ["b"] };

  test("all parts right: confirmed", () => {
    expect(row([right], { a: "pass" })).toMatchObject({ verdict: "confirmed", note: null });
    expect(row([right, { says: "this too", holds: ["c"] }], { a: "pass", c: "pass" }).verdict).toBe("confirmed");
  });

  test("no part right: refuted", () => {
    expect(row([wrong], { b: "pass" }).verdict).toBe("refuted");
  });

  test("some right and some not: partly, and it says which", () => {
    const { verdict, parts } = row([right, wrong], { a: "pass", b: "pass" });
    expect(verdict).toBe("partly");
    expect(parts.map((part) => [part.says, part.verdict])).toEqual([
      ["this is so", "right"],
      ["that is not", "not right"],
    ]);
  });

  test.for<VerdictWord | null>(["fail", "inconclusive", null])("a part that one sibling leaves open: %s", (word) => {
    const last = { a: "pass", b: "pass", ...(word === null ? {} : { c: word }) } as const;
    const { verdict, parts } = row([right, { says: "that", holds: ["b", "c"] }], last);
    expect(verdict).toBe("not measured");
    expect(parts[0]).toMatchObject({ verdict: "right", experiments: ["a"], lacking: [] });
    expect(parts[1]).toMatchObject({ verdict: "not measured", lacking: [`c: ${word ?? "no result"}`] });
  });

  test("a fail of what would show it wrong does not make it right", () => {
    expect(row([wrong], { b: "fail" }).verdict).toBe("not measured");
  });

  test.for([
    ["untestable", "not testable here"],
    ["definition", "definition"],
    ["later", "not measured"],
  ] as const)("%s: %s, with the reason", ([way, verdict]) => {
    const rows = ledgerOf({ C01: { claim: "x", articles: ["000"], [way]: "because" } }, new Map());
    expect(rows).toEqual([{ id: "C01", claim: "x", articles: ["000"], verdict, note: "because", parts: [] }]);
  });

  test("as a table: what is right, what is not, what is open, and who shows it", () => {
    const open = { says: "this | open", holds: ["a", "c"] };
    const text = renderLedger([
      row([right, wrong, open], { a: "pass", b: "pass" }),
      ...ledgerOf({ C02: { claim: "x", articles: ["001", "004"], untestable: "a cloud" } }, new Map()),
    ]);
    expect(text).toContain("2 claims: 1 not measured, 1 not testable here.");
    expect(text).toContain(
      String.raw`| C01 | all is well | 000 | **not measured** | this is so (a) | that is not (b) | this \| open (c: no result) |`,
    );
    expect(text).toContain("| C02 | x | 001, 004 | **not testable here**: a cloud |  |  |  |");
  });
});
