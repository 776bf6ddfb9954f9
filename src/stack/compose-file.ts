import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Document, isSeq, parse } from "yaml";
import type { YAMLMap } from "yaml";
import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { COMPOSE_DIR, LAYERS_DIR } from "../model/root.ts";
import { MOCK } from "../model/wire.ts";
import { hostOfPlace, layerOfPlace } from "../model/words.ts";
import { placesWithLayers, upstreamOf, valuesOf } from "./environment.ts";
import type { Fragment } from "./fragment.ts";
import { copyOfService, mountOf, restOf, variantsTarget } from "./fragment.ts";
import { isShared, serviceOf } from "./services.ts";

/** Reads the fragment that a layer belongs to. */
export function fragmentOf(layer: Pick<Layer, "folder">): Fragment {
  const file = join(LAYERS_DIR, layer.folder, "compose.yaml");
  return { file, text: readFileSync(file, "utf8") };
}

/** What the Compose file of a stack is written with. */
export interface ComposeFileOptions {
  /** By service, the absolute folder that its configs are mounted from; a service left out keeps its fragment's mount. */
  readonly staged: ReadonlyMap<string, string>;
  /** Whose `<LAYER>_IMAGE` variables are heeded. */
  readonly env: NodeJS.ProcessEnv;
  /** Every place has a port on the host, as a person wants it who looks at a side that is kept. */
  readonly published: boolean;
}

/**
 * The Compose file of a stack: each place of its sides as a copy of the layer's service, with the variables filled in. Nothing is left for
 * Compose to look up: reading all fragments for each side cost a third of a second of one core.
 * @returns YAML
 * @throws LabError content where two sides' places would have one name
 */
export function composeFileOf(
  sides: readonly ResolvedSide[],
  layers: Layers,
  options: ComposeFileOptions,
  fragment: (layer: Layer) => Fragment = fragmentOf,
): string {
  const whole = parse(readFileSync(join(COMPOSE_DIR, "compose.yaml"), "utf8")) as Record<string, unknown>;
  const document = new Document({ ...whole, services: {} });
  document.delete("include");
  for (const side of sides) {
    for (const [place, layer] of placesWithLayers(side, layers)) {
      const service = serviceOf(side, place, layers);
      if (document.hasIn(["services", service])) {
        if (isShared(side, place, layers)) continue;
        throw new LabError("content", `side ${side.name}: another side has a service ${service} too`, {
          hint: "call one of the two sides otherwise",
        });
      }
      const of = fragment(layer);
      document.setIn(["services", service], placeOf(side, place, layers, of, options));
      for (const [key, rest] of restOf(of)) {
        for (const [name, value] of Object.entries(rest)) document.setIn([key, name], document.createNode(value));
      }
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** One place of a side, as a service. */
function placeOf(
  side: ResolvedSide,
  place: string,
  layers: Layers,
  fragment: Fragment,
  { staged, env, published }: ComposeFileOptions,
): YAMLMap {
  const layer = layers.get(layerOfPlace(place))!;
  const source = staged.get(serviceOf(side, place, layers));
  const mount = source ? mountOf(source, variantsTarget(fragment, layer.name, layer.prefix)) : undefined;
  const service = copyOfService(fragment, layer.name, layer.prefix, valuesOf(place, layers, side, env), mount);
  // nobody asks a place between reader and mock from the host; the engine's rules for a port cost 50 ms of one core
  if (!published && !layer.reader && layer.name !== MOCK) service.delete("ports");
  linkTo(service, side, place, layers);
  return service;
}

/** A place finds what is behind it, and what stands beside the path, by their plain names. */
function linkTo(service: YAMLMap, side: ResolvedSide, place: string, layers: Layers): void {
  if (upstreamOf(place, side) === null) {
    service.delete("links");
    return;
  }
  const behind = side.path.slice(side.path.indexOf(place) + 1);
  const links = service.get("links");
  if (!isSeq(links)) return;
  for (const other of [...behind, ...side.beside]) {
    const [name, alias] = [serviceOf(side, other, layers), hostOfPlace(other)];
    if (name !== alias) links.add(`${name}:${alias}`);
  }
}
