import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../../src/model/root.ts";

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly shell?: string;
}
const text = readFileSync(join(ROOT, "action.yml"), "utf8");
const action = parse(text) as { inputs: Record<string, object>; runs: { using: string; steps: Step[] } };
const { steps } = action.runs;

describe("action.yml", () => {
  test("names only inputs that it has, and all of them", () => {
    const used = [...text.matchAll(/inputs\.(\w+)/gu)].map(([, name]) => name!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test("no input becomes a part of a script", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("every script has its shell, as composite actions need it", () => {
    expect(action.runs.using).toBe("composite");
    expect(steps.filter(({ run, shell }) => run !== undefined && shell === undefined)).toEqual([]);
  });

  test("what could not be measured is not uploaded: it would close alerts", () => {
    const upload = steps.find(({ uses }) => uses?.startsWith("github/codeql-action/upload-sarif@"));
    expect(upload?.if).toContain("exit == '0'");
    expect(upload?.if).not.toContain("'2'");
  });
});
