import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type Docker from "dockerode";
import { placesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { ROOT } from "../model/root.ts";
import type { LayerVersion } from "../model/trace.ts";
import { layerOfPlace } from "../model/words.ts";
import { byPlace } from "./collect.ts";
import type { Containers } from "./containers.ts";
import { execute } from "./exec.ts";

const CACHE = join(ROOT, ".cache", "versions.json");
const UNKNOWN = "unknown";

/** What runs at each place of a side that has a container. */
export function versionsOf(
  side: ResolvedSide,
  layers: Layers,
  containers: Containers,
): Promise<Record<string, LayerVersion>> {
  const places = placesOf(side).filter((place) => containers.has(place));
  return byPlace(places, (place) =>
    versionOf(containers.get(place)!, layers.get(layerOfPlace(place))?.versionCommand ?? null),
  );
}

/**
 * The version that the software in a container states of itself; without a command for it, the image's tag. An image does not change under
 * its id, so each image is asked once and the answer is kept: an exec costs some 50 ms that a stream next to it would feel.
 * `unknown`: it states none, or the container does not run.
 */
async function versionOf(
  container: Docker.ContainerInspectInfo,
  command: readonly string[] | null,
): Promise<LayerVersion> {
  const image = container.Config.Image;
  const about = { image, imageId: container.Image };
  if (!command) return { ...about, version: image.slice(image.lastIndexOf(":") + 1) };
  const key = `${container.Image} ${command.join(" ")}`;
  const known = readCache()[key];
  if (known !== undefined) return { ...about, version: known };
  const said = await execute(container.Id, command).catch(() => null);
  const version = /\d+(?:\.\d+)+/.exec(said?.output ?? "")?.[0];
  if (version !== undefined) writeCache({ ...readCache(), [key]: version });
  return { ...about, version: version ?? UNKNOWN };
}

function readCache(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(CACHE, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

function writeCache(versions: Record<string, string>): void {
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify(versions, null, 2));
}
