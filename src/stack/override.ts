import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Document, parse } from "yaml";
import type { Node } from "yaml";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { COMPOSE_DIR, LAYERS_DIR } from "../model/root.ts";
import { MOCK } from "../model/wire.ts";
import { serviceOfPlace } from "../model/words.ts";
import { placesWithLayers, variablesOf } from "./environment.ts";
import type { Fragment } from "./fragment.ts";
import { copyOfService, mountOf, variantsTarget } from "./fragment.ts";

/** Reads the fragment that a layer belongs to. */
export function fragmentOf(layer: Pick<Layer, "folder">): Fragment {
  const file = join(LAYERS_DIR, layer.folder, "compose.yaml");
  return { file, text: readFileSync(file, "utf8") };
}

/**
 * The first Compose file of a side: compose/compose.yaml with the fragments that this side needs, and no other. Compose reads each fragment
 * anew for every side, so 25 of them cost a third of a second of one core.
 * A fragment's defaults come along: were a variable of it misspelt, the default would stand, and must be seen standing (wiring.ts).
 * @returns YAML
 */
export function stackOf(side: ResolvedSide, layers: Layers, fragment: (layer: Layer) => Fragment = fragmentOf): string {
  const files = new Set<string>();
  const include = (layer: Layer | undefined): void => {
    if (!layer) return;
    const { file, text } = fragment(layer);
    if (files.has(file)) return;
    files.add(file);
    for (const [, name] of text.matchAll(/\$\{[A-Z0-9_]+_UPSTREAM:-([^}]+)\}/g)) include(layers.get(name!));
  };
  for (const [, layer] of placesWithLayers(side, layers)) include(layer);
  const whole = parse(readFileSync(join(COMPOSE_DIR, "compose.yaml"), "utf8")) as Record<string, unknown>;
  return new Document({ ...whole, include: [...files] }).toString({ lineWidth: 0 });
}

/** What the second Compose file of a side is written with. */
export interface OverrideOptions {
  /** By place, the absolute folder that its configs are mounted from; a place left out keeps its fragment's mount. */
  readonly staged: ReadonlyMap<string, string>;
  /** Whose `<LAYER>_IMAGE` variables are heeded. */
  readonly env: NodeJS.ProcessEnv;
  /** Every place has a port on the host, as a person wants it who looks at a side that is kept. */
  readonly published: boolean;
}

/**
 * The second Compose file of a side, with what the variables of the fragments cannot say: further instances of a layer, and configs that are
 * mounted from elsewhere than the layer's own variants. Nobody asks a place between reader and mock from the host, so it publishes no port:
 * the engine's rules for one cost 50 ms of one core.
 * @returns YAML
 */
export function overrideOf(
  side: ResolvedSide,
  layers: Layers,
  { staged, env, published }: OverrideOptions,
  fragment: (layer: Layer) => Fragment = fragmentOf,
): string {
  const document = new Document({ services: {} });
  for (const [place, layer] of placesWithLayers(side, layers)) {
    const of = fragment(layer);
    const source = staged.get(place);
    const mount = source ? mountOf(source, variantsTarget(of, layer.name, layer.prefix)) : undefined;
    const service =
      place === layer.name
        ? document.createNode(mount ? { volumes: [mount] } : {})
        : copyOfService(of, layer.name, layer.prefix, variablesOf(place, layer, side, env), mount);
    if (!published && !layer.reader && layer.name !== MOCK) service.set("ports", noneOf(document));
    if (service.items.length > 0) document.setIn(["services", serviceOfPlace(place)], service);
  }
  return document.toString({ lineWidth: 0 });
}

/** An empty list in place of what the fragment has (Compose file reference, "Merge", `!reset`). */
function noneOf(document: Document): Node {
  const none = document.createNode([], { flow: true });
  none.tag = "!reset";
  return none;
}
