import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place, Route } from "../../../src/verify/route.ts";
import type { Directive } from "./directives.ts";
import { guardsIn } from "./guards.ts";
import { type Host, hostsOf } from "./hosts.ts";
import { configOf } from "./includes.ts";
import { isWhole } from "./place.ts";
import { targetOf } from "./targets.ts";
import { compressorIn, limitsOf, timeoutOf, valuesOf } from "./values.ts";
import { redirectsToTls, takes, type Way, wayOf, waysOf } from "./ways.ts";

/** Sections of paths, which hold where they are looked up, and of files, which hold for nothing that is passed on. */
const OF_OTHERS = /^(location|directory|files)(match)?$/;

/** Where a line of a host's own can be put. */
export interface Room {
  readonly file: string;
  readonly afterLine: number;
  readonly indent: string;
}

/** A route of Apache's: what the contract wants, and where its host has room. */
export interface ApacheRoute extends Route {
  readonly room: Room;
}

/** Sections of paths that hold for a path, in their order: the later one wins. */
function around(host: Host, path: string | null, way: Way): Directive[] {
  const sections = host.scope.filter(({ name, inside }) => /^location(match)?$/.test(name) && inside !== null);
  return sections.filter((section) => {
    if (way.around.includes(section)) return true;
    const { args, name } = section;
    const named =
      name === "location" && args[0] !== "~" ? { prefix: args[0] ?? "/" } : { expression: args.at(-1) ?? "" };
    return path !== null && takes({ ...way, path: named }, path);
  });
}

/** After the opening of the host, or before the way: sections of paths may not have all lines of a host. */
function roomOf(host: Host, way: Way): Room {
  if (host.opening !== null) {
    const { file, line, indent = "" } = host.opening.at;
    return { file, afterLine: line, indent: host.own[0]?.at.indent ?? `${indent}    ` };
  }
  const { file, line, indent = "" } = (way.around.at(-1) ?? way.by).at;
  return { file, afterLine: line - 1, indent };
}

function locationOf({ by, around: sections }: Way): string {
  return [...sections]
    .reverse()
    .concat(by)
    .map(({ at }) => at.text.replace(/\\$/, "").trim())
    .join(" ");
}

function routeOf(
  host: Host,
  way: Way,
  ways: readonly Way[],
  whole: boolean,
  unread: readonly Place[],
): ApacheRoute | null {
  const target = way.url === null ? null : targetOf(way.url, way.by, host.scope);
  if (target === null) return null;
  const beginnings = "prefix" in way.path ? [way.path.prefix] : literalsOf(way.path.expression);
  const example = examplePath(beginnings, (path) => wayOf(ways, path) === way);
  const sections = around(host, example, way).flatMap(({ inside }) => inside ?? []);
  const scope = [...host.scope.filter(({ name }) => !OF_OTHERS.test(name)), ...sections];
  const timeout = timeoutOf(way, scope, whole);
  const location = locationOf(way);
  const tlsOnly = redirectsToTls(host);
  return {
    id: `${host.name ?? "any"} ${location}`,
    host: host.name,
    listeners: host.listeners.filter(({ tls }) => tls || !tlsOnly),
    ...{ location, example, target, unread },
    at: way.by.at,
    limits: limitsOf(timeout),
    values: valuesOf(way, scope, whole),
    caches: valuesOf(way, scope, whole)["CacheEnable"]!.at !== null,
    compresses: compressorIn(scope) !== null,
    guards: guardsIn(scope),
    openings: [...way.around, ...(host.opening === null ? [] : [host.opening])].map(({ at }) => at),
    room: roomOf(host, way),
  };
}

/** A route for each way from a virtual host to a server. */
export function routesOf(files: readonly OwnFile[]): ApacheRoute[] {
  const { directives, unread } = configOf(files);
  const routes = hostsOf(directives).flatMap((host) => {
    const ways = waysOf(host);
    return ways.flatMap((way) => routeOf(host, way, ways, isWhole(files), unread) ?? []);
  });
  const count = Map.groupBy(routes, ({ id }) => id);
  return routes.map((route) =>
    count.get(route.id)!.length > 1 ? { ...route, id: `${route.id} (line ${route.at.line})` } : route,
  );
}
