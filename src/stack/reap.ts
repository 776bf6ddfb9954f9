import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../model/root.ts";
import { atEngine, docker, statusOf } from "./engine.ts";
import { CLONE_LABEL, HANDS, KEPT, OWNER_LABEL, PROJECT_LABEL, RUN_LABEL, WORKING_DIR_LABEL } from "./labels.ts";
import { isDead } from "./owner.ts";
import { removeStages } from "./stage.ts";

/** What was removed. */
export interface Reaped {
  readonly containers: number;
  readonly networks: number;
  /** What the engine did not let go yet: somebody else is removing it, or something new has come to stand on it. */
  readonly left: number;
}

type Labels = Readonly<Record<string, string>> | undefined;

/**
 * Removes every container and network of the lab whose labels the predicate accepts, and the folders that such containers were mounted from.
 * What is already gone is no error. The folders go first: a `docker compose up` that has outlived its owner finds neither its Compose file
 * nor what it would mount, and ends; what it has created after this has looked is left to the next look.
 * @throws LabError engine_unreachable, rig_failed
 */
async function reapWhere(
  accepts: (labels: Record<string, string>) => boolean,
  beforeNetworks: () => Promise<void> = () => Promise.resolve(),
): Promise<Reaped> {
  const mine = (labels: Labels): boolean => labels?.[OWNER_LABEL] !== undefined && accepts(labels);
  const filters = { label: [OWNER_LABEL] };
  removeStages(mine);
  return atEngine("taking down", async () => {
    const listed = (await docker.listContainers({ all: true, filters })).filter((each) => mine(each.Labels));
    const containers = await Promise.all(
      listed.map((each) => removed(docker.getContainer(each.Id).remove({ force: true, v: true }))),
    );
    await beforeNetworks();
    const listedNetworks = (await docker.listNetworks({ filters })).filter((each) => mine(each.Labels));
    const networks = await Promise.all(listedNetworks.map((each) => removed(docker.getNetwork(each.Id).remove())));
    const left = [...containers, ...networks].filter((done) => !done).length;
    return { containers: containers.filter(Boolean).length, networks: networks.filter(Boolean).length, left };
  });
}

/**
 * True once it is gone, as it is with 404. False with 409: somebody else is removing the container right now; and with 403: a container that
 * was started since we looked stands on the network, which is for the next look to take.
 */
async function removed(removal: Promise<unknown>): Promise<boolean> {
  try {
    await removal;
  } catch (error) {
    const status = statusOf(error) ?? 0;
    if (![403, 404, 409].includes(status)) throw error;
    return status === 404;
  }
  return true;
}

/**
 * Takes down everything of one run, or of one Compose project of it.
 * @param beforeNetworks what the networks must wait for: somebody who still listens to them
 */
export function reapRun(run: string, project?: string, beforeNetworks?: () => Promise<void>): Promise<Reaped> {
  return reapWhere(
    (labels) => labels[RUN_LABEL] === run && (project === undefined || labels[PROJECT_LABEL] === project),
    beforeNetworks,
  );
}

/**
 * Takes down what runs of dead processes left behind (SIGKILL, power cut). A session sweeps when it opens and again when it is over: a
 * `docker compose up` outlives a SIGKILL of its owner, and for some two seconds goes on creating what the first sweep has not seen.
 */
export function sweep(): Promise<Reaped> {
  return reapWhere((labels) => isDead(labels[OWNER_LABEL] ?? ""));
}

/** Takes down what the named owner answers for. */
export function reapOwner(owner: string): Promise<Reaped> {
  return reapWhere((labels) => labels[OWNER_LABEL] === owner);
}

/** Takes down what was left standing on purpose, by hand or with `--keep`, from this clone; another one's stays. */
export function reapStanding(root = ROOT): Promise<Reaped> {
  return reapWhere((labels) => [HANDS, KEPT].includes(labels[OWNER_LABEL] ?? "") && isOfClone(labels, root));
}

/**
 * Plain `docker compose` names no clone, and Compose says on its containers where its file stands. Its networks say neither: one that
 * somebody else's container stands on the engine does not remove.
 */
function isOfClone(labels: Record<string, string>, root: string): boolean {
  const folder = labels[WORKING_DIR_LABEL];
  const clone = labels[CLONE_LABEL] || (folder === undefined ? root : dirname(real(folder)));
  return clone === root;
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // the clone is gone
  }
}
