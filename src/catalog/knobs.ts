import { isDeepStrictEqual } from "node:util";
import type { Config, ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";

/** A reader's own fields. The others follow from these (`entry`, `target`), or are compared field by field (`scenario`). */
const READER_FIELDS = [
  ...["layer", "startMs", "method", "httpVersion", "dialect", "headers", "body", "anonymous"],
  ...["leave", "bytesPerSecond", "patienceMs"],
];

/**
 * What tells two sides apart, one name a knob: `config of nginx`, `version of nginx`, `path`, `beside`, `acts`, `scenario.gapMs`,
 * `readers`, `reader.headers`. Readers that differ alike are one knob. Configs and versions count where both sides have the place: what
 * else stands in a longer path belongs to the path.
 */
export function knobsOf(first: ResolvedSide, other: ResolvedSide): string[] {
  const places = placesOf(first).filter((place) => placesOf(other).includes(place));
  const names = Object.keys(first.readers);
  const sameReaders = isDeepStrictEqual(names.sort(), Object.keys(other.readers).sort());
  const knobs = [
    ...["path", "beside"].filter((field) => differ(first, other, field)),
    ...(isDeepStrictEqual(actsOf(first), actsOf(other)) ? [] : ["acts"]),
    ...places.filter((place) => !sameTexts(first.configs[place], other.configs[place])).map((at) => `config of ${at}`),
    ...places.filter((place) => first.versions[place] !== other.versions[place]).map((at) => `version of ${at}`),
    ...fieldsThatDiffer(first.scenario, other.scenario).map((field) => `scenario.${field}`),
    ...(sameReaders ? names.flatMap((name) => readerKnobs(first, other, name)) : ["readers"]),
  ];
  return [...new Set(knobs)];
}

/** Two configs under different names may be the same text. */
export function sameTexts(a: Config | undefined, b: Config | undefined): boolean {
  return isDeepStrictEqual(Object.values(a?.files ?? {}), Object.values(b?.files ?? {}));
}

/** Acts on the same place of a path are the same, whatever software stands there: what stands there is the path's difference. */
function actsOf({ path, acts }: ResolvedSide): unknown[] {
  return acts.map((act) => ({ ...act, layer: path.includes(act.layer) ? path.indexOf(act.layer) : act.layer }));
}

function readerKnobs(first: ResolvedSide, other: ResolvedSide, name: string): string[] {
  const [a, b] = [first.readers[name]!, other.readers[name]!];
  const target = a.dialect === b.dialect ? ["target"] : [];
  return [
    ...[...READER_FIELDS, ...target].filter((field) => differ(a, b, field)).map((field) => `reader.${field}`),
    ...(a.entry.scheme === b.entry.scheme ? [] : ["reader.scheme"]),
    // the outermost place is where the path begins, and no choice of the reader's
    ...(a.at === b.at || (a.at === first.path[0] && b.at === other.path[0]) ? [] : ["reader.at"]),
    ...fieldsThatDiffer(a.scenario, b.scenario).map((field) => `scenario.${field}`),
  ];
}

function fieldsThatDiffer(a: object, b: object): string[] {
  return Object.keys({ ...a, ...b }).filter((field) => differ(a, b, field));
}

function differ(a: object, b: object, field: string): boolean {
  return !isDeepStrictEqual((a as Record<string, unknown>)[field], (b as Record<string, unknown>)[field]);
}
