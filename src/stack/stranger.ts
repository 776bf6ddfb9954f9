import { docker } from "./engine.ts";
import { PROJECT_LABEL, SERVICE_LABEL } from "./labels.ts";
import { addressesIn, plainName } from "./shared-network.ts";
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

/** @param loopbackOf whose loopback is heard there */
export function placeIn(network: string, device: string, loopbackOf: string | null = null): StrangerPlace {
  return { network, device, filter: "tcp", loopbackOf };
}

/** Null: it has gone since it was listed. */
export async function inspectOrNull(id: string): Promise<Info | null> {
  return docker
    .getContainer(id)
    .inspect()
    .catch(() => null);
}

/** The networks that it hangs on by itself. */
export function networkIdsOf({ NetworkSettings }: Info): string[] {
  const named = Object.entries(NetworkSettings.Networks).filter(([name]) => name !== "host" && name !== "none");
  return named.flatMap(([, { NetworkID }]) => (NetworkID ? [NetworkID] : []));
}

/** The name of each address; of gateways, the host's. */
export function namesOf(containers: readonly Info[], gateways: readonly string[]): Map<string, string> {
  const named = containers.flatMap((each) =>
    addressesIn(each).map((address) => [address, nameOf(each, containers)] as const),
  );
  return new Map([...gateways.map((address) => [address, HOST] as const), ...named]);
}

/** Its service, with its number where there are several; of no project: its own name. */
export function nameOf(container: Info, all: readonly Info[]): string {
  const of = ({ Config: { Labels } }: Info): string => `${Labels[PROJECT_LABEL]} ${Labels[SERVICE_LABEL]}`;
  const { [SERVICE_LABEL]: service, [NUMBER_LABEL]: number } = container.Config.Labels;
  if (service === undefined) return plainName(container);
  return all.filter((each) => of(each) === of(container)).length > 1 ? `${service}-${number}` : service;
}

export function onHost({ HostConfig: { NetworkMode } }: Info): boolean {
  return NetworkMode === "host";
}
