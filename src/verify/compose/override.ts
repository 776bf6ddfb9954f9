import { Document, isScalar, visit } from "yaml";
import type { Caller } from "./calls.ts";
import { CA_FILE } from "./hosts.ts";
import type { ComposeModel, ComposeService } from "./model.ts";
import { replicasOf } from "./plan.ts";
import type { StackPlan } from "./plan.ts";

/** Compose's `!reset`: what another file says of this is forgotten (Compose 2.24). */
const RESET = "\u0000reset";
/** The same of all that another file says below a key: `!override`. */
const OVERRIDE = "\u0000override";
/** Files of the lab's that services get. */
export interface Lent {
  readonly ca: string | null;
  /** A copy of a service's own config: what stands in it may change, and theirs does not. */
  readonly config: { readonly service: string; readonly target: string; readonly source: string } | null;
}

/** Of a container's log: what is longer tells nothing more. */
const LOG = { driver: "json-file", options: { "max-size": "10m", "max-file": "1" } };

/**
 * The second file, beside theirs, which stays as it is: nothing is published, nothing leads out of the stack, nothing of the machine is
 * written, and all of it is the lab's to take down. It has none of their values: secrets stay where they are.
 * @param labels on all that is created
 * @param lent files of the lab's: the certificate of the authority that callers by name trust, and in whose place which config is mounted
 * @returns YAML
 */
export function overrideOf(
  model: ComposeModel,
  { callers, hosts, images, replaced }: Pick<StackPlan, "callers" | "hosts" | "images" | "replaced">,
  project: string,
  labels: Readonly<Record<string, string>>,
  lent: Lent = { ca: null, config: null },
): string {
  const services = mapped(model.services, (service, name) => {
    const image = images.get(name)!;
    const isNamed = hosts.some(({ host }) => host === name);
    if (replaced.has(name)) return standInOf(service, image, labels, isNamed);
    const caller = callers.find((each) => each.service === name);
    const { ca, config } = lent;
    return serviceOf(service, image, caller, labels, {
      ca: caller?.trusts ? ca : null,
      config: config?.service === name ? config : null,
    });
  });
  const fixed = new Set(
    Object.values(model.services).flatMap(({ networks }) =>
      Object.entries(networks ?? {}).flatMap(([name, at]) => (at?.ipv4_address || at?.ipv6_address ? [name] : [])),
    ),
  );
  const networks = mapped(model.networks ?? {}, (_, name) => ({
    ...{ name: `${project}_${name}`, internal: true, driver_opts: RESET, labels },
    // addresses of theirs are taken while their own stack runs
    ...(fixed.has(name) ? {} : { ipam: RESET }),
  }));
  const volumes = mapped(model.volumes ?? {}, (_, name) => ({
    // a driver's options may name a folder of the machine
    ...{ name: `${project}_${name}`, driver: RESET, driver_opts: RESET, labels },
  }));
  return yaml({ services, networks, ...(Object.keys(volumes).length === 0 ? {} : { volumes }) });
}

function serviceOf(
  service: ComposeService,
  image: string,
  caller: Caller | undefined,
  labels: Readonly<Record<string, string>>,
  { ca, config }: Lent,
): object {
  const own = (service.volumes ?? []).filter(({ type }) => type === "bind");
  const copied = own.map((mount) => (mount.target === config?.target ? { ...mount, source: config.source } : mount));
  const mounts = [...copied, ...(ca === null ? [] : [{ source: ca, target: CA_FILE }])];
  return {
    ...{ image, build: RESET, pull_policy: "never", restart: restartOf(service) },
    ...{ ports: RESET, container_name: RESET, labels, logging: LOG },
    ...(mounts.length === 0 ? {} : { volumes: mounts.map(readOnly) }),
    ...(caller === undefined ? {} : { environment: caller.environment }),
    ...(replicasOf(service) > 1 ? { deploy: { replicas: 1 }, scale: 1 } : {}),
  };
}

/** In the place of a service that is not started: it does nothing, and is healthy. @param isNamed the lab's model has its name */
function standInOf(
  { networks, network_mode: mode }: ComposeService,
  image: string,
  labels: Readonly<Record<string, string>>,
  isNamed: boolean,
): object {
  return {
    ...{ [OVERRIDE]: true, image, pull_policy: "never", restart: "no", labels, logging: LOG },
    ...{ entrypoint: ["sleep"], command: ["infinity"], init: true, user: "65534:65534", cap_drop: ["ALL"] },
    ...(mode === undefined && !isNamed ? { networks: Object.keys(networks ?? {}) } : { network_mode: "none" }),
    healthcheck: { test: ["CMD", "true"], interval: "1s" },
  };
}

/** A stack may need a second try while its database starts; but none of it is to come back when the machine does. */
function restartOf({ restart = "no", deploy }: ComposeService): string {
  return restart === "no" && deploy?.restart_policy === undefined ? "no" : "on-failure:10";
}

/** A mount is the same one as theirs if it has the same target. */
function readOnly({ source, target }: { readonly source?: string; readonly target: string }): object {
  return { type: "bind", source, target, read_only: true, bind: { create_host_path: false } };
}

function mapped<T, R>(all: Readonly<Record<string, T>>, each: (value: T, name: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, each(value, name)]));
}

function yaml(value: object): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: "1.1" }); // as Compose reads it: "no" is a word;
  visit(document, {
    Map: (_, node) => {
      if (node.delete(OVERRIDE)) node.tag = "!override";
    },
    Scalar: (_, node) => {
      if (!isScalar(node) || node.value !== RESET) return;
      node.value = null;
      node.tag = "!reset";
    },
  });
  return document.toString({ lineWidth: 0 });
}
