import { loadLayers } from "../catalog/layers.ts";
import { LabError } from "../model/error.ts";
import type { Layers } from "../model/layer.ts";
import { sayCount } from "../model/say.ts";
import { engineVersion } from "../stack/engine.ts";
import { HANDS_PROJECT, publishedPorts, startByHand } from "../stack/hands.ts";
import { reapStanding } from "../stack/reap.ts";
import { nearestName } from "./select.ts";

const BODY = `'{"model":"mock","stream":true,"messages":[]}'`;
const SIGINT_CODE = 130;

/** Starts the chains behind the named layers in this clone's own project, and prints where each layer listens. */
export async function upCommand(names: string[]): Promise<void> {
  const layers = loadLayers();
  for (const name of names) assertLayer(name, layers);
  await engineVersion();
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort());
  await startByHand(names, layers, stopped.signal);
  if (stopped.signal.aborted) {
    process.stderr.write("\nSIGINT: what has started until now stands\n  next:     ./lab down\n");
    process.exitCode = SIGINT_CODE;
    return;
  }
  const lines = (await publishedPorts()).flatMap(([name, port]) => lineOf(name, port, layers));
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  process.stderr.write(`their logs: docker compose -p ${HANDS_PROJECT} logs -f     when done: ./lab down\n`);
}

function assertLayer(name: string, layers: Layers): void {
  if (layers.has(name)) return;
  const nearest = nearestName(name, [...layers.keys()]);
  throw new LabError("usage", `no layer is called ${name}`, {
    hint: nearest === null ? `one of ${[...layers.keys()].join(" ")}` : `did you mean: ./lab up ${nearest}`,
  });
}

/** How a person asks a layer; a reader asks by itself. */
function lineOf(name: string, port: number, layers: Layers): string[] {
  const layer = layers.get(name);
  if (layer?.reader) return [];
  const how = layer?.askedWith
    ? `speaks no HTTP; to ask it: ${layer.askedWith}`
    : `curl -N http://127.0.0.1:${port}/v1/chat/completions -H 'content-type: application/json' -d ${BODY}`;
  return [`${name.padEnd(14)} ${how}`];
}

/** Removes what `up`, plain `docker compose up` and `--keep` of this clone left standing. */
export async function downCommand(): Promise<void> {
  await engineVersion();
  const { containers, networks } = await reapStanding();
  process.stdout.write(`removed ${sayCount(containers, "container")} and ${sayCount(networks, "network")}\n`);
}
