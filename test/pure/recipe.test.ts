import { execFile } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../src/model/root.ts";

/** Follows the first recipe of CONTRIBUTING.md in a copy of the repository, with the experiment that stands there. */
const NAME = "recipe-example";
const FILE = `experiments/nginx/${NAME}.ts`;
/** What is not in the repository, or is made by working in it. */
const LEFT_OUT = ["node_modules", "results", ".cache", ".git"];

const recipe = /```ts\n([^]*?)```/.exec(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8"))![1]!;
const example = recipe.replaceAll(/^ {3}/gm, "");
let clone = "";

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "lab-clone-"));
  for (const name of globSync("{*,.*}", { cwd: ROOT, exclude: LEFT_OUT })) {
    const filter = (path: string): boolean => basename(path) !== "node_modules";
    cpSync(join(ROOT, name), join(clone, name), { recursive: true, filter });
  }
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  writeFileSync(join(clone, PROJECT), JSON.stringify({ extends: "./tsconfig.json", include: [FILE] }));
});

afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
});

/** The stages of `npm run check`, as far as one experiment's file is theirs: the types of all others need not be read for it. */
const PROJECT = "tsconfig.recipe.json";
const STAGES = {
  tsc: ["-p", PROJECT],
  eslint: ["--parser-options", "projectService:false", "--parser-options", `project:${PROJECT}`, FILE],
  prettier: ["--check", FILE],
  vitest: ["run", "--project", "pure", "test/pure/content.test.ts", "-t", `${NAME}|RESULTS|README`],
};

/** @returns what the stage printed; starts with `green` or `red` */
async function stage(name: keyof typeof STAGES): Promise<string> {
  // without what vitest tells its own workers
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("VITEST")));
  const tool = promisify(execFile)(join(clone, "node_modules/.bin", name), STAGES[name], { cwd: clone, env });
  return tool.then(
    ({ stdout, stderr }) => `green ${stdout}${stderr}`,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `red ${stdout}${stderr}`,
  );
}

describe("an experiment that is added by CONTRIBUTING.md", { timeout: 120_000 }, () => {
  test("is green in every stage of the check, before anything has been run", async () => {
    writeFileSync(join(clone, FILE), example);
    const names = Object.keys(STAGES) as (keyof typeof STAGES)[];
    const said = await Promise.all(names.map(stage));
    expect(said.filter((each) => !each.startsWith("green"))).toEqual([]);
  });
});

describe("one with a mistake is red", { timeout: 120_000 }, () => {
  const mistakes: [string, keyof typeof STAGES, (text: string) => string, RegExp][] = [
    ["a variant that is not there", "vitest", (text) => text.replace("buffering-on", "bufering-on"), /bufering-on/],
    ["a kind that there is not", "tsc", (text) => text.replace('kind: "fix"', 'kind: "cure"'), /"cure"/],
    ["lines that are not formatted", "prettier", (text) => text.replaceAll('"', "'"), /recipe-example/],
  ];
  test.for(mistakes)("%s", async ([, name, spoil, says]) => {
    writeFileSync(join(clone, FILE), spoil(example));
    const said = await stage(name);
    expect(said).toMatch(/^red/);
    expect(said).toMatch(says);
  });
});
