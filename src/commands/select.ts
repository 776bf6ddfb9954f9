import { matchesGlob } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { LabError } from "../model/error.ts";

/**
 * The experiments that names and globs mean, each once, in the order in which they were named.
 * @throws LabError usage for a name that no experiment has, with the nearest one that there is
 */
export function selectExperiments(names: readonly string[], all: boolean, ids: readonly string[]): string[] {
  if (all && names.length > 0) {
    throw new LabError("usage", `--all, or names: ${names.join(" ")}`, { hint: `./lab run ${names.join(" ")}` });
  }
  if (all) return [...ids];
  if (names.length === 0) throw new LabError("usage", "which experiment?", { hint: "./lab list   shows them all" });
  return [...new Set(names.flatMap((name) => matching(name, ids)))];
}

function matching(name: string, ids: readonly string[]): string[] {
  const found = ids.filter((id) => matchesGlob(id, name));
  if (found.length > 0) return found;
  const nearest = nearestName(name, ids);
  throw new LabError("usage", `no experiment is called ${name}`, {
    hint: nearest === null ? "./lab list   shows them all" : `did you mean: ./lab run ${nearest}`,
  });
}

/** The name that somebody who typed this may have meant: more than two letters and two fifths of it differ in no slip of the hand. Null: none. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const nearest = closest(typed, [...names]);
  return distance(typed, nearest) <= Math.max(2, typed.length * 0.4) ? nearest : null;
}
