import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadClaims } from "../../src/catalog/claims.ts";
import { experimentIds, loadExperiment } from "../../src/catalog/experiments.ts";
import { buildsOf } from "../../src/catalog/fragments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { claimProblems } from "../../src/catalog/rules-claims.ts";
import { generatedFiles, safeRead, withFindings } from "../../src/commands/generate.ts";
import { resultRows } from "../../src/commands/results-page.ts";
import { contentProblems } from "../../src/commands/subjects.ts";
import { ROOT } from "../../src/model/root.ts";
import { rigBuild } from "../../src/results/controls.ts";

const layers = loadLayers();
/** Tag of the layers that are nobody's product. */
const OWN = "1.0.0";
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("experiments", () => {
  test.for(experimentIds())("%s fits its layers and the rules", async (id) => {
    expect(contentProblems(await loadExperiment(id), layers)).toEqual([]);
  });
});

describe("the README", () => {
  const readme = read("README.md");

  test("has its findings as they are now (./lab generate)", async () => {
    expect(await withFindings(readme)).toBe(readme);
  });

  test("names experiments and layers that there are", () => {
    const named = [...readme.matchAll(/`([a-z0-9]+(?:-[a-z0-9.]+)+)`|lab run ([a-z][a-z0-9-]+)|-t ([a-z][a-z0-9-]+)/g)];
    const known = [...experimentIds(), ...layers.keys(), ...readdirSync(ROOT)];
    expect(named.length).toBeGreaterThan(20);
    expect(named.map((match) => match[1] ?? match[2] ?? match[3]!).filter((name) => !known.includes(name))).toEqual([]);
  });

  test("has every layer, with its versions", () => {
    const built = [...layers.values()].flatMap(({ folder }) =>
      [...buildsOf(folder).keys()].map((tag) => [folder, tag]),
    );
    const missing = built.filter(
      ([folder, tag]) =>
        !readme.includes(`(layers/${folder})`) || !readme.includes(tag === OWN ? "" : tag!.replace("-", " ")),
    );
    expect(missing).toEqual([]);
  });
});

/** An experiment may stand there without a row, until it has been run; a row that stands there must be true of it. */
describe("RESULTS.md", () => {
  const rows = resultRows(read("RESULTS.md"));

  test.for(rows)("%s (./lab generate)", async (row) => {
    const id = row.split(" ")[1]!;
    const { kind, title, sides } = await loadExperiment(id);
    expect(row.slice(0, row.lastIndexOf(" | "))).toBe(`| ${id} | ${kind} | ${title.replaceAll("|", "\\|")}`);
    for (const [name, { expect: expected }] of Object.entries(sides)) {
      expect(row).toContain(`${name}: `);
      if (expected?.shape && !expected.readers && !expected.crowd) expect(row).toContain(`**${expected.shape}**`);
    }
  });

  test("has a row for each once", () => {
    const ids = rows.map((row) => row.split(" ")[1]);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

test("the claims fit the articles and the experiments", () => {
  expect(claimProblems(loadClaims(), experimentIds())).toEqual([]);
});

test("each file that a measurement goes through is there", () => {
  expect(rigBuild("26.1.5", {})).toMatch(/^[0-9a-f]{16}$/);
});

describe("layers", () => {
  const folders = [...new Set([...layers.values()].map((layer) => layer.folder))];
  test.for(folders)("%s has its README, fragment and Dockerfile", (folder) => {
    for (const file of ["README.md", "compose.yaml", "Dockerfile"]) {
      expect(existsSync(join(ROOT, "layers", folder, file)), `layers/${folder}/${file}`).toBe(true);
    }
  });

  test.for(folders)("%s keeps what Node has compiled, if Node runs it", (folder) => {
    type Service = { command?: unknown; extends?: { service: string } };
    const { services } = parse(read(`layers/${folder}/compose.yaml`), { logLevel: "error" }) as {
      services: Record<string, Service>;
    };
    const others = Object.entries(services).filter(
      ([, { command, extends: base }]) => [command].flat()[0] === "node" && base?.service !== "node-layer",
    );
    expect(others.map(([name]) => name)).toEqual([]);
  });

  test("every default variant exists", () => {
    const missing = [...layers.values()].filter(
      ({ defaultVariant, variants }) => defaultVariant !== null && !variants.has(defaultVariant),
    );
    expect(missing.map(({ name, defaultVariant }) => `${name}: ${defaultVariant}`)).toEqual([]);
  });
});

/** Each relative import of some files that leads out of the folders, and files, that a file may read. */
function strangers(pattern: string, allowed: (file: string) => readonly string[]): string[] {
  return globSync(pattern, { cwd: ROOT, exclude: ["**/node_modules/**"] }).flatMap((file) =>
    [...read(file).matchAll(/(?:from |import\()"(\.[^"]+)"/g)]
      .map((match) => join(dirname(file), match[1]!))
      .filter((target) => !allowed(file).some((place) => target === place || target.startsWith(`${place}/`)))
      .map((target) => `${file} imports ${target}`),
  );
}

/** What verify has found is the report's to say, its words stand with it; a URL's answer is observed as any other. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  report: ["src/verify/document.ts", "src/verify/url/document.ts", "src/verify/through/document.ts"],
  verify: ["src/observe/index.ts"],
};

/** A stage reads the vocabulary and itself; only the files of src itself and the commands know several stages. */
describe("imports go one way", () => {
  const stages = [
    "model",
    "catalog",
    "stack",
    "measure",
    "metrics",
    "hops",
    "observe",
    "verdict",
    "report",
    "results",
    "verify",
  ];
  test.for(stages)("src/%s", (stage) => {
    expect(strangers(`src/${stage}/**/*.ts`, () => ["src/model", `src/${stage}`, ...(FURTHER[stage] ?? [])])).toEqual(
      [],
    );
  });

  test("src/cli: names and flags, no work", () => {
    expect(strangers("src/cli/**/*.ts", () => ["src/cli", "src/commands"])).toEqual([]);
  });

  test("src/*.ts, the joins: stages and each other, no command", () => {
    const joins = globSync("src/!(cli).ts", { cwd: ROOT });
    const allowed = [...joins, ...stages.map((stage) => `src/${stage}`)];
    expect(joins.flatMap((file) => strangers(file, () => allowed))).toEqual([]);
  });

  test("src: nothing outside of it", () => {
    expect(strangers("src/**/*.ts", () => ["src"])).toEqual([]);
  });

  test("the readers' kit", () => {
    expect(strangers("reader-kit/**/*.ts", () => ["src/model", "reader-kit"])).toEqual([]);
  });

  test("a layer: the model, the readers' kit and its own folder; a product of verify the contract, too", () => {
    const own = (file: string): string => file.split("/").slice(0, 2).join("/");
    const contract = ["product.ts", "route.ts", "example.ts", "seconds.ts", "slots.ts", "yaml.ts", "edit.ts"].map(
      (file) => `src/verify/${file}`,
    );
    const places = (file: string): string[] => [
      ...["src/model", "reader-kit", own(file)],
      ...(file.split("/")[2] === "verify" ? contract : []),
    ];
    expect(strangers("layers/**/*.ts", places)).toEqual([]);
  });
});

describe("the repository stands alone", () => {
  const files = globSync("{*,{compose,layers,experiments,reader-kit,src,test,bench}/**/*,.ci/*,.npmrc}", {
    cwd: ROOT,
  }).filter(
    (file) =>
      /\.(ts|mjs|js|jsx|json|yaml|yml|conf|md|sh|py|c|vcl|cfg|php)$|Dockerfile|setup$|run$|lab$|npmrc$/.test(file) &&
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

  test("generated files are fresh (./lab generate)", () => {
    const stale = generatedFiles().filter(({ path, text }) => safeRead(path) !== text);
    expect(stale.map(({ path }) => path)).toEqual([]);
  });
});
