import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { $ } from "zx/core";
import { LabError } from "../model/error.ts";
import type { Layers } from "../model/layer.ts";
import { COMPOSE_DIR, ROOT } from "../model/root.ts";
import { PORTS } from "../model/wire.ts";
import { atEngine, docker } from "./engine.ts";
import { imageIds, missingImages } from "./images.ts";
import { CLONE_LABEL, HANDS, OWNER_LABEL, SERVICE_LABEL } from "./labels.ts";

/** Compose project of what a person starts: each clone has its own, so that two never take each other's containers. */
export const HANDS_PROJECT =
  process.env.COMPOSE_PROJECT_NAME ?? `buffering-lab-${createHash("sha256").update(ROOT).digest("hex").slice(0, 8)}`;

/** Two `up`s of one project at once would ask for the same names. */
const LOCK = join(ROOT, ".cache", "hands.lock");
const FILE = join(COMPOSE_DIR, "compose.yaml");

/**
 * Starts the chains behind the named layers; without names all layers.
 * @param signal aborted: Compose is told to stop, and what it has started until then stands
 * @throws LabError image_missing, before anything is started; port_taken, layer_failed
 */
export async function startByHand(names: readonly string[], layers: Layers, signal: AbortSignal): Promise<void> {
  await assertImagesOf(names, layers);
  mkdirSync(dirname(LOCK), { recursive: true });
  const up = await compose(signal)`flock --no-fork ${LOCK} docker compose -f ${FILE} up -d --no-build ${names}`;
  if (up.exitCode === 0 || signal.aborted) return;
  const taken = /port is already allocated|address already in use/i.test(up.stderr);
  throw new LabError(taken ? "port_taken" : "layer_failed", "docker compose up failed", {
    observed: up.stderr.trim().split("\n").at(-1) ?? "",
    hint: taken ? "set another port, as in NGINX_PORT=18080 ./lab up nginx" : "./setup --check",
  });
}

function compose(signal: AbortSignal) {
  const env = { ...process.env, COMPOSE_PROJECT_NAME: HANDS_PROJECT, LAB_CLONE: ROOT };
  return $({ nothrow: true, quiet: true, env, signal, killSignal: "SIGINT" });
}

/** Compose itself would name one missing image, and no command that makes it. */
async function assertImagesOf(names: readonly string[], layers: Layers): Promise<void> {
  const config = await compose(new AbortController().signal)`docker compose -f ${FILE} config --format json ${names}`;
  if (config.exitCode !== 0) {
    throw new LabError("content", "compose/compose.yaml or a fragment of it is not valid", {
      observed: config.stderr.trim(),
    });
  }
  const { services } = JSON.parse(config.stdout) as { services: Record<string, { image: string }> };
  const wanted = Object.entries(services).map(([name, { image }]) => ({
    image,
    folder: layers.get(name)?.folder ?? name,
  }));
  const missing = missingImages(wanted, await imageIds(wanted.map(({ image }) => image)));
  if (missing !== null) throw missing;
}

/** Where the layers that a person started from this clone listen on 127.0.0.1: service and port, by name. */
export async function publishedPorts(): Promise<[service: string, port: number][]> {
  const filters = { label: [`${OWNER_LABEL}=${HANDS}`, `${CLONE_LABEL}=${ROOT}`] };
  const containers = await atEngine("the published ports", () => docker.listContainers({ filters }));
  return containers
    .flatMap((each): [string, number][] => {
      const port = each.Ports.find((candidate) => candidate.PrivatePort === PORTS.http)?.PublicPort;
      return port === undefined ? [] : [[each.Labels[SERVICE_LABEL] ?? "?", port]];
    })
    .sort(([a], [b]) => a.localeCompare(b));
}
