import { LabError } from "../../../src/model/error.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";
import { named, type Chain } from "./context.ts";
import { expand, splitDump } from "./dump.ts";
import { editable, type NginxRoute } from "./edits.ts";
import { exampleFor } from "./examples.ts";
import { guardsOf } from "./guards.ts";
import { Homes } from "./homes.ts";
import { reach, redirectsClear } from "./hosts.ts";
import { limitsOf } from "./limits.ts";
import type { Directive } from "./parse.ts";
import { place } from "./place.ts";
import { serversOf, walkLocations, type Location, type Server } from "./servers.ts";
import { PASSES, passOf, targetOf, type Pass } from "./targets.ts";
import { buffers, caches, compressors, filters, valuesOf } from "./values.ts";

/** What all routes of a config share. */
interface Config {
  readonly tree: readonly Directive[];
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly servers: readonly Server[];
  readonly homes: Homes;
  readonly version: string;
}

/**
 * Every location that passes a request on and that a reader can reach.
 * @param dump what `nginx -T` prints: with it, files of the image are known too; null: only the person's own
 * @throws LabError with file and line where a file cannot be read
 */
export function routesOf(files: readonly OwnFile[], dump: string | null, version: string): readonly NginxRoute[] {
  const homes = new Homes(files);
  const placed = new Map(Object.entries(place(files).files));
  const texts = dump === null ? placed : splitDump(dump, placed);
  const tree = inOwnWords(homes, () => expand(texts));
  const lines = new Map([...texts].map(([path, text]) => [path, text.split(/\r?\n/)]));
  const config = { tree, texts: lines, servers: serversOf(tree), homes, version };
  return unique(config.servers.flatMap((server) => routesOfServer(config, server)));
}

/** Whoever cannot read a file says so with the person's name of it. */
function inOwnWords<T>(homes: Homes, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new LabError(
      error.code,
      error.message.replace(/^\S+(?=:\d+ )/, (path) => homes.name(path)),
      { hint: error.hint ?? "nginx -t" },
    );
  }
}

function routesOfServer(config: Config, server: Server): NginxRoute[] {
  // a server that only redirects never looks at its locations
  if (named(server.directive, "return").length > 0) return [];
  const inner = subrequests(server);
  const locations = [...walkLocations(server.locations)].filter(({ directive, modifier, pattern }) => {
    const shut = named(directive, "internal").length > 0 || named(directive, "return").length > 0;
    return !shut && !inner.has(modifier === "@" ? `@${pattern}` : pattern);
  });
  return locations.flatMap((location) => passesOf(location).map((chain) => routeOf(config, server, location, chain)));
}

/** Locations that nginx asks on its own account: an auth_request's, a mirror's. */
function subrequests(server: Server): ReadonlySet<string> {
  const blocks = [server.directive, ...[...walkLocations(server.locations)].map((location) => location.directive)];
  return new Set(
    blocks.flatMap((block) =>
      ["auth_request", "mirror"].flatMap((name) => named(block, name).map((line) => line.args[0] ?? "")),
    ),
  );
}

/** The location itself, and each `if` and `limit_except` in it that has a pass of its own. */
function passesOf(location: Location): Chain[] {
  const inside = (location.directive.block ?? []).filter(({ name }) => name === "if" || name === "limit_except");
  return [location.chain, ...inside.map((block) => [...location.chain, block])].filter(
    (chain) => passOf(chain.at(-1)!) !== null,
  );
}

function routeOf(config: Config, server: Server, location: Location, chain: Chain): NginxRoute {
  const { homes } = config;
  const { directive, pass } = passOf(chain.at(-1)!)!;
  const { host, listeners: all } = reach(config.servers, server);
  const listeners = redirectsClear(chain) ? all.filter(({ tls }) => tls) : all;
  const words = chain.slice(chain.indexOf(location.directive)).map((block) => [block.name, ...block.args].join(" "));
  const conditional = chain.at(-1) !== location.directive;
  return {
    id: `${host ?? `:${listeners[0]?.port ?? server.listens[0]?.port ?? 80}`} ${words.join(" ").replace(/^location /, "")}`,
    host,
    listeners,
    location: words.join(", "),
    at: homes.place(chain.at(-1)!),
    // whether an `if` comes true cannot be told from a path
    example: conditional ? null : exampleFor(server, location),
    target: targetOf(chain, directive, config.version, homes),
    limits: limitsOf(chain, pass, homes),
    values: valuesOf(chain, pass, homes),
    caches: caches(chain, pass),
    compresses: compressors(chain).length > 0,
    guards: guardsOf(chain, config.tree, homes),
    filters: filters(chain, homes),
    unread: unread(chain, homes),
    openings: chain.map((block) => homes.place({ ...block, line: block.opening!.line })),
    ...{ family: PASSES[pass satisfies Pass].family, buffers: buffers(chain, pass), compressors: compressors(chain) },
    ...editable(chain, config.texts, homes),
  };
}

/**
 * Lines that bring a file into the route that nobody has given. In the location, and of a file for proxies wherever it stands: such a file is
 * where buffering is switched off, and where limits are set.
 */
function unread(chain: Chain, homes: Homes): readonly Place[] {
  return chain
    .flatMap((block) => named(block, "include").map((line) => ({ block, line })))
    .filter(({ block, line }) => !["http", "server"].includes(block.name) || /proxy/.test(line.args[0] ?? ""))
    .map(({ line }) => homes.place(line));
}

/** Two servers of one name, on two ports or by mistake, have routes of one name: the later ones get a number. */
function unique(routes: readonly NginxRoute[]): NginxRoute[] {
  const seen = new Map<string, number>();
  return routes.map((route) => {
    const count = (seen.get(route.id) ?? 0) + 1;
    seen.set(route.id, count);
    return count === 1 ? route : { ...route, id: `${route.id} #${count}` };
  });
}
