import { diffLines } from "diff";
import { layerNamesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { SideTrace } from "../model/trace.ts";

/** Changed lines that are shown of one difference; a longer one is no lesson any more. */
const LINES_SHOWN = 12;

/** One line of a difference: `-` stands in the first side only, `+` in the other. */
export interface Change {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}

/**
 * What a side has that the first one has not, and the other way round: the lines of its configs, then everything else that an experiment
 * can flip. Long ones are cut, with a hint where the rest is.
 */
export function differencesOf(first: SideTrace, other: SideTrace): Change[] {
  const [a, b] = [first.side, other.side];
  const layers = layerNamesOf(a).filter((layer) => layerNamesOf(b).includes(layer));
  const changes = [
    ...changed(`path: ${a.path.join(" > ")}`, `path: ${b.path.join(" > ")}`),
    ...layers.flatMap((layer) => configChanges(first.configs[layer] ?? "", other.configs[layer] ?? "")),
    ...layers.flatMap((layer) => versionChanges(layer, first, other)),
    ...listChanges(readersOf(a), readersOf(b)),
    ...valueChanges(settingsOf(a, b), settingsOf(b, a)),
    ...listChanges(a.acts.map(sayAct), b.acts.map(sayAct)),
  ];
  if (changes.length <= LINES_SHOWN) return changes;
  const hint = `... ${changes.length - LINES_SHOWN + 1} more changed lines${whereToLook(a, b)}`;
  return [...changes.slice(0, LINES_SHOWN - 1), { sign: " ", text: hint }];
}

/** The changed lines of two texts, without the indentation that all of them share. */
function configChanges(before: string, after: string): Change[] {
  const changes = diffLines(before, after).flatMap((part): Change[] => {
    if (!part.added && !part.removed) return [];
    const lines = part.value.split("\n").filter((line) => line.trim() !== "");
    return lines.map((text) => ({ sign: part.added ? "+" : "-", text }));
  });
  const indent = changes.reduce((least, { text }) => Math.min(least, text.length - text.trimStart().length), Infinity);
  return changes.map(({ sign, text }) => ({ sign, text: text.slice(indent) }));
}

/** A version that was never read, because the side never stood, is no difference. */
function versionChanges(layer: string, first: SideTrace, other: SideTrace): Change[] {
  const [before, after] = [first.versions[layer]?.version, other.versions[layer]?.version];
  if (before === undefined || after === undefined) return [];
  return changed(`${layer} ${before}`, `${layer} ${after}`);
}

function readersOf({ readers }: ResolvedSide): string[] {
  return Object.entries(readers).map(([name, { layer }]) => `reader ${name} (${layer})`);
}

/** Scenario, and the readers that another side has as well, as flat names with values. */
function settingsOf({ scenario, readers }: ResolvedSide, other: ResolvedSide): Map<string, string> {
  const flat = new Map<string, string>();
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner);
    } else flat.set(name, typeof value === "string" ? value : JSON.stringify(value));
  };
  add("scenario", scenario);
  for (const [name, reader] of Object.entries(readers)) {
    if (name in other.readers) add(name, { ...reader, layer: undefined });
  }
  return flat;
}

function valueChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const line = (name: string, value: string | undefined): string => (value === undefined ? "" : `${name}: ${value}`);
  return names.flatMap((name) => changed(line(name, before.get(name)), line(name, after.get(name))));
}

function listChanges(before: readonly string[], after: readonly string[]): Change[] {
  return [
    ...before.filter((text) => !after.includes(text)).map((text): Change => ({ sign: "-", text })),
    ...after.filter((text) => !before.includes(text)).map((text): Change => ({ sign: "+", text })),
  ];
}

function changed(before: string, after: string): Change[] {
  if (before === after) return [];
  return listChanges(before === "" ? [] : [before], after === "" ? [] : [after]);
}

function sayAct(act: ResolvedSide["acts"][number]): string {
  const when = "token" in act.at ? `token ${act.at.token}` : `${act.at.ms} ms`;
  const what = [act.do, act.signal, ...(act.command ?? [])].filter(Boolean).join(" ");
  return `at ${when}: ${what} (${act.layer})`;
}

/** The command that shows the whole difference, where the two files have names. */
function whereToLook(a: ResolvedSide, b: ResolvedSide): string {
  const layer = layerNamesOf(a).find(
    (name) => a.variants[name] && b.variants[name] && a.variants[name] !== b.variants[name],
  );
  return layer === undefined ? "" : `: diff layers/${layer}/variants/{${a.variants[layer]},${b.variants[layer]}}.*`;
}
