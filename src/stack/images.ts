import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { docker, statusOf } from "./engine.ts";
import { imageOf, layersOf } from "./environment.ts";

/**
 * Looks for every image that the sides need, so that nothing is started that cannot be finished, and nothing is built or pulled unasked.
 * @throws LabError image_missing, naming all that are missing
 */
export async function assertImages(sides: readonly ResolvedSide[], layers: Layers): Promise<void> {
  const wanted = new Map<string, string>();
  for (const side of sides) {
    for (const layer of layersOf(side, layers)) wanted.set(imageOf(layer, side), layer.folder);
  }
  const found = await Promise.all([...wanted.keys()].map(exists));
  const missing = [...wanted].filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  const foreign = missing
    .filter(([image]) => !image.startsWith("buffering-lab/"))
    .map(([image]) => `docker pull ${image}`);
  throw new LabError("image_missing", `image not on this machine: ${missing.map(([image]) => image).join(", ")}`, {
    hint: foreign[0] ?? `./setup ${missing.map(([, folder]) => folder).join(" ")}`,
  });
}

async function exists(image: string): Promise<boolean> {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}
