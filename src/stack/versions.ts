import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type Docker from "dockerode";
import type { LayerVersion } from "../model/trace.ts";
import { outputOf } from "./exec.ts";

const CACHE = join(import.meta.dirname, "..", "..", ".cache", "versions.json");

/**
 * The version that the software in a running container states of itself. An image does not change under its id, so each image is asked
 * once and the answer is kept: an exec costs some 50 ms that a stream next to it would feel.
 */
export async function versionOf(
  container: Docker.ContainerInspectInfo,
  command: readonly string[] | null,
): Promise<LayerVersion> {
  const image = container.Config.Image;
  const known = readCache();
  const key = `${container.Image} ${(command ?? []).join(" ")}`;
  const version = known[key] ?? (command ? await ask(container.Id, command) : image.slice(image.lastIndexOf(":") + 1));
  if (known[key] === undefined) writeCache({ ...readCache(), [key]: version });
  return { version, image, imageId: container.Image };
}

async function ask(id: string, command: readonly string[]): Promise<string> {
  const said = await outputOf(id, command);
  return /\d+(?:\.\d+)+/.exec(said)?.[0] ?? "unknown";
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
