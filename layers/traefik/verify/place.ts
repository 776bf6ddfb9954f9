import { basename } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { certificatesOf, foldersOf, lenientAbout, usersOf } from "./beside.ts";
import { checkCommand } from "./check.ts";
import { type Config, configOf, isKubernetes, isNamed } from "./config.ts";
import { entriesOf } from "./entries.ts";
import { asksText, READY_ROUTE, readyPorts, staticText, unbound, withReady } from "./ready.ts";
import { servicesOf } from "./services.ts";

const FOLDER = "/etc/traefik";
/**
 * Static files of the lab's, away from a folder that may be read as routes: what runs, and what the check starts, with the lab's own log and
 * with the person's static file.
 */
const LAB = "/etc/traefik-lab";
const RUNS = `${LAB}/traefik.yaml`;
const CHECKED = `${LAB}/check.yaml`;
const CHECKED_OWN = `${LAB}/check-own.yaml`;
/** Where `traefik healthcheck` reads what to ask. */
const ASKS = `${LAB}/ready.yaml`;
const ASKS_CHECKED = `${LAB}/check-ready.yaml`;
const ROUTES = `${FOLDER}/routes`;
const READY_ROUTES = "lab.ready.yaml";

const healthcheck = (file: string): string[] => ["traefik", "healthcheck", `--configFile=${file}`];

/** Where routes are read from, which files of them, and what differs in that from what the person gave. */
interface Read {
  readonly folder: string;
  readonly files: readonly OwnFile[];
  readonly assumed: readonly string[];
}

/** `./routes/` -> where it lies for a process that starts in /, as in Traefik's own image. */
const absolute = (path: string): string => `/${path.replace(/^(\.?\/)+/, "").replace(/\/$/, "")}`;

/** The name in one folder of a file that was given from any: its own, or with its folders where another one has that, too. */
function flatName({ name }: OwnFile, files: readonly OwnFile[]): string {
  const alone = files.filter((file) => basename(file.name) === basename(name)).length === 1;
  return alone ? basename(name) : name.replaceAll("/", "-");
}

/** All that is read is read from one folder: the person's, else the lab's. */
function readOf(files: readonly OwnFile[], { statics, staticFile }: Config): Read {
  const routes = files.filter((file) => file !== staticFile && !isKubernetes(file));
  const provider = statics.map((root) => root.get("providers", "file")).find((spot) => spot !== null) ?? null;
  const directory = provider?.get("directory")?.text;
  if (directory != null) return { folder: absolute(directory), files: routes, assumed: [] };
  const named = provider?.get("filename")?.text;
  const own = routes.filter((file) => isNamed(file, named));
  if (staticFile === null || own.length > 0 || routes.length === 0) {
    return { folder: ROUTES, files: own.length > 0 ? own : routes, assumed: [] };
  }
  const names = routes.map(({ name }) => name).join(", ");
  const instead = named == null ? "which names no file of routes" : `in place of ${named}, which was not given`;
  return { folder: ROUTES, files: routes, assumed: [`${names}: read by ${staticFile.name}, ${instead}`] };
}

/** Static files: what runs, the person's or the lab's, with a way to ask whether it is ready; and what the check starts. */
function staticsOf(config: Config, files: readonly OwnFile[], folder: string): Record<string, string> {
  const { run, check } = readyPorts(files);
  const own = config.staticFile;
  const entries = entriesOf(config);
  const api = apiOf(files);
  const frame = entries.map(({ name, port }) => [name, `:${port}`] as const);
  const nowhere = entries.map(({ name }) => [name, "127.0.0.1:0"] as const);
  return {
    [RUNS]: own === null ? staticText(frame, folder, run, api) : withReady(config, own, folder, run),
    ...(own === null ? {} : { [CHECKED_OWN]: withReady(config, own, folder, check, unbound(config)) }),
    [CHECKED]: staticText(nowhere, folder, check, ["log: { level: DEBUG, noColor: true }", ...api]),
    ...{ [ASKS]: asksText(run), [ASKS_CHECKED]: asksText(check) },
  };
}

/** A router of the dashboard is none of a stream's, and without the API it is an error. */
function apiOf(files: readonly OwnFile[]): string[] {
  return files.some(({ text }) => /\b(api|dashboard)@internal\b/.test(text)) ? ["api: {}"] : [];
}

/** What stands in the place of a static file that was not given. */
function sayFrame(config: Config, files: readonly OwnFile[]): string[] {
  if (config.staticFile !== null) return [];
  const points = entriesOf(config).map(({ name, port }) => `${name} at :${port}`);
  const api = apiOf(files).length > 0 ? ", the API" : "";
  return [`a static file with entry points ${points.join(", ")}${api}, and nothing else: yours was not given`];
}

/**
 * Routes go to the folder that they are read from. What runs is the person's static file with a way to ask whether it is ready, or one of the
 * lab's where none was given. Traefik is started anew for a change: some are of the static file.
 */
export function place(files: readonly OwnFile[]): Placed {
  const config = configOf(files);
  const own = config.staticFile;
  const { folder, files: given, assumed } = readOf(files, config);
  const lenient = lenientAbout(config, given);
  const routes = lenient.files.map((file): [string, OwnFile] => [`${folder}/${flatName(file, files)}`, file]);
  const users = usersOf(config, files);
  const ours = { ...staticsOf(config, files, folder), [`${folder}/${READY_ROUTES}`]: READY_ROUTE };
  const ready = `Traefik's ping at 127.0.0.1:${readyPorts(files).run}, which answers once your routes are read`;
  return {
    files: {
      ...(own === null ? {} : { [`${FOLDER}/${basename(own.name)}`]: own.text }),
      ...Object.fromEntries(routes.map(([path, { text }]) => [path, text])),
      ...users.files,
      ...ours,
    },
    ours: Object.keys(ours),
    names: Object.fromEntries(routes.map(([path, { name }]) => [path, name])),
    assumed: [...sayFrame(config, files), ...assumed, ready, ...users.assumed, ...lenient.assumed],
    check: [
      ...["sh", "-c"],
      checkCommand({
        certificates: certificatesOf(config),
        routes: CHECKED,
        statics: own === null ? null : CHECKED_OWN,
        ready: healthcheck(ASKS_CHECKED),
      }),
    ],
    dump: null,
    start: ["traefik", `--configFile=${RUNS}`],
    ready: healthcheck(ASKS),
    reloadSignal: null,
    writable: [...new Set(["/tmp", "/var/log/traefik", ...foldersOf(config)])],
    services: servicesOf(files),
  };
}
