import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place, Route } from "../../../src/verify/route.ts";
import { dialsAt, readAdapted } from "./adapted.ts";
import { landing } from "./land.ts";
import type { Matcher } from "./matchers.ts";
import { type Proxy, proxiesIn, targetOf } from "./proxies.ts";
import { configOf, type Site } from "./sites.ts";
import type { Statement } from "./tokens.ts";
import { guardsOf, limitsOf, passing, valuesOf } from "./values.ts";

/** A route of Caddy's: what the contract wants, and what its edits are made of. */
export interface CaddyRoute extends Route {
  /** The proxy's own line, and whether it has braces to put a line into. */
  readonly proxy: { readonly at: Place; readonly braces: boolean; readonly inner: string };
  /** Directives of several lines: they cannot be taken away by one edit. */
  readonly blocks: readonly string[];
}

/** A name that no config lets in by chance, for a reader that names no host. */
const ANY_HOST = "any.invalid";

/** What the matchers on the way to a proxy say about paths and hosts. */
function named(matchers: readonly Matcher[], kind: "path" | "host"): string[] {
  const parts = matchers.flat();
  const plain = parts.filter(([name]) => name === kind).flatMap(([, ...patterns]) => patterns);
  const expressions = kind === "path" ? parts.filter(([name]) => name === "path_regexp") : [];
  return [
    ...plain.map((pattern) => pattern.replace(/\*$/, "")),
    ...expressions.flatMap((words) => literalsOf(words.at(-1) ?? "")),
  ];
}

/** Paths that may lead to a proxy: what `handle_path` takes away stands before what is matched inside of it. */
function pathsOf({ around, matchers }: Proxy): string[] {
  const taken = around
    .filter(({ words }) => words[0] === "handle_path")
    .map(({ words }) => (words[1] ?? "").replace(/\/?\*$/, ""));
  const paths = named(matchers, "path");
  return [...paths, ...paths.flatMap((path) => taken.map((prefix) => prefix + path))];
}

/** What stands between a site's brace and a proxy, as the person wrote it. */
function locationOf({ statement, around }: Proxy): string {
  return [...around]
    .reverse()
    .concat(statement)
    .map(({ words }) => words.join(" "))
    .join(" > ");
}

function indentIn(statement: Statement): string {
  const child = statement.block?.find(({ at }) => at.line > statement.at.line && at.file === statement.at.file);
  const own = statement.at.indent ?? "";
  return child?.at.indent ?? `${own}${own.includes(" ") ? "    " : "\t"}`;
}

function routeOf(site: Site, proxy: Proxy, options: Statement | null, adapted: unknown): CaddyRoute {
  const { statement } = proxy;
  const target = targetOf(proxy);
  const values = valuesOf(proxy, options);
  const host = site.host ?? named(proxy.matchers, "host")[0] ?? null;
  const asked = { host: host ?? ANY_HOST };
  const lands = (path: string): boolean => {
    if (landing(site.statements, { ...asked, path }) !== statement) return false;
    const dials = adapted === null ? null : dialsAt(adapted, { ...asked, path });
    // what Caddy itself has made of the config has the last word, where it can be told
    return (
      dials === null ||
      target.servers.length === 0 ||
      target.servers.some((server) => dials.some((dial) => dial.endsWith(`:${server.port}`)))
    );
  };
  const location = locationOf(proxy);
  return {
    id: `${site.host ?? site.opening.words.join(" ")} ${location}`,
    ...{ host, location, target, values, listeners: site.listeners },
    at: statement.at,
    example: examplePath(pathsOf(proxy), lands),
    limits: limitsOf(values),
    caches: passing(proxy, "cache").length > 0,
    compresses: passing(proxy, "encode").length > 0,
    guards: guardsOf(proxy),
    filters: [
      ...passing(proxy, "encode").map(({ at }) => ({ name: "encode", does: "compresses" as const, at })),
      ...passing(proxy, "templates").map(({ at }) => ({ name: "templates", does: "writes" as const, at })),
    ],
    openings: [statement, ...proxy.around, site.opening].map(({ at }) => at),
    proxy: { at: statement.at, braces: statement.block !== null, inner: indentIn(statement) },
    blocks: ["encode", "templates", "cache"].filter((name) => passing(proxy, name).some(({ block }) => block !== null)),
  };
}

/**
 * A route for each `reverse_proxy` of each site.
 * @param dump what `caddy adapt` prints: JSON without lines, which tells where a path goes
 */
export function routesOf(files: readonly OwnFile[], dump: string | null): CaddyRoute[] {
  const { options, sites } = configOf(files);
  const adapted = readAdapted(dump);
  const routes = sites.flatMap((site) =>
    proxiesIn(site.statements).map((proxy) => routeOf(site, proxy, options, adapted)),
  );
  const count = Map.groupBy(routes, ({ id }) => id);
  return routes.map((route) =>
    count.get(route.id)!.length > 1 ? { ...route, id: `${route.id} (line ${route.at.line})` } : route,
  );
}
