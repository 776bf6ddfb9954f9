import { hostname } from "node:os";

/** On every container and network of the lab: the run it belongs to. */
export const RUN_LABEL = "buffering-lab.run";
/** On every container and network of the lab: who answers for it, as `<host>/<pid>`; or `kept`, or `hands`. */
export const OWNER_LABEL = "buffering-lab.owner";
/** Owner of what `--keep` leaves standing: no sweep takes it, `npm run down` does. */
export const KEPT = "kept";
/** Owner of what `npm run up` or plain `docker compose up` started. */
export const HANDS = "hands";

/** This process as an owner. */
export function ownerOfThisProcess(): string {
  return `${hostname()}/${process.pid}`;
}

/** True if the owner was a process of this host that is gone; another host's processes cannot be seen from here. */
export function isDead(owner: string): boolean {
  const [host, pid] = owner.split("/");
  if (host !== hostname() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
