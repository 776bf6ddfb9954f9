import { join } from "node:path";
import { closest } from "fastest-levenshtein";
import { $ } from "zx/core";
import { loadLayers } from "../catalog/layers.ts";
import { LabError } from "../model/error.ts";
import { sayCount } from "../model/say.ts";
import { COMPOSE_DIR } from "../model/root.ts";
import { publishedPorts } from "../stack/hands.ts";
import { engineVersion } from "../stack/engine.ts";
import { HANDS, KEPT } from "../stack/labels.ts";
import { reapOwners } from "../stack/reap.ts";

const BODY = `'{"model":"mock","stream":true,"messages":[]}'`;

/** Starts the chains behind the named layers in the project `buffering-lab`, and prints where each layer listens. */
export async function upCommand(names: string[]): Promise<void> {
  const layers = loadLayers();
  for (const name of names) {
    if (!layers.has(name)) {
      throw new LabError("usage", `no layer is called ${name}`, {
        hint: `did you mean: ./lab up ${closest(name, [...layers.keys()])}`,
      });
    }
  }
  await engineVersion();
  const file = join(COMPOSE_DIR, "compose.yaml");
  const up = await $({ nothrow: true, quiet: true })`docker compose -f ${file} up -d --no-build ${names}`;
  if (up.exitCode !== 0) {
    const taken = /port is already allocated|address already in use/i.test(up.stderr);
    throw new LabError(taken ? "port_taken" : "layer_failed", "docker compose up failed", {
      observed: up.stderr.trim().split("\n").at(-1) ?? "",
      hint: taken ? "set another port, as in NGINX_PORT=18080 ./lab up nginx" : "./setup --check",
    });
  }
  for (const [name, port] of await publishedPorts()) {
    if (layers.get(name)?.reader) continue;
    process.stdout.write(
      `${name.padEnd(14)} curl -N http://127.0.0.1:${port}/v1/chat/completions -H 'content-type: application/json' -d ${BODY}\n`,
    );
  }
}

/** Removes what `up`, plain `docker compose up` and `--keep` left standing. */
export async function downCommand(): Promise<void> {
  await engineVersion();
  const { containers, networks } = await reapOwners([HANDS, KEPT]);
  process.stdout.write(`removed ${sayCount(containers, "container")} and ${sayCount(networks, "network")}\n`);
}
