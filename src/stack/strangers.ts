import { closest, distance } from "fastest-levenshtein";
import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { atEngine, docker, statusOf } from "./engine.ts";
import { PROJECT_LABEL, SERVICE_LABEL } from "./labels.ts";
import { bridgeOf } from "./networks.ts";
import type { TapPlace } from "./tap.ts";

/** Where to listen to a stack that somebody else has started, and who is who in it. */
export interface Stranger {
  readonly places: readonly Pick<TapPlace, "network" | "device" | "filter">[];
  /** Names by address. */
  readonly names: ReadonlyMap<string, string>;
  /** What will not be heard, and why. */
  readonly unheard: readonly string[];
}

/** Compose's own: which of a service's containers. */
const NUMBER_LABEL = "com.docker.compose.container-number";
/** Who asks from outside of all networks. */
export const HOST = "host";

type Info = Docker.ContainerInspectInfo;

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
    const ids = new Set(containers.flatMap(networkIdsOf));
    const networks = await Promise.all(
      [...ids].map((id) => docker.getNetwork(id).inspect() as Promise<Docker.NetworkInspectInfo>),
    );
    const bridges = networks.map((network) => ({ network, bridge: bridgeOf(network) }));
    const joined = containers.flatMap(
      ({ HostConfig: { NetworkMode } }) => /^container:(.+)$/.exec(NetworkMode ?? "")?.[1] ?? [],
    );
    return {
      places: [
        ...bridges.flatMap(({ bridge }) => (bridge ? [{ network: "host", device: bridge.device, filter: "tcp" }] : [])),
        ...[...new Set(joined)].map((id) => ({ network: `container:${id}`, device: "lo", filter: "tcp" })),
      ],
      names: namesOf(
        containers,
        bridges.flatMap(({ bridge }) => bridge?.gateways ?? []),
      ),
      unheard: [
        ...bridges.flatMap(({ bridge, network }) =>
          bridge ? [] : [`network ${network.Name} is no bridge (${network.Driver})`],
        ),
        ...containers
          .filter(onHost)
          .map((each) => `${nameOf(each, containers)} uses the host's network: --container ${plainName(each)}`),
      ],
    };
  });
}

/**
 * One container's own network, whatever it hangs on.
 * @throws LabError usage for one that does not run, with the nearest that does
 */
export async function strangerContainer(name: string): Promise<Stranger> {
  return atEngine(`the container ${name}`, async () => {
    const running = await docker.listContainers();
    const info = await inspected(name, running);
    const others = await Promise.all(running.map(({ Id }) => inspectOrNull(Id)));
    const ids = networkIdsOf(info);
    const near = others.flatMap((each) => (each && networkIdsOf(each).some((id) => ids.includes(id)) ? [each] : []));
    const names = new Map(namesOf(near, []));
    for (const address of ["127.0.0.1", "::1", ...addressesIn(info)]) names.set(address, plainName(info));
    return { places: [{ network: `container:${info.Id}`, device: "any", filter: "tcp" }], names, unheard: [] };
  });
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

function addressesIn({ NetworkSettings }: Info): string[] {
  return Object.values(NetworkSettings.Networks).flatMap(({ IPAddress, GlobalIPv6Address }) =>
    [IPAddress, GlobalIPv6Address].filter(Boolean),
  );
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

function plainName({ Name }: Info): string {
  return Name.replace(/^\//, "");
}

function onHost({ HostConfig: { NetworkMode } }: Info): boolean {
  return NetworkMode === "host";
}
