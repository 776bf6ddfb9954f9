import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { homes, kindOf, MAIN, PREFIX } from "./homes.ts";
import { includesOf, isIncluded, ungiven } from "./includes.ts";
import { parse, walk, type Directive } from "./parse.ts";
import { raised } from "./rates.ts";

const NGINX = ["nginx", "-p", `${PREFIX}/`, "-c", MAIN];

/**
 * nginx as the official image starts it, prefix /etc/nginx included: so relative names resolve as at home. A file without `events {}` is a
 * fragment, and gets a frame.
 */
export function place(files: readonly OwnFile[]): Placed {
  const own = homes(files);
  const texts = new Map([...own].map(([path, file]) => [path, raised(file.text, file.name)]));
  const theirs = Object.fromEntries([...texts].map(([path, { text }]) => [path, text]));
  // little of ours: what the image has beside them may be the person's own image's
  const ours: Record<string, string> = own.has(MAIN) ? {} : { [MAIN]: frame(own) };
  if (bringsSites(own)) ours[DEBIAN_SITE] = "";
  const said = new Set([...own.values()].flatMap(directives).map(({ name }) => name));
  // a second one of either is refused; without the first some builds write below their prefix, which is read-only
  const pid = said.has("pid") ? "" : "pid /run/nginx.pid;";
  const daemon = said.has("daemon") ? "" : "daemon off;";
  return {
    files: { ...ours, ...theirs },
    ours: Object.keys(ours),
    names: Object.fromEntries([...own].map(([path, file]) => [path, file.name])),
    assumed: [...texts.values()].flatMap(({ told }) => told),
    ungiven: ungiven(includesOf(files, PREFIX), [...own.keys()]),
    check: [...NGINX, "-g", pid, "-t"],
    dump: [...NGINX, "-g", pid, "-T"],
    start: [...NGINX, "-g", pid + daemon],
    reloadSignal: "SIGHUP",
    writable: ["/var/log/nginx", "/var/cache/nginx", "/var/lib/nginx", "/run", "/tmp", ...TEMPORARY],
  };
}

/** Debian's own site: a default server for port 80 that nobody's production has. */
const DEBIAN_SITE = `${PREFIX}/sites-enabled/default`;

/** Whether the folder with Debian's own site is the person's. */
function bringsSites(own: ReadonlyMap<string, OwnFile>): boolean {
  return !own.has(DEBIAN_SITE) && [...own.keys()].some((path) => path.startsWith(`${PREFIX}/sites-enabled/`));
}

/** Where an nginx that was built without paths of its own writes, below its prefix. */
const TEMPORARY = ["logs", "client_body_temp", "proxy_temp", "fastcgi_temp", "uwsgi_temp", "scgi_temp"].map(
  (name) => `${PREFIX}/${name}`,
);

/**
 * `http {}` around the fragments, and no more than what a fragment takes for granted: log formats and nginx.org's `$connection_upgrade`.
 * What one fragment includes is not included once more.
 */
function frame(own: ReadonlyMap<string, OwnFile>): string {
  const asked = includesOf([...own.values()], PREFIX);
  const files = [...own]
    .filter(([path, file]) => !isIncluded(path, file.name, asked))
    .map(([path, file]) => ({ path, kind: kindOf(file) }));
  const includes = (kind: string): string[] =>
    files.filter((file) => file.kind === kind).map(({ path }) => `include ${path};`);
  if (files.some((file) => file.kind === "http")) return ["events {}", ...includes("http"), ""].join("\n");
  const snippets = includes("snippet");
  // a file of nobody's knowledge alone: nginx says what it thinks of it
  const unknown = files.every((file) => file.kind === "other") ? includes("other") : [];
  const inner = [
    "access_log off;",
    ...granted([...own.values()]),
    ...includes("servers"),
    ...unknown,
    ...(snippets.length === 0 ? [] : ["server {", "    listen 80;", ...snippets.map((line) => `    ${line}`), "}"]),
  ];
  return ["events {}", "http {", ...inner.map((line) => `    ${line}`), "}", ""].join("\n");
}

function granted(files: readonly OwnFile[]): string[] {
  const all = files.flatMap(directives);
  const formats = new Set(all.filter(({ name }) => name === "log_format").map(({ args }) => args[0]));
  const used = all
    .filter(({ name, args }) => name === "access_log" && /^\w+$/.test(args[1] ?? ""))
    .map(({ args }) => args[1]!);
  const missing = [...new Set(used)].filter((name) => !formats.has(name) && name !== "combined");
  const upgrade = all.some(({ args }) => args.some((word) => word.includes("$connection_upgrade")));
  const mapped = all.some(({ name, args }) => name === "map" && args.at(-1) === "$connection_upgrade");
  return [
    ...missing.map((name) => `log_format ${name} '$remote_addr "$request" $status';`),
    ...(upgrade && !mapped ? ["map $http_upgrade $connection_upgrade { default upgrade; '' close; }"] : []),
  ];
}

function directives(file: OwnFile): readonly Directive[] {
  try {
    return [...walk(parse(file.text, file.name))];
  } catch {
    return []; // nginx says what is wrong with it
  }
}
