import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../src/model/root.ts";

/** What a layer is built from must not depend on the day: no version but the ones that are written down. */

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const lines = (file: string): string[] => read(file).split("\n").filter(Boolean);
/** A Dockerfile with its continued lines joined, one instruction each. */
const instructions = (file: string): string[] => read(file).replaceAll(/\\\n/g, " ").split("\n");

const found = (pattern: string): string[] => globSync(pattern, { cwd: ROOT, exclude: ["**/node_modules/**"] }).sort();

describe("Python", () => {
  test.for(found("layers/**/requirements*.txt"))("%s names every package once, by its exact version", (file) => {
    const packages = lines(file).filter((line) => !line.startsWith("#"));
    expect(packages.filter((line) => !/^[a-z0-9.-]+==[0-9][a-z0-9.]*$/.test(line))).toEqual([]);
    const names = packages.map((line) => line.split("==")[0]);
    expect(names).toEqual([...new Set(names)]);
  });

  const installing = found("layers/*/Dockerfile*").filter((file) => read(file).includes("pip install"));

  test.for(installing)("%s installs nothing that is not named", (file) => {
    const installs = instructions(file).filter((line) => line.includes("pip install"));
    expect(installs.filter((line) => !line.includes("--no-deps"))).toEqual([]);
    const locked = installs.filter((line) => line.includes("--requirement"));
    expect(locked.filter((line) => !line.includes("&& pip check"))).toEqual([]);
  });
});

describe("Node", () => {
  const manifests = ["package.json", ...found("{layers/*,layers/*/site,reader-kit}/package.json")];

  test.for(manifests)("%s names exact versions", (file) => {
    const { dependencies, devDependencies } = JSON.parse(read(file)) as Record<
      string,
      Record<string, string> | undefined
    >;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^(npm:.+@)?[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-z.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test.for(found("layers/*/Dockerfile*").filter((file) => read(file).includes("npm ")))(
    "%s installs what the lockfile says",
    (file) => {
      expect(instructions(file).filter((line) => /npm (?!ci )/.test(line) && line.startsWith("RUN"))).toEqual([]);
    },
  );
});
