import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claimProblems, loadClaims } from "../../src/catalog/claims.ts";
import { experimentIds, loadExperiment } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { problemsOf } from "../../src/catalog/rules.ts";
import { generatedFiles, safeRead, withFindings } from "../../src/commands/generate.ts";
import { ROOT } from "../../src/model/root.ts";

const layers = loadLayers();

describe("experiments", () => {
  test.for(experimentIds())("%s fits its layers and the rules", async (id) => {
    expect(problemsOf(await loadExperiment(id), layers)).toEqual([]);
  });
});

describe("the README", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");

  test("has its findings as they are now (npm run generate)", async () => {
    expect(await withFindings(readme)).toBe(readme);
  });

  test.for(experimentIds())("has a row for %s as it is now (npm run generate)", async (id) => {
    const { kind, title, sides } = await loadExperiment(id);
    const row = readme.split("\n").find((line) => line.startsWith(`| ${id} |`));
    expect(row?.startsWith(`| ${id} | ${kind} | ${title.replaceAll("|", "\\|")} |`), `${id}: ${row ?? "no row"}`).toBe(
      true,
    );
    for (const [name, { expect: expected }] of Object.entries(sides)) {
      expect(row).toContain(`${name}: `);
      if (expected.shape && !expected.readers) expect(row).toContain(`**${expected.shape}**`);
    }
  });
});

test("claims are known, and settled one way only", async () => {
  const experiments = await Promise.all(experimentIds().map((id) => loadExperiment(id)));
  expect(claimProblems(experiments, loadClaims())).toEqual([]);
});

describe("layers", () => {
  const folders = [...new Set([...layers.values()].map((layer) => layer.folder))];
  test.for(folders)("%s has its README, fragment and Dockerfile", (folder) => {
    for (const file of ["README.md", "compose.yaml", "Dockerfile"]) {
      expect(existsSync(join(ROOT, "layers", folder, file)), `layers/${folder}/${file}`).toBe(true);
    }
  });

  test("every default variant exists", () => {
    const missing = [...layers.values()].filter(
      ({ defaultVariant, variants }) => defaultVariant !== null && !variants.has(defaultVariant),
    );
    expect(missing.map(({ name, defaultVariant }) => `${name}: ${defaultVariant}`)).toEqual([]);
  });
});

/** A stage reads the vocabulary and itself; only run.ts and the commands know several stages. */
describe("imports go one way", () => {
  const stages = ["model", "catalog", "stack", "probe", "metrics", "verdict", "report", "results"];
  test.for(stages)("src/%s", (stage) => {
    const allowed = new Set(["model", stage]);
    const strangers = globSync(`src/${stage}/**/*.ts`, { cwd: ROOT }).flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/from "\.\.\/([a-z]+)/g)]
        .map((match) => match[1]!)
        .filter((target) => !allowed.has(target))
        .map((target) => `${file} imports src/${target}`),
    );
    expect(strangers).toEqual([]);
  });

  test("no layer's code in src", () => {
    const files = globSync("src/**/*.ts", { cwd: ROOT });
    expect(files.filter((file) => /from ".*layers\//.test(readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });
});

describe("the repository stands alone", () => {
  const files = globSync("{*,{compose,layers,experiments,src,test,bench}/**/*,.ci/*,.npmrc}", { cwd: ROOT }).filter(
    (file) =>
      /\.(ts|json|yaml|yml|conf|md|sh|py|c|vcl|cfg|php)$|Dockerfile|setup$|run$|npmrc$/.test(file) &&
      !file.includes("node_modules") &&
      statSync(join(ROOT, file)).isFile(),
  );

  test("no lockfile entry names a registry", () => {
    const hosts = [...readFileSync(join(ROOT, "package-lock.json"), "utf8").matchAll(/"resolved": "https?:[^"]*"/g)];
    expect(hosts.map(String)).toEqual([]);
  });

  test("no file names a package mirror or the workplace", () => {
    const forbidden =
      /registry\.npmjs|files\.pythonhosted|deb\.debian\.org|proxy\.golang|\/work\/(?:shared|main|\.library)/;
    const names = files.filter(
      (file) => !file.endsWith("content.test.ts") && forbidden.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(names).toEqual([]);
  });

  test("generated files are fresh (npm run generate)", () => {
    const stale = generatedFiles().filter(({ path, text }) => safeRead(path) !== text);
    expect(stale.map(({ path }) => path)).toEqual([]);
  });
});
