import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { LabError } from "../model/error.ts";
import type { OwnFile } from "../verify/product.ts";

/**
 * Looks before anything is measured whether a cured copy can go where it was asked for.
 * @param path a file that is not there, or a folder
 * @throws LabError usage, where a copy would take the place of a file
 */
export function checkFix(path: string, names: readonly string[]): void {
  if (names.some((name) => resolve(name) === resolve(path))) {
    throw new LabError("usage", `--fix ${path}: this is the original, which is never touched`);
  }
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw isThere(path);
  const taken = [...placesIn(path, names).values()].find((place) => statSync(place, { throwIfNoEntry: false }));
  if (taken !== undefined) throw isThere(taken);
}

/**
 * Writes a cured copy of each file that a cure touches. Of one file it is `path` itself, or in it where it is a folder; several go into a
 * folder, as they stand to each other at home.
 * @param fixed the person's files with all cures in them, in the order of `files`
 * @returns what was done, a sentence a line
 * @throws LabError usage, results_unwritable; nothing is overwritten
 */
export function writeFixed(path: string, files: readonly OwnFile[], fixed: readonly OwnFile[]): string {
  const cured = fixed.filter(({ text }, index) => text !== files[index]!.text);
  if (cured.length === 0) return `no cure was found: ${path} is not written`;
  const folder = cured.length > 1 || path.endsWith(sep) || statSync(path, { throwIfNoEntry: false })?.isDirectory();
  const places = folder
    ? placesIn(
        path,
        files.map(({ name }) => name),
      )
    : new Map([[cured[0]!.name, path]]);
  return cured
    .map(({ name, text }) => {
      const place = places.get(name)!;
      writeNew(place, text);
      return `${place}: ${name}, cured`;
    })
    .join("\n");
}

/** Where each file's copy goes in a folder: its way from the folder that all of them share. */
function placesIn(folder: string, names: readonly string[]): ReadonlyMap<string, string> {
  const paths = names.map((name) => resolve(name));
  const shared = paths.map(dirname).reduce(sharedBy);
  return new Map(names.map((name, index) => [name, join(folder, relative(shared, paths[index]!))]));
}

/** The nearest folder that two folders lie in. */
function sharedBy(one: string, other: string): string {
  for (let folder = one; ; folder = dirname(folder)) {
    const way = relative(folder, other);
    if (way !== ".." && !way.startsWith(`..${sep}`)) return folder;
  }
}

function writeNew(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // whatever has come there meanwhile stays
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw isThere(path);
    throw new LabError("results_unwritable", `cannot write ${path}`, { observed: code ?? message, cause: error });
  }
}

function isThere(path: string): LabError {
  return new LabError("usage", `--fix: ${path} is there already, and nothing is overwritten`, {
    hint: "--fix cured.conf, or for several files --fix cured/",
  });
}
