import { join } from "node:path";

/** The repository's root; all other places are below it. */
export const ROOT = join(import.meta.dirname, "..", "..");
export const LAYERS_DIR = join(ROOT, "layers");
export const EXPERIMENTS_DIR = join(ROOT, "experiments");
export const COMPOSE_DIR = join(ROOT, "compose");
