import { basename, dirname, extname } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import { type Config, configOf, isNamed } from "./config.ts";
import { entriesOf } from "./entries.ts";

const FOLDER = "/etc/traefik";
/** The static file where none was given, and the one that the check starts from. */
const FRAME = `${FOLDER}/lab.traefik.yaml`;
const CHECKED = `${FOLDER}/lab.check.yaml`;
const ROUTES = `${FOLDER}/routes`;

/** `file.yaml`, `/x/file.yaml` -> where it lies for a process that starts in /. */
const absolute = (path: string): string => (path.startsWith("/") ? path : `/${path.replace(/^\.\//, "")}`);

/** The file provider of the static file. */
function providerOf({ statics }: Config): Spot | null {
  return statics.map((root) => root.get("providers", "file")).find((spot) => spot !== null) ?? null;
}

/** Where a file of routes goes: to the path or into the folder that the static file names, else to the lab's own folder. */
function pathOf(file: OwnFile, provider: Spot | null): string {
  const named = provider?.get("filename")?.text;
  if (named != null && isNamed(file, named)) return absolute(named);
  const folder = provider?.get("directory")?.text;
  return `${folder == null ? ROUTES : absolute(folder).replace(/\/$/, "")}/${basename(file.name)}`;
}

/** Paths of certificates and keys, and of accounts: read before anything else, and told by no message that could be matched. */
function certificatesOf({ routes }: Config): string[] {
  const pairs = routes.flatMap((root) => [
    ...(root.get("tls", "certificates")?.items() ?? []),
    ...(root.get("tls", "stores")?.pairs() ?? []).flatMap(([, store]) => store.get("defaultCertificate") ?? []),
  ]);
  return pairs.flatMap((pair) => [pair.get("certFile")?.text ?? [], pair.get("keyFile")?.text ?? []].flat());
}

/** Folders of the logs and of what it keeps. */
function foldersOf({ statics }: Config): string[] {
  const paths = statics.flatMap((root) => [
    root.get("log", "filePath")?.text ?? [],
    root.get("accessLog", "filePath")?.text ?? [],
    ...(root.get("certificatesResolvers")?.pairs() ?? []).map(([, one]) => one.get("acme", "storage")?.text ?? []),
  ]);
  return paths
    .flat()
    .filter((path) => path.startsWith("/"))
    .map(dirname)
    .filter((folder) => folder !== FOLDER);
}

/** A static file with these entry points that reads routes from there. */
function staticText(entries: readonly (readonly [string, string])[], provider: string, log = ""): string {
  const points = entries.map(([name, address]) => `  ${name}: { address: "${address}" }\n`);
  return `entryPoints:\n${points.join("")}providers:\n  file: { ${provider} }\n${log}`;
}

/** What it says in its log when it has read a file of routes, and when something is wrong. */
const READ = "Configuration received.*providerName=file";
const WRONG = " (ERR|FTL) |rror:";
/** A router without its issuer of certificates has Traefik's own. */
const HARMLESS = "certificate resolver";

/**
 * Traefik has no command that checks: it starts, says in its log what is wrong, and answers 404. So it is started with the same entry points
 * on ports of nobody's, until it has read the routes, and half a second for what it says of them then. A static file of the person's is
 * started the same way: with what it cannot read Traefik ends at once.
 */
function checkOf(certificates: readonly string[], own: string | null): string {
  const missing = certificates.map((path) => `[ -e ${path} ] || { echo "no such file: ${path}"; exit 1; }`);
  const routes = [
    `traefik --configFile=${CHECKED} >/tmp/check.log 2>&1 & p=$!; i=0`,
    `until grep -qE '${WRONG}|${READ}' /tmp/check.log || [ $i -ge 100 ]; do sleep 0.1; i=$((i+1)); done; sleep 0.5; kill $p`,
    `grep -E '${WRONG}' /tmp/check.log | grep -v '${HARMLESS}' && exit 1`,
  ];
  const statics = [
    String.raw`sed -E 's/(address: *["'"'"']?)[^"'"'"',} ]+/\1127.0.0.1:0/' ${own} >/tmp/check${extname(own ?? "")}`,
    `timeout 2 traefik --configFile=/tmp/check${extname(own ?? "")} >/tmp/check.log 2>&1`,
    // that it had to be ended is right: 124, or 143 in an image with busybox
    "case $? in 124 | 143) ;; *) cat /tmp/check.log; exit 1 ;; esac",
  ];
  return [...missing, ...routes, ...(own === null ? [] : statics), "exit 0"].join("\n");
}

/** The static file goes to /etc/traefik, files of routes to where it reads them; a lone file of routes gets the lab's own static file. */
export function place(files: readonly OwnFile[]): Placed {
  const config = configOf(files);
  const provider = providerOf(config);
  const own = config.staticFile;
  const paths = files.map((file): [string, string] => [
    file === own ? `${FOLDER}/${basename(file.name)}` : pathOf(file, provider),
    file.text,
  ]);
  const entries = entriesOf(config);
  const told = entries.map(({ name, port }) => `${name} at :${port}`).join(", ");
  const named = provider?.get("filename")?.text;
  const reads =
    named == null ? `directory: ${dirname(pathOf({ name: "x", text: "" }, provider))}` : `filename: ${absolute(named)}`;
  const start = own === null ? FRAME : `${FOLDER}/${basename(own.name)}`;
  return {
    files: {
      ...Object.fromEntries(paths),
      [CHECKED]: staticText(
        entries.map(({ name }) => [name, "127.0.0.1:0"]),
        reads,
        "log: { level: DEBUG, noColor: true }\n",
      ),
      ...(own === null
        ? {
            [FRAME]: staticText(
              entries.map(({ name, port }) => [name, `:${port}`]),
              reads,
            ),
          }
        : {}),
    },
    ours: [CHECKED, ...(own === null ? [FRAME] : [])],
    assumed: own === null ? [`a static file with entry points ${told}, and nothing else: yours was not given`] : [],
    check: ["sh", "-c", checkOf(certificatesOf(config), own === null ? null : start)],
    dump: null,
    start: ["traefik", `--configFile=${start}`],
    reloadSignal: null,
    writable: [...new Set(["/tmp", "/var/log/traefik", ...foldersOf(config)])],
  };
}
