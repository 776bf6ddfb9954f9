import type Docker from "dockerode";
import { atEngine, docker } from "./engine.ts";
import { PROJECT_LABEL } from "./labels.ts";
import { bridgeOf } from "./networks.ts";
import type { Bridge } from "./networks.ts";
import { unknownProject } from "./not-running.ts";
import { ownerOf, plainName, sharedBy } from "./shared-network.ts";
import type { Info } from "./shared-network.ts";
import { inspectOrNull, nameOf, namesOf, networkIdsOf, onHost, placeIn } from "./stranger.ts";
import type { Stranger } from "./stranger.ts";

interface Network {
  readonly network: Docker.NetworkInspectInfo;
  readonly bridge: Bridge | null;
}

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
    // the owner may be somebody else's
    const ids = [...new Set([...containers, ...shared.map(({ owner }) => owner)].flatMap(networkIdsOf))];
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
      notes: [...unheard(bridges, containers), ...shared.map(({ note }) => note)],
    };
  });
}

function unheard(networks: readonly Network[], containers: readonly Info[]): string[] {
  return [
    ...networks.flatMap(({ bridge, network }) =>
      bridge ? [] : [`not heard: network ${network.Name} is no bridge (${network.Driver})`],
    ),
    ...containers
      .filter(onHost)
      .map((each) => `not heard: ${nameOf(each, containers)} uses the host's network: --container ${plainName(each)}`),
  ];
}

function networkOf(id: string): Promise<Docker.NetworkInspectInfo> {
  return docker.getNetwork(id).inspect() as Promise<Docker.NetworkInspectInfo>;
}
