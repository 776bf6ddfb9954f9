import type Docker from "dockerode";

export type Info = Docker.ContainerInspectInfo;

/** A network that containers share: each has the owner's addresses, and they talk to each other over its loopback. */
export interface SharedNetwork {
  readonly owner: Info;
  readonly name: string;
  /** The network's name by each of its addresses. */
  readonly addresses: readonly (readonly [address: string, name: string])[];
  /** For a person: who cannot be told apart by address. */
  readonly note: string;
}

export const LOOPBACK = ["127.0.0.1", "::1"];

/** The container whose network this one has joined (`network_mode: service:web`), by id or name; empty: it has its own. */
export function ownerOf({ HostConfig: { NetworkMode } }: Info): string[] {
  return /^container:(.+)$/.exec(NetworkMode ?? "")?.slice(1) ?? [];
}

export function isOwnedBy(container: Info, owner: Info): boolean {
  return ownerOf(container).some((id) => id === owner.Id || id === plainName(owner));
}

/** @param name what the owner, and so the network, is called */
export function sharedBy(owner: Info, containers: readonly Info[], name: string): SharedNetwork {
  const joined = containers.filter((each) => isOwnedBy(each, owner)).map(plainName);
  return {
    ...{ owner, name },
    addresses: [...loopbackIn(name), ...addressesIn(owner).map((address) => [address, name] as const)],
    note: noteOn(name, [plainName(owner), ...joined].join(", ")),
  };
}

/** Loopback as captures of that network have it (hops/captures.ts). */
export function loopbackIn(network: string): (readonly [address: string, name: string])[] {
  return LOOPBACK.map((address) => [`${address}%${network}`, network] as const);
}

export function noteOn(network: string, who: string): string {
  return `one network for ${who}: each is named by its port (${network}:8000), or by --map 127.0.0.1:8000=NAME`;
}

/** Every address of a container. */
export function addressesIn({ NetworkSettings }: Info): string[] {
  return Object.values(NetworkSettings.Networks).flatMap(({ IPAddress, GlobalIPv6Address }) =>
    [IPAddress, GlobalIPv6Address].filter(Boolean),
  );
}

/** Its own name, as `docker ps` has it. */
export function plainName({ Name }: Info): string {
  return Name.replace(/^\//, "");
}
