import { docker } from "./engine.ts";
import { OWNER_LABEL } from "./labels.ts";
import { isDead, ownerOfThisProcess } from "./owner.ts";

/** Removes the named volumes of a person's stack whose owner the predicate accepts. One that a container still holds is left to the next sweep. */
async function removeVolumes(accepts: (owner: string) => boolean): Promise<void> {
  const { Volumes } = await docker.listVolumes({ filters: { label: [OWNER_LABEL] } });
  const own = (Volumes ?? []).filter(({ Labels }) => accepts(Labels?.[OWNER_LABEL] ?? ""));
  await Promise.all(
    own.map(({ Name }) =>
      docker
        .getVolume(Name)
        .remove()
        .catch(() => {}),
    ),
  );
}

/** Those of this process, once its containers are gone. */
export function removeOwnVolumes(): Promise<void> {
  const own = ownerOfThisProcess();
  return removeVolumes((owner) => owner === own);
}

/** Those that dead processes have left. */
export function sweepVolumes(): Promise<void> {
  return removeVolumes((owner) => isDead(owner));
}
