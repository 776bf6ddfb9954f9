import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import type { LayerVersion } from "../model/trace.ts";
import { docker } from "./engine.ts";

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
  const exec = await docker.getContainer(id).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  // demuxStream does not end its targets
  stream.on("end", () => {
    out.end();
    err.end();
  });
  const said = (await Promise.all([text(out), text(err)])).join(" ");
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
