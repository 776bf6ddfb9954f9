import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { atEngine, docker } from "./engine.ts";
import { PROJECT_LABEL, SERVICE_LABEL } from "./labels.ts";
import type { Places } from "./services.ts";

/** Every container of a side by its place, as it was when the side stood. */
export type Containers = ReadonlyMap<string, Docker.ContainerInspectInfo>;

/** Where to look when a side does not stand. */
export const LOOK_HINT = "run it again with --keep, then look with: docker ps -a; docker logs <container>";

/** Every container of a project by its service. */
export type Services = ReadonlyMap<string, Docker.ContainerInspectInfo>;

/** The containers of a project, running or not. @throws LabError engine_unreachable, rig_failed */
export async function inspectProject(project: string): Promise<Services> {
  const filters = { label: [`${PROJECT_LABEL}=${project}`] };
  const all = await atEngine(`the containers of ${project}`, async () => {
    const list = await docker.listContainers({ all: true, filters });
    return Promise.all(list.map((each) => docker.getContainer(each.Id).inspect()));
  });
  return new Map(all.map((each) => [each.Config.Labels[SERVICE_LABEL] ?? "", each]));
}

/** Those of one side. */
export function containersOf(all: Services, places: Places): Containers {
  return new Map(
    [...places].flatMap(([service, place]) => {
      const info = all.get(service);
      return info === undefined ? [] : [[place, info] as const];
    }),
  );
}

/**
 * Where a place's control port is reached from here.
 * @param died the death that was seen, if any: it says more than the missing port of a dead container
 * @throws `died`, or LabError layer_failed
 */
export function controlAddress(place: string, containers: Containers, died: LabError | undefined): string {
  const port = containers.get(place)?.NetworkSettings.Ports["8080/tcp"]?.[0]?.HostPort;
  if (port) return `http://127.0.0.1:${port}`;
  throw died ?? new LabError("layer_failed", `${place} publishes no port`, { hint: LOOK_HINT });
}
