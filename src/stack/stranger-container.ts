import { networkInterfaces } from "node:os";
import type Docker from "dockerode";
import { atEngine, docker, statusOf } from "./engine.ts";
import { bridgeOf } from "./networks.ts";
import { unknownContainer } from "./not-running.ts";
import {
  addressesIn,
  isOwnedBy,
  LOOPBACK,
  loopbackIn,
  noteOn,
  ownerOf,
  plainName,
  sharedBy,
} from "./shared-network.ts";
import type { Info } from "./shared-network.ts";
import { HOST, inspectOrNull, namesOf, networkIdsOf, onHost, placeIn } from "./stranger.ts";
import type { Stranger, StrangerPlace } from "./stranger.ts";

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
  const gateways = (await docker.listNetworks()).flatMap((network) => bridgeOf(network)?.gateways ?? []);
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  return {
    places: [placeIn(`container:${info.Id}`, "any", HOST)],
    names: namesOf(others, []),
    shared: new Map([...loopbackIn(HOST), ...[...gateways, ...own].map((address) => [address, HOST] as const)]),
    notes: [noteOn(HOST, "all on the host's network")],
  };
}

async function inspected(name: string, running: readonly Docker.ContainerInfo[]): Promise<Info> {
  try {
    const info = await docker.getContainer(name).inspect();
    if (info.State.Running) return info;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
  throw unknownContainer(name, running);
}
