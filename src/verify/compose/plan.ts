import { LabError } from "../../model/error.ts";
import type { Place } from "../route.ts";
import { callersOf, replacedBy } from "./calls.ts";
import type { Caller } from "./calls.ts";
import { hostsOf, sayHost } from "./hosts.ts";
import type { ModelHost } from "./hosts.ts";
import type { PlaceOf } from "./lines.ts";
import { unknownService } from "./model.ts";
import type { ComposeModel, ComposeService } from "./model.ts";

/** Where a stack is asked: a service, and the port that it listens at. */
export interface Entry {
  readonly service: string;
  /** Its name in the network: of a service that has joined another one's network, that one's. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly at: Place;
}

/** What will be run of a stack. */
export interface StackPlan {
  readonly entry: Entry;
  readonly callers: readonly Caller[];
  /** Names that the lab's model has, because they stand in an app's code. */
  readonly hosts: readonly ModelHost[];
  /** Services that are not started: the lab's model takes their place. */
  readonly replaced: ReadonlySet<string>;
  /** Image of each service. */
  readonly images: ReadonlyMap<string, string>;
  /** A sentence for each thing that is otherwise than in their file. */
  readonly assumed: readonly string[];
}

/** compose/images/node, which does nothing in the place of a service that is not started: others may wait for that one's health. */
const STAND_IN = "buffering-lab/node:24.19.0";

const TLS_PORTS = [443, 8443];

/**
 * What is run of a stack, and where it is asked.
 * @param wanted `web`, or `web:8080`, of --service
 * @param modelEnv of --model-env
 * @param exposed ports that an image itself names, by image
 * @param modelHost of --model-host
 * @throws LabError usage
 */
export function planOf(
  model: ComposeModel,
  place: PlaceOf,
  wanted: string,
  modelEnv: readonly string[],
  exposed: (image: string) => readonly number[] = () => [],
  modelHost: readonly string[] = [],
): StackPlan {
  const hosts = hostsOf(modelHost, model.services);
  const callers = callersOf(model, modelEnv, hosts);
  const replaced = replacedBy(callers, model, hosts);
  const imageAt = (name: string): string => (replaced.has(name) ? STAND_IN : imageOf(model, name));
  const images = new Map(Object.keys(model.services).map((name) => [name, imageAt(name)]));
  const entry = entryOf(model, place, wanted, (name) => exposed(imageOf(model, name)));
  if (replaced.has(entry.service)) {
    throw new LabError("usage", `--service ${wanted}: the lab's model takes its place`, {
      hint: "--model-env SERVICE:NAME",
    });
  }
  const assumed = [
    ...hosts.map(sayHost),
    ...callers.filter(({ environment }) => Object.keys(environment).length > 0).map(sayCaller),
    ...[...replaced].map((name) => `${name}: not started, the lab's model takes its place`),
    ...assumedOf({ ...model, services: startedOf(model, replaced) }),
  ];
  return { entry, callers, hosts, replaced, images, assumed };
}

/** The services that are started as they are. */
export function startedOf({ services }: ComposeModel, replaced: ReadonlySet<string>): ComposeModel["services"] {
  return Object.fromEntries(Object.entries(services).filter(([name]) => !replaced.has(name)));
}

/** As `docker compose build` names what has no name (docs.docker.com, Compose build specification, image). */
export function imageOf({ name: project, services }: ComposeModel, service: string): string {
  return services[service]?.image ?? `${project}-${service}`;
}

function entryOf(
  { services }: ComposeModel,
  place: PlaceOf,
  wanted: string,
  exposedBy: (service: string) => readonly number[],
): Entry {
  const [, name, given] = /^([^:\s]+)(?::(\d{1,5}))?$/.exec(wanted) ?? [];
  if (name === undefined || Number(given ?? 1) < 1 || Number(given ?? 1) > 65_535) {
    throw new LabError("usage", "--service is SERVICE, or SERVICE:PORT", { observed: wanted, hint: "--service web" });
  }
  const service = services[name];
  if (service === undefined) throw unknownService("--service", name, services);
  const published = (service.ports ?? []).filter(({ protocol }) => protocol !== "udp").map(({ target }) => target);
  const ports = published.length > 0 ? published : (service.expose ?? []).map((each) => parseInt(each, 10));
  const port = given === undefined ? [...ports, ...exposedBy(name)].toSorted(clearFirst)[0] : Number(given);
  if (port === undefined) {
    throw new LabError("usage", `service ${name} names no port`, { hint: `--service ${name}:8080` });
  }
  return entryAt(services, place, name, port);
}

/** An entry at a service that is there. */
export function entryAt(
  services: ComposeModel["services"],
  place: PlaceOf,
  service: string,
  port: number,
  tls = TLS_PORTS.includes(port),
): Entry {
  const [, owner] = /^service:(.+)$/.exec(services[service]?.network_mode ?? "") ?? [];
  return { service, host: owner ?? service, port, tls, at: place(["services", service]) };
}

function clearFirst(a: number, b: number): number {
  return Number(TLS_PORTS.includes(a)) - Number(TLS_PORTS.includes(b));
}

function sayCaller({ service, environment }: Caller): string {
  return `${service}: ${Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ")}`;
}

/** What the override changes beside names and ports, where a person might miss it. */
function assumedOf({ services, volumes = {} }: ComposeModel): string[] {
  const binds = Object.values(services).flatMap(({ volumes: mounts = [] }) =>
    mounts.filter((mount) => mount.type === "bind" && !mount.read_only).map(({ source }) => source!),
  );
  const scaled = Object.entries(services).filter(([, service]) => replicasOf(service) > 1);
  return [
    ...(binds.length === 0 ? [] : [`read-only: ${[...new Set(binds)].join(", ")}`]),
    ...(Object.keys(volumes).length === 0 ? [] : [`empty volumes of this run: ${Object.keys(volumes).join(", ")}`]),
    ...scaled.map(([name, service]) => `${name}: one container instead of ${replicasOf(service)}`),
  ];
}

export function replicasOf({ deploy, scale }: ComposeService): number {
  return deploy?.replicas ?? scale ?? 1;
}
