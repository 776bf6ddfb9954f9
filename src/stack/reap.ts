import { docker, statusOf } from "./engine.ts";
import { OWNER_LABEL, PROJECT_LABEL, RUN_LABEL } from "./labels.ts";
import { isDead } from "./owner.ts";
import { removeStages } from "./stage.ts";

/** What was removed. */
export interface Reaped {
  readonly containers: number;
  readonly networks: number;
}

type Labels = Readonly<Record<string, string>> | undefined;

/**
 * Removes every container and network of the lab whose labels the predicate accepts, and the folders that such containers were mounted from.
 * What is already gone is no error.
 */
async function reapWhere(accepts: (labels: Record<string, string>) => boolean): Promise<Reaped> {
  const mine = (labels: Labels): boolean => labels?.[OWNER_LABEL] !== undefined && accepts(labels);
  const filters = { label: [OWNER_LABEL] };
  const containers = (await docker.listContainers({ all: true, filters })).filter((each) => mine(each.Labels));
  await Promise.all(containers.map((each) => gone(docker.getContainer(each.Id).remove({ force: true, v: true }))));
  const networks = (await docker.listNetworks({ filters })).filter((each) => mine(each.Labels));
  await Promise.all(networks.map((each) => gone(docker.getNetwork(each.Id).remove())));
  removeStages(mine);
  return { containers: containers.length, networks: networks.length };
}

/** 404: it is gone already; 409: somebody else is removing it right now. Both are what we wanted. */
async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
  });
}

/** Takes down everything of one run, or of one Compose project of it. */
export function reapRun(run: string, project?: string): Promise<Reaped> {
  return reapWhere(
    (labels) => labels[RUN_LABEL] === run && (project === undefined || labels[PROJECT_LABEL] === project),
  );
}

/** Takes down what runs of dead processes left behind (SIGKILL, power cut). */
export function sweep(): Promise<Reaped> {
  return reapWhere((labels) => isDead(labels[OWNER_LABEL] ?? ""));
}

/** Takes down what the named owners left standing on purpose. */
export function reapOwners(owners: readonly string[]): Promise<Reaped> {
  return reapWhere((labels) => owners.includes(labels[OWNER_LABEL] ?? ""));
}
