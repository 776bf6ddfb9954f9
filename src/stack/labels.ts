/** On every container and network of the lab: the run it belongs to. */
export const RUN_LABEL = "buffering-lab.run";
/** On every container and network of the lab: who answers for it (owner.ts); or `kept`, or `hands`. */
export const OWNER_LABEL = "buffering-lab.owner";
/** On every container and network of the lab: the folder of the clone that started it; empty: plain `docker compose` did. */
export const CLONE_LABEL = "buffering-lab.clone";
/** Compose's own: the project, one for each stack. */
export const PROJECT_LABEL = "com.docker.compose.project";
/** Compose's own: the service that a container runs. */
export const SERVICE_LABEL = "com.docker.compose.service";
/** Compose's own, on containers: the folder of the first Compose file. */
export const WORKING_DIR_LABEL = "com.docker.compose.project.working_dir";
/** Owner of what `--keep` leaves standing: no sweep takes it, `./lab down` does. */
export const KEPT = "kept";
/** Owner of what `./lab up` or plain `docker compose up` started. */
export const HANDS = "hands";
