/** On every container and network of the lab: the run it belongs to. */
export const RUN_LABEL = "buffering-lab.run";
/** On every container and network of the lab: who answers for it (owner.ts); or `kept`, or `hands`. */
export const OWNER_LABEL = "buffering-lab.owner";
/** Compose's own: the project, one for each side. */
export const PROJECT_LABEL = "com.docker.compose.project";
/** Compose's own: the service that a container runs. */
export const SERVICE_LABEL = "com.docker.compose.service";
/** Owner of what `--keep` leaves standing: no sweep takes it, `./lab down` does. */
export const KEPT = "kept";
/** Owner of what `./lab up` or plain `docker compose up` started. */
export const HANDS = "hands";
