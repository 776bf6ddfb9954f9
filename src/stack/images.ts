import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { docker, engineFault, statusOf } from "./engine.ts";
import { imageOf, imageVariableOf, placesWithLayers } from "./environment.ts";

/**
 * `[host[:port]/]path[:tag][@digest]`, as the engine takes it (github.com/distribution/reference, the grammar in reference.go), or an image's
 * id: both read as this.
 */
const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?/`;
const COMPONENT = "[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(
  String.raw`^(?:${HOST})?${COMPONENT}(?:/${COMPONENT})*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,})?$`,
);

/** One image that a side needs, and who asked for it. */
interface Wanted {
  readonly image: string;
  readonly folder: string;
  /** The caller's variable that names it; null: fragment or experiment do. */
  readonly variable: string | null;
}

function wantedBy(sides: readonly ResolvedSide[], layers: Layers, env: NodeJS.ProcessEnv): Wanted[] {
  return sides.flatMap((side) =>
    placesWithLayers(side, layers).map(([place, layer]) => ({
      image: imageOf(place, layer, side, env),
      folder: layer.folder,
      variable: imageVariableOf(place, layer, side, env),
    })),
  );
}

/**
 * Looks for every image that the sides need, so that nothing is started that cannot be finished, and nothing is built or pulled unasked.
 * @throws LabError usage for what is no image name (it names the variable); image_missing, naming all that are missing
 */
export async function assertImages(
  sides: readonly ResolvedSide[],
  layers: Layers,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const wanted = wantedBy(sides, layers, env);
  for (const { image, variable } of wanted) {
    if (REFERENCE.test(image)) continue;
    throw new LabError("usage", `${variable ?? "a version"} is not the name of an image`, {
      observed: image,
      limit: "[host/]name[:tag][@digest], as in nginx:1.29",
      hint: variable ? `unset ${variable}` : "./lab list",
    });
  }
  const missing = missingImages(wanted, await imageIds(wanted.map(({ image }) => image)));
  if (missing !== null) throw missing;
}

/** The error that names every image without an id, and the command that gets them; null: none is missing. */
export function missingImages(
  wanted: readonly { image: string; folder: string }[],
  ids: Readonly<Record<string, string>>,
): LabError | null {
  const missing = new Map(wanted.filter(({ image }) => !(image in ids)).map(({ image, folder }) => [image, folder]));
  if (missing.size === 0) return null;
  const foreign = [...missing.keys()].find((image) => !image.startsWith("buffering-lab/"));
  return new LabError("image_missing", `image not on this machine: ${[...missing.keys()].join(", ")}`, {
    hint: foreign === undefined ? `./setup ${[...new Set(missing.values())].join(" ")}` : `docker pull ${foreign}`,
  });
}

/**
 * What the caller's environment changed of these sides: image by variable (`NGINX_IMAGE`). A variable that no place of theirs heeds, or that
 * names the image that would run anyway, changes nothing.
 */
export function imageOverrides(
  sides: readonly ResolvedSide[],
  layers: Layers,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const side of sides) {
    for (const [place, layer] of placesWithLayers(side, layers)) {
      const variable = imageVariableOf(place, layer, side, env);
      const image = imageOf(place, layer, side, env);
      if (variable !== null && image !== layer.image) overrides[variable] = image;
    }
  }
  return overrides;
}

/** The engine's id (`sha256:...`) of each of these images; one that is not on this machine is left out. */
export async function imageIds(images: readonly string[]): Promise<Record<string, string>> {
  const entries = await Promise.all([...new Set(images)].map(async (image) => [image, await idOf(image)] as const));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}

async function idOf(image: string): Promise<string | null> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineFault(`image ${image}`, error);
  }
}
