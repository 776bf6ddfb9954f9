import { basename, dirname } from "node:path/posix";
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
function staticText(entries: readonly (readonly [string, string])[], provider: string): string {
  const points = entries.map(([name, address]) => `  ${name}: { address: "${address}" }\n`);
  return `entryPoints:\n${points.join("")}providers:\n  file: { ${provider} }\n`;
}

/**
 * Traefik has no command that checks: it starts, says what is wrong in its log, and answers 404. So it is started for a second, with the same
 * entry points on ports of nobody's; what it says of issuers of certificates decides nothing. Colours are taken out.
 */
function checkOf(certificates: readonly string[], own: string | null): string {
  const missing = certificates.map((path) => `[ -e ${path} ] || { echo "no such file: ${path}"; exit 1; }`);
  const run = (config: string): string =>
    `timeout 1.5 traefik --configFile=${config} 2>&1 | sed 's/\\x1b\\[[0-9;]*m//g' | grep -E ' (ERR|FTL) |rror:'` +
    ` | grep -vE 'address already in use|certificate resolver|ACME|acme|Resolver' && exit 1`;
  return [...missing, run(CHECKED), ...(own === null ? [] : [run(own)]), "exit 0"].join("\n");
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
