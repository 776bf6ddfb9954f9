import { diffLines } from "diff";
import { layerOfPlace } from "../../model/words.ts";
import type { Config, ResolvedSide } from "../../model/experiment.ts";
import type { Change } from "./change.ts";

/**
 * The changed lines of one place's config, file by file. Two files are compared that are called alike but for the name of their config
 * (`on.conf` and `off.conf`, `on/site.conf` and `off/site.conf`); of several files, those that differ are named.
 */
export function configChanges(before: Config | undefined, after: Config | undefined): Change[] {
  const [a, b] = [filesOf(before), filesOf(after)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const changes = names.map((name) => ({
    name: `${(a.get(name) ?? b.get(name))!.path}:`,
    lines: textChanges(a.get(name)?.text ?? "", b.get(name)?.text ?? ""),
  }));
  const differing = changes.filter(({ lines }) => lines.length > 0);
  return differing.flatMap(({ name, lines }) => (names.length === 1 ? lines : [{ sign: " ", text: name }, ...lines]));
}

/** Files by what their paths have in common with another config's: the path without the config's name at its beginning. */
function filesOf(config: Config | undefined): Map<string, { path: string; text: string }> {
  const files = Object.entries(config?.files ?? {});
  const keyOf = (path: string): string => (path.startsWith(config!.name) ? path.slice(config!.name.length) : path);
  return new Map(files.map(([path, text]) => [keyOf(path), { path, text }]));
}

/** The changed lines of two texts, without the indentation that all of them share. */
function textChanges(before: string, after: string): Change[] {
  const changes = diffLines(before, after).flatMap((part): Change[] => {
    if (!part.added && !part.removed) return [];
    const lines = part.value.split("\n").filter((line) => line.trim() !== "");
    return lines.map((text) => ({ sign: part.added ? "+" : "-", text }));
  });
  const indent = changes.reduce((least, { text }) => Math.min(least, text.length - text.trimStart().length), Infinity);
  return changes.map(({ sign, text }) => ({ sign, text: text.slice(indent) }));
}

/** `: diff layers/nginx/variants/{on,off}.*`: the command that shows the whole difference, where both configs are the layer's own. */
export function whereToLook(a: ResolvedSide, b: ResolvedSide, places: readonly string[]): string {
  for (const place of places) {
    const [before, after] = [a.configs[place], b.configs[place]];
    if (before?.source !== "layer" || after?.source !== "layer" || before.name === after.name) continue;
    return `: diff layers/${layerOfPlace(place)}/variants/{${before.name},${after.name}}.*`;
  }
  return "";
}
