import type { ResolvedReader, ResolvedSide } from "../../model/experiment.ts";
import type { Scenario } from "../../model/scenario.ts";
import { groupBy, nameAll } from "../group.ts";
import { changed, listChanges } from "./change.ts";
import type { Change } from "./change.ts";
import { entersAtFirst } from "./readers.ts";

type Settings = ReadonlyMap<string, string>;

/** Readers that only one of two sides has, by name and layer; many of one layer share a line. */
export function readerListChanges(a: ResolvedSide, b: ResolvedSide): Change[] {
  const only = (side: ResolvedSide, other: ResolvedSide): string[] => {
    const own = Object.entries(side.readers).filter(([name, { layer }]) => other.readers[name]?.layer !== layer);
    return [...groupBy(own, ([, { layer }]) => layer)].flatMap(([layer, group]) => {
      const names = group.map(([name]) => name);
      if (names.length > 3) return [`${nameAll(names, "readers")} (${layer})`];
      return names.map((name) => `reader ${name} (${layer})`);
    });
  };
  return listChanges(only(a, b), only(b, a));
}

/** What differs in the scenario, and in the readers that both sides have. */
export function settingChanges(a: ResolvedSide, b: ResolvedSide): Change[] {
  const names = Object.keys(a.readers).filter((name) => name in b.readers);
  const each = names.map((name) => ({ name, changes: valueChanges(readerSettings(a, name), readerSettings(b, name)) }));
  const [first] = each;
  const alike = each.length > 1 && new Set(each.map(({ changes }) => JSON.stringify(changes))).size === 1;
  const told = alike && first !== undefined ? [{ name: "readers", changes: first.changes }] : each;
  return [
    ...valueChanges(flat(a.scenario), flat(b.scenario)).map((change) => prefixed("scenario", change)),
    ...told.flatMap(({ name, changes }) => changes.map((change) => prefixed(name, change))),
  ];
}

function prefixed(name: string, { sign, text }: Change): Change {
  return { sign, text: `${name}.${text}` };
}

/**
 * What a reader is told itself. What follows from the rest is left out: its entry from `at`, `at` from the path, and of its scenario what is
 * the side's own.
 */
function readerSettings(side: ResolvedSide, name: string): Settings {
  const reader = side.readers[name]!;
  const scenario = ownScenario(reader.scenario, side.scenario);
  return flat({
    ...reader,
    layer: undefined,
    at: undefined,
    entry: undefined,
    ...entryOf(reader, side.path),
    scenario,
  });
}

function entryOf(reader: ResolvedReader, path: readonly string[]): Record<string, string> {
  const { at, entry } = reader;
  if (at === null) return { entry: `${entry.scheme}://${entry.host}:${entry.port}` };
  return { scheme: entry.scheme, ...(entersAtFirst(reader, path) ? {} : { at }) };
}

function ownScenario(own: Scenario, common: Scenario): Partial<Scenario> {
  const commons: Record<string, unknown> = common;
  return Object.fromEntries(
    Object.entries(own).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(commons[field])),
  );
}

/** Values by their dotted names; what is undefined is not there. */
function flat(value: object): Settings {
  const settings = new Map<string, string>();
  const add = (name: string, inner: unknown): void => {
    if (inner === undefined) return;
    if (inner !== null && typeof inner === "object" && !Array.isArray(inner)) {
      for (const [key, each] of Object.entries(inner)) add(name === "" ? key : `${name}.${key}`, each);
    } else settings.set(name, typeof inner === "string" ? inner : JSON.stringify(inner));
  };
  add("", value);
  return settings;
}

function valueChanges(before: Settings, after: Settings): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const line = (name: string, value: string | undefined): string => (value === undefined ? "" : `${name}: ${value}`);
  return names.flatMap((name) => changed(line(name, before.get(name)), line(name, after.get(name))));
}
