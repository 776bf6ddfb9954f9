import { networkInterfaces } from "node:os";
import { closest, distance } from "fastest-levenshtein";
import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { atEngine, docker, statusOf } from "./engine.ts";
import { PROJECT_LABEL, SERVICE_LABEL } from "./labels.ts";
import { bridgeOf } from "./networks.ts";
import {
  addressesIn,
  LOOPBACK,
  isOwnedBy,
  loopbackIn,
  noteOn,
  ownerOf,
  plainName,
  sharedBy,
} from "./shared-network.ts";
import type { Info } from "./shared-network.ts";
import type { TapPlace } from "./tap.ts";

/** Where to listen, and whose loopback is heard there; null: nobody's, or everybody's. */
export type StrangerPlace = Pick<TapPlace, "network" | "device" | "filter"> & { readonly loopbackOf: string | null };

/** Where to listen to a stack that somebody else has started, and who is who in it. */
export interface Stranger {
  readonly places: readonly StrangerPlace[];
  /** Names by address. */
  readonly names: ReadonlyMap<string, string>;
  /** Networks that several are in, by address (`127.0.0.1%web`): each is called after its owner. */
  readonly shared: ReadonlyMap<string, string>;
  /** What will not be heard, or not be told apart, and why. */
  readonly notes: readonly string[];
}

/** Compose's own: which of a service's containers. */
const NUMBER_LABEL = "com.docker.compose.container-number";
/** Who asks from outside of all networks. */
export const HOST = "host";

/**
 * The networks of a Compose project that runs, and its services.
 * @throws LabError usage for a project that does not run, with those that do
 */
export async function strangerProject(project: string): Promise<Stranger> {
  return atEngine(`the project ${project}`, async () => {
    const running = await docker.listContainers();
    const own = running.filter(({ Labels }) => Labels[PROJECT_LABEL] === project);
    if (own.length === 0) throw unknownProject(project, running);
    const containers = await Promise.all(own.map(({ Id }) => docker.getContainer(Id).inspect()));
    const owners = await Promise.all([...new Set(containers.flatMap(ownerOf))].map(inspectOrNull));
    const shared = owners.flatMap((owner) => (owner ? [sharedBy(owner, containers, nameOf(owner, containers))] : []));
    const ids = [...new Set(containers.flatMap(networkIdsOf))];
    const networks = await Promise.all(ids.map(networkOf));
    const bridges = networks.map((network) => ({ network, bridge: bridgeOf(network) }));
    const gateways = bridges.flatMap(({ bridge }) => bridge?.gateways ?? []);
    return {
      places: [
        ...bridges.flatMap(({ bridge }) => (bridge ? [placeIn("host", bridge.device)] : [])),
        ...shared.map(({ owner, name }) => placeIn(`container:${owner.Id}`, "lo", name)),
      ],
      names: namesOf(containers, gateways),
      shared: new Map(shared.flatMap(({ addresses }) => addresses)),
      notes: [
        ...bridges.flatMap(({ bridge, network }) =>
          bridge ? [] : [`not heard: network ${network.Name} is no bridge (${network.Driver})`],
        ),
        ...containers
          .filter(onHost)
          .map(
            (each) => `not heard: ${nameOf(each, containers)} uses the host's network: --container ${plainName(each)}`,
          ),
        ...shared.map(({ note }) => note),
      ],
    };
  });
}

/**
 * One container's own network, whatever it hangs on, with all who share it.
 * @throws LabError usage for one that does not run, with the nearest that does
 */
export async function strangerContainer(name: string): Promise<Stranger> {
  return atEngine(`the container ${name}`, async () => {
    const running = await docker.listContainers();
    const info = await inspected(name, running);
    const others = (await Promise.all(running.map(({ Id }) => inspectOrNull(Id)))).flatMap((each) => each ?? []);
    if (onHost(info)) return strangerHost(info, others);
    const [ownerId] = ownerOf(info);
    const owner = (ownerId === undefined ? null : await inspectOrNull(ownerId)) ?? info;
    const ids = networkIdsOf(owner);
    const near = others.filter((each) => networkIdsOf(each).some((id) => ids.includes(id)));
    const names = new Map(namesOf(near, []));
    const place = (loopbackOf: string | null): StrangerPlace => placeIn(`container:${info.Id}`, "any", loopbackOf);
    if (others.some((other) => isOwnedBy(other, owner))) {
      const { name: network, addresses, note } = sharedBy(owner, others, plainName(owner));
      return { places: [place(network)], names, shared: new Map(addresses), notes: [note] };
    }
    for (const address of [...LOOPBACK, ...addressesIn(info)]) names.set(address, plainName(info));
    return { places: [place(null)], names, shared: new Map(), notes: [] };
  });
}

/** The host's network: of every process on it. */
async function strangerHost(info: Info, others: readonly Info[]): Promise<Stranger> {
  const networks = await Promise.all((await docker.listNetworks()).map(({ Id }) => networkOf(Id)));
  const gateways = networks.flatMap((network) => bridgeOf(network)?.gateways ?? []);
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  return {
    places: [placeIn(`container:${info.Id}`, "any", HOST)],
    names: namesOf(others, []),
    shared: new Map([...loopbackIn(HOST), ...[...gateways, ...own].map((address) => [address, HOST] as const)]),
    notes: [noteOn(HOST, "all on the host's network")],
  };
}

function placeIn(network: string, device: string, loopbackOf: string | null = null): StrangerPlace {
  return { network, device, filter: "tcp", loopbackOf };
}

function networkOf(id: string): Promise<Docker.NetworkInspectInfo> {
  return docker.getNetwork(id).inspect() as Promise<Docker.NetworkInspectInfo>;
}

/** Null: it has gone since it was listed. */
async function inspectOrNull(id: string): Promise<Info | null> {
  return docker
    .getContainer(id)
    .inspect()
    .catch(() => null);
}

async function inspected(name: string, running: readonly Docker.ContainerInfo[]): Promise<Info> {
  try {
    const info = await docker.getContainer(name).inspect();
    if (info.State.Running) return info;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
  const names = running.map(({ Names }) => Names[0]?.replace(/^\//, "") ?? "");
  throw new LabError("usage", `no container ${name} runs`, { hint: suggestion("--container", name, names) });
}

function unknownProject(project: string, running: readonly Docker.ContainerInfo[]): LabError {
  const names = [...new Set(running.flatMap(({ Labels }) => Labels[PROJECT_LABEL] ?? []))];
  return new LabError("usage", `no Compose project ${project} runs`, {
    ...(names.length > 0 ? { observed: names.join(", ") } : { observed: "no project runs" }),
    hint: suggestion("--project", project, names),
  });
}

function suggestion(flag: string, name: string, names: readonly string[]): string {
  const nearest = names.length === 0 ? "" : closest(name, [...names]);
  const near = nearest !== "" && distance(name, nearest) <= Math.max(3, name.length / 2);
  return near ? `did you mean: ./lab locate ${flag} ${nearest}` : "docker compose ls   shows what runs";
}

function networkIdsOf({ NetworkSettings }: Info): string[] {
  const named = Object.entries(NetworkSettings.Networks).filter(([name]) => name !== "host" && name !== "none");
  return named.flatMap(([, { NetworkID }]) => (NetworkID ? [NetworkID] : []));
}

function namesOf(containers: readonly Info[], gateways: readonly string[]): Map<string, string> {
  const named = containers.flatMap((each) =>
    addressesIn(each).map((address) => [address, nameOf(each, containers)] as const),
  );
  return new Map([...gateways.map((address) => [address, HOST] as const), ...named]);
}

/** Its service, with its number where there are several; of no project: its own name. */
function nameOf(container: Info, all: readonly Info[]): string {
  const of = ({ Config: { Labels } }: Info): string => `${Labels[PROJECT_LABEL]} ${Labels[SERVICE_LABEL]}`;
  const { [SERVICE_LABEL]: service, [NUMBER_LABEL]: number } = container.Config.Labels;
  if (service === undefined) return plainName(container);
  return all.filter((each) => of(each) === of(container)).length > 1 ? `${service}-${number}` : service;
}

function onHost({ HostConfig: { NetworkMode } }: Info): boolean {
  return NetworkMode === "host";
}
