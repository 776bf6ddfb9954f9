import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import { placesOf, Reader } from "../model/experiment.ts";
import type { Config, Entry, Experiment, ResolvedReader, ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { seededUniform } from "../model/random.ts";
import { Scenario } from "../model/scenario.ts";
import type { ScenarioInput, ScenarioOverrides } from "../model/scenario.ts";
import { PORTS, UPSTREAM_HOST } from "../model/wire.ts";
import { DIALECT_TARGETS, layerOfPlace, hostOfPlace } from "../model/words.ts";

type Side = Experiment["sides"][string];
type Readers = Experiment["readers"];
type Sides = Pick<Experiment, "path" | "beside" | "scenario" | "readers" | "acts" | "sides">;

/**
 * The sides with all that they inherit filled in, configs as texts included: from here on nothing looks an experiment up again.
 * @param overrides from --tokens and the like: they win over every scenario
 * @throws LabError content for a variant that a layer does not have (rules.ts tells all of them at once)
 */
export function resolveSides(experiment: Sides, layers: Layers, overrides: ScenarioOverrides = {}): ResolvedSide[] {
  return Object.entries(experiment.sides).map(([name, side]) => {
    const path = side.path ?? experiment.path;
    const beside = side.beside ?? experiment.beside;
    const written = { ...experiment.scenario, ...side.scenario };
    const readers = resolveReaders(mergeReaders(experiment.readers, side.readers), path, (own = {}) =>
      v.parse(Scenario, { ...written, ...own, ...overrides }),
    );
    return {
      ...{ name, path, beside, readers },
      configs: configsOf(side, placesOf({ path, beside, readers }), layers),
      versions: side.versions,
      scenario: v.parse(Scenario, { ...written, ...overrides }),
      acts: side.acts ?? experiment.acts,
      ...(side.healthzStatus === undefined ? {} : { healthzStatus: side.healthzStatus }),
      ...(side.expect === undefined ? {} : { expect: side.expect }),
    };
  });
}

/** A reader that a side does not name stays as it is; one that only the side names starts from the defaults. */
export function mergeReaders(base: Readers, own: Side["readers"]): Readers {
  const merged = { ...base };
  for (const [name, reader] of Object.entries(own ?? {})) {
    const scenario = { ...base[name]?.scenario, ...reader.scenario };
    merged[name] = v.parse(Reader, { ...base[name], ...reader, scenario });
  }
  return merged;
}

/** Names of the readers that one entry stands for: itself, or `<name>-1` ... where it is more than one. */
export function readerNames(name: string, { count }: Pick<Readers[string], "count">): string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

function resolveReaders(
  readers: Readers,
  path: readonly string[],
  scenarioWith: (own?: ScenarioInput) => Scenario,
): Record<string, ResolvedReader> {
  const expanded = Object.entries(readers).flatMap(([name, reader]) => {
    const { count, everyMs, scheme, scenario, target, at = path[0]!, picks, ...kept } = reader;
    const resolved = {
      ...{ ...kept, at, entry: entryOf(at, path, scheme) },
      target: target ?? DIALECT_TARGETS[reader.dialect],
    };
    const pick = picker(picks);
    return readerNames(name, { count }).map((each, index): [string, ResolvedReader] => [
      each,
      { ...resolved, scenario: scenarioWith({ ...scenario, ...pick() }), startMs: reader.startMs + index * everyMs },
    ]);
  });
  return Object.fromEntries(expanded);
}

/** What one reader after the other is given of the lists; nothing where there are none. */
function picker({ seed, ...lists }: NonNullable<Reader["picks"]> = { seed: 1 }): () => ScenarioInput {
  const uniform = seededUniform(seed);
  const pick = (list: number[] = []): number | undefined => list[Math.floor(uniform() * list.length)];
  return () => Object.fromEntries(Object.entries(lists).map(([field, list]) => [field, pick(list)]));
}

/** The outermost place is what a reader's `upstream` links to; any other is found under its service's name. */
function entryOf(at: string, path: readonly string[], scheme: Entry["scheme"]): Entry {
  return { scheme, host: at === path[0] ? UPSTREAM_HOST : hostOfPlace(at), port: PORTS[scheme] };
}

function configsOf(side: Side, places: readonly string[], layers: Layers): Record<string, Config> {
  const configs = places.flatMap((place): [string, Config][] => {
    const layer = layers.get(layerOfPlace(place));
    const name = side.variants[place] ?? layer?.defaultVariant ?? undefined;
    return layer === undefined || name === undefined ? [] : [[place, configOf(layer, name)]];
  });
  return Object.fromEntries(configs);
}

/**
 * A layer's variant as a value.
 * @throws LabError content, when the layer has none of this name
 */
export function configOf(layer: Layer, name: string): Config {
  const files = layer.variants.get(name);
  if (files === undefined) throw new LabError("content", `${layer.name} has no variant ${name}`);
  const folder = `${sep}${join(layer.folder, "variants")}${sep}`;
  const texts = files.map((file): [string, string] => [file.split(folder).at(-1)!, readFileSync(file, "utf8")]);
  return { name, files: Object.fromEntries(texts), source: "layer" };
}
