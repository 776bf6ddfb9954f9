import { PORTS } from "../model/wire.ts";
import { atEngine, docker } from "./engine.ts";
import { HANDS, OWNER_LABEL, SERVICE_LABEL } from "./labels.ts";

/** Where the layers that a person started listen on 127.0.0.1: service and port, by name. */
export async function publishedPorts(): Promise<[service: string, port: number][]> {
  const filters = { label: [`${OWNER_LABEL}=${HANDS}`] };
  const containers = await atEngine("the published ports", () => docker.listContainers({ filters }));
  return containers
    .flatMap((each): [string, number][] => {
      const port = each.Ports.find((candidate) => candidate.PrivatePort === PORTS.http)?.PublicPort;
      return port === undefined ? [] : [[each.Labels[SERVICE_LABEL] ?? "?", port]];
    })
    .sort(([a], [b]) => a.localeCompare(b));
}
