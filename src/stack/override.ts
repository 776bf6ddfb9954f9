import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Document } from "yaml";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { LAYERS_DIR } from "../model/root.ts";
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
 * The second Compose file of a side, with what the variables of the fragments cannot say: further instances of a layer, and configs that are
 * mounted from elsewhere than the layer's own variants.
 * @param env whose `<LAYER>_IMAGE` variables are heeded
 * @param staged by place, the absolute folder that its configs are mounted from; a place left out keeps its fragment's mount
 * @returns YAML
 */
export function overrideOf(
  side: ResolvedSide,
  layers: Layers,
  staged: ReadonlyMap<string, string>,
  env: NodeJS.ProcessEnv = process.env,
  fragment: (layer: Layer) => Fragment = fragmentOf,
): string {
  const services: Record<string, unknown> = {};
  for (const [place, layer] of placesWithLayers(side, layers)) {
    const of = fragment(layer);
    const source = staged.get(place);
    const mount = source ? mountOf(source, variantsTarget(of, layer.name, layer.prefix)) : undefined;
    if (place !== layer.name) {
      const values = variablesOf(place, layer, side, env);
      services[serviceOfPlace(place)] = copyOfService(of, layer.name, layer.prefix, values, mount);
    } else if (mount) {
      services[place] = { volumes: [mount] };
    }
  }
  return new Document({ services }).toString({ lineWidth: 0 });
}
