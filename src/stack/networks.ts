import type Docker from "dockerode";
import type { Services } from "./containers.ts";
import { atEngine, docker } from "./engine.ts";
import { PROJECT_LABEL } from "./labels.ts";

/** A network that a tap can listen to from the host. */
export interface Bridge {
  readonly id: string;
  readonly name: string;
  /** Its interface on the host. */
  readonly device: string;
  /** Addresses of the host in it: what comes from there is control traffic, or a reader on the host. */
  readonly gateways: readonly string[];
}

/** Docker's own option for the interface's name; without one it is called after the network's id. */
const DEVICE_OPTION = "com.docker.network.bridge.name";

/** The bridge of a network; null: it is of another kind (overlay, macvlan), and has none. */
export function bridgeOf({ Id, Name, Driver, Options, IPAM }: Docker.NetworkInspectInfo): Bridge | null {
  if (Driver !== "bridge") return null;
  const device = (Options as Record<string, string> | null)?.[DEVICE_OPTION] ?? `br-${Id.slice(0, 12)}`;
  const gateways = (IPAM?.Config ?? []).flatMap((config) => (config.Gateway ? [config.Gateway.split("/")[0]!] : []));
  return { id: Id, name: Name, device, gateways };
}

/** The networks of a Compose project, as far as they are there by now. */
export function networksOf(project: string): Promise<Docker.NetworkInspectInfo[]> {
  const filters = { label: [`${PROJECT_LABEL}=${project}`] };
  return atEngine(`the networks of ${project}`, () => docker.listNetworks({ filters }));
}

/** All addresses of containers, each with the service that has it. */
export function addressesOf(containers: Services): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const [service, { NetworkSettings }] of containers) {
    for (const { IPAddress, GlobalIPv6Address } of Object.values(NetworkSettings.Networks)) {
      for (const address of [IPAddress, GlobalIPv6Address]) if (address) addresses.set(address, service);
    }
  }
  return addresses;
}

/** Ids of containers whose network others have joined: what those say to each other goes over no bridge. */
export function sharedNamespaces(containers: Services): string[] {
  const joined = [...containers.values()].flatMap(({ HostConfig: { NetworkMode } }) => {
    const [, id] = /^container:(.+)$/.exec(NetworkMode ?? "") ?? [];
    return id === undefined ? [] : [id];
  });
  return [...new Set(joined)];
}
