import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { LabError } from "../model/error.ts";
import type { Config, ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { ROOT } from "../model/root.ts";
import { composeFileOf } from "./compose-file.ts";
import { placesWithLayers } from "./environment.ts";
import { OWNER_LABEL, PROJECT_LABEL, RUN_LABEL } from "./labels.ts";
import { serviceOf } from "./services.ts";

/** One folder for each stack, called like its project: its Compose file, and the configs that are mounted from there. */
const SIDES_DIR = join(ROOT, ".cache", "sides");

const COMPILE_CACHE = join(ROOT, ".cache", "node");

/** Whose folder it is: what its containers have as labels. Written first, so that a sweep finds it whatever happens next. */
const LABELS_FILE = "labels.json";

/** Labels of a stack's folder, by the names of its containers' labels. */
export type Labels = Readonly<Record<string, string>>;

/** What a stack's folder is written with. */
export interface StageOptions {
  /** Compose project of the stack, which the folder is called after. */
  readonly project: string;
  readonly run: string;
  /** Who answers for it (owner.ts), or `kept`. */
  readonly owner: string;
  /** Configs of layers that can be reloaded are mounted from copies too. */
  readonly reloadable: boolean;
  /** It will be left standing: every place publishes its port. */
  readonly keep: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** What was written for a stack. */
export interface Stage {
  /** Where its Compose file stands. */
  readonly folder: string;
  /** By service, the folder that its configs are mounted from. */
  readonly folders: ReadonlyMap<string, string>;
}

/** The name of a stack's Compose file. */
export const COMPOSE_FILE = "compose.yaml";

/**
 * Writes a stack's folder.
 * @throws LabError content for a config whose file would stand outside of its folder
 */
export function stageStack(sides: readonly ResolvedSide[], layers: Layers, about: StageOptions): Stage {
  const labels: Labels = { [OWNER_LABEL]: about.owner, [RUN_LABEL]: about.run, [PROJECT_LABEL]: about.project };
  const folder = labelledFolder(about.project, labels);
  const folders = new Map<string, string>();
  for (const side of sides) {
    for (const [place, layer] of placesWithLayers(side, layers)) {
      const config = side.configs[place];
      if (!config) continue;
      if (config.source === "layer" && !(about.reloadable && layer.reloadSignal !== null)) continue;
      const service = serviceOf(side, place, layers);
      folders.set(service, join(folder, service));
      writeConfig(join(folder, service), config, config.name);
    }
  }
  const text = composeFileOf(sides, layers, { staged: folders, env: about.env, published: about.keep });
  writeFileSync(join(folder, COMPOSE_FILE), text);
  makeCompileCache();
  return { folder, folders };
}

/**
 * Where Node layers keep what they have compiled (compose/layer.yaml): they run as uid 65534. Where that cannot be, they compile anew each time.
 */
function makeCompileCache(): void {
  try {
    mkdirSync(COMPILE_CACHE, { recursive: true });
    chmodSync(COMPILE_CACHE, 0o777);
  } catch {
    // plain `docker compose` has made it, as root
  }
}

/** Makes the folder of a project, with the labels that a sweep finds it by. @returns its path */
export function labelledFolder(project: string, labels: Labels): string {
  const folder = join(SIDES_DIR, project);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, LABELS_FILE), JSON.stringify(labels));
  return folder;
}

/**
 * Puts a config's files into a mounted folder, in place of what is there. The folder itself stays: a container holds on to it.
 * @param mountedName the config's name in the container's command; the files of `config` stand there under it, and under their own names
 */
export function writeConfig(folder: string, config: Config, mountedName: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  for (const [path, text] of Object.entries(filesUnder(mountedName, config))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  readableByAll(folder);
}

/**
 * The files of a config, each under its own path, and under the mounted name what is called like the config: with the mounted name `on`,
 * `off.conf` is `on.conf` too.
 * @throws LabError content for a path that leaves the folder
 */
export function filesUnder(mountedName: string, { name, files }: Config): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    const plain = normalize(path);
    if (plain.startsWith(sep) || plain.split(sep)[0] === "..") {
      throw new LabError("content", `config ${name}: ${path} is outside of its folder`);
    }
    all[plain] = text;
  }
  for (const [path, text] of Object.entries(all)) {
    const rest = path.slice(name.length);
    if (path.startsWith(name) && /^[./]/.test(rest)) all[mountedName + rest] = text;
  }
  return all;
}

/** Layers run as uid 65534, whatever this process's umask. */
function readableByAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readableByAll(path);
    else chmodSync(path, 0o644);
  }
}

/** A folder gets its labels in the same breath as it is made; one that has none by then has lost its maker in between. */
const UNLABELLED_LIMIT_MS = 60_000;

/** Removes the folders whose labels the predicate accepts, and those that nobody will label any more. */
export function removeStages(accepts: (labels: Labels) => boolean, dir = SIDES_DIR): void {
  for (const name of existing(dir)) {
    const folder = join(dir, name);
    const labels = labelsOf(folder);
    if (labels === null ? isOlder(folder, UNLABELLED_LIMIT_MS) : accepts(labels)) remove(folder);
  }
}

/** A folder that cannot be removed keeps nobody from removing containers: it stays for the next sweep. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    // another sweep is at it, or it belongs to somebody else
  }
}

/** Whether nothing was made or removed in a folder for so long; false: it is gone. */
function isOlder(folder: string, limitMs: number): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > limitMs;
}

function existing(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** Null: it is being written or removed by somebody else right now. */
function labelsOf(folder: string): Labels | null {
  try {
    return JSON.parse(readFileSync(join(folder, LABELS_FILE), "utf8")) as Labels;
  } catch {
    return null;
  }
}
