import { basename, dirname } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { servicesOf } from "./services.ts";
import { readYaml, type Spot } from "../../../src/verify/yaml.ts";

const FOLDER = "/etc/envoy";

/** Every path that a key of these names, anywhere in a file. */
function pathsIn(spot: Spot, keys: readonly string[]): string[] {
  const own = spot
    .pairs()
    .flatMap(([key, value]) => (keys.includes(key) && value.text?.startsWith("/") ? [value.text] : []));
  const below = [...spot.pairs().map(([, value]) => value), ...spot.items()];
  return [...own, ...below.flatMap((one) => pathsIn(one, keys))];
}

/** Where a file belongs: at the path that another names it by, else in /etc/envoy. */
function pathOf({ name }: OwnFile, named: readonly string[]): string {
  return named.find((path) => basename(path) === basename(name)) ?? `${FOLDER}/${basename(name)}`;
}

/**
 * The bootstrap goes to /etc/envoy, the files that it names to where it names them. Without hot restart there is no shared memory to set up.
 * Envoy does not read its bootstrap anew.
 */
export function place(files: readonly OwnFile[]): Placed {
  const roots = files.filter(({ name }) => !/\.lua$/.test(name)).flatMap(readYaml);
  const named = roots.flatMap((root) => pathsIn(root, ["path", "filename", "watched_directory"]));
  const bootstrap = files.find((file) => /^\s*"?(static|dynamic)_?resources/im.test(file.text)) ?? files[0];
  const config = bootstrap === undefined ? `${FOLDER}/envoy.yaml` : pathOf(bootstrap, named);
  const logs = roots
    .flatMap((root) => pathsIn(root, ["path", "access_log_path"]))
    .filter((path) => /\.log$/.test(path));
  const envoy = ["envoy", "--disable-hot-restart", "--concurrency", "1", "-c", config];
  return {
    files: Object.fromEntries(files.map((file) => [pathOf(file, named), file.text])),
    ours: [],
    check: [...envoy, "--mode", "validate", "-l", "warn"],
    dump: null,
    start: [...envoy, "-l", "warn", "--file-flush-interval-msec", "10"],
    reloadSignal: null,
    writable: [...new Set(["/tmp", "/var/log/envoy", ...logs.map(dirname)])],
    services: servicesOf(files),
  };
}
