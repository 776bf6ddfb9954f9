import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { type Arm, armsIn } from "./arms.ts";
import { backendsOf, declared, defaultBackend, listenPort, nameOf, targetOf } from "./backends.ts";
import type { Request } from "./facts.ts";
import { connectionGuards, saysNo } from "./guards.ts";
import { type Config, configOf } from "./includes.ts";
import { type Node, placeOf } from "./nodes.ts";
import { limitSources, type LimitSource } from "./limits.ts";
import { type Effect, type Outcome, run } from "./run.ts";
import { filtersOf, valuesOf } from "./values.ts";

/** A route of Varnish's: what the contract wants, and what its edits need. */
export interface VarnishRoute extends Route {
  readonly effects: readonly Effect[];
  readonly sources: readonly LimitSource[];
  /** The backend that it asks first; null: it cannot be told. */
  readonly backend: Node | null;
  /** Where those subs begin; null: there is none. */
  readonly subs: Readonly<Record<"vcl_recv" | "vcl_backend_fetch" | "vcl_backend_response", Node | null>>;
  /** A declaration that a new sub can follow. */
  readonly last: Node;
}

/** Of hosts that other arms name: where a VCL turns away whom it does not know, one that it knows will do. */
const MOST_HOSTS = 4;
/** What answers are sent as: VCL chooses by type what it compresses. */
const TYPES = ["text/event-stream", "application/json", "text/plain", "application/x-ndjson"];
/** What the lab adds to a path where a cache would mix its questions. */
const QUERY = "?lab=question";

/** Where a request goes; null: nowhere. */
interface Way {
  readonly request: Request;
  readonly outcome: Outcome;
  readonly backends: readonly Node[] | null;
  readonly target: Route["target"];
}

function wayOf({ nodes }: Config, request: Request): Way | null {
  const outcome = run(nodes, request);
  if (outcome.action !== null && saysNo(outcome.action)) return null;
  const first = defaultBackend(nodes);
  if (first === null) return null;
  const backends = outcome.backend === null ? [first] : backendsOf(outcome.backend, nodes);
  const by = outcome.effects.findLast(({ name }) => name === "req.backend_hint" || name === "bereq.backend")?.node;
  const target = targetOf(backends, by ?? first);
  return target === null ? null : { request, outcome, backends, target };
}

/** Whether a GET of it may be answered from the cache: then each question of the lab's has a query of its own. */
function caches(config: Config, { request }: Way, lands: (way: Way | null) => boolean): boolean {
  const get = run(config.nodes, { ...request, method: "GET" });
  const looksUp = get.action === null || get.action === "hash" || get.action === "lookup";
  return looksUp && lands(wayOf(config, { ...request, path: request.path + QUERY }));
}

function routeOf(config: Config, way: Way, arm: Arm | null, cached: boolean): VarnishRoute {
  const { nodes, unread } = config;
  const { request, backends, target } = way;
  const byType = TYPES.map((contentType) => run(nodes, { ...request, contentType }).effects);
  const effects = [...new Map(byType.flat().map((effect) => [effect.node, effect])).values()];
  const outcome = { ...way.outcome, effects };
  const backend = backends?.[0] ?? null;
  const sources = limitSources(outcome, backend);
  const values = valuesOf(outcome.action === "pipe" ? [] : byType, sources);
  const subNamed = (name: string): Node | null => declared(nodes, "sub").find((node) => nameOf(node) === name) ?? null;
  const names = ["vcl_recv", "vcl_backend_fetch", "vcl_backend_response"] as const;
  const subs = Object.fromEntries(names.map((name) => [name, subNamed(name)])) as VarnishRoute["subs"];
  const at = placeOf(arm?.node ?? subs.vcl_recv ?? backend ?? defaultBackend(nodes)!);
  const location = arm?.location ?? "/";
  return {
    id: `${request.method} ${request.host ?? "any"} ${location}`,
    host: request.host,
    listeners: [{ port: listenPort(nodes), tls: false, http2: true }],
    ...{ location, at, example: request.path, target, values, unread, effects, sources, backend, subs },
    ...(request.method === "GET" ? { method: "GET" as const } : {}),
    limits: sources.map(({ kind, seconds, node }) => ({
      kind,
      seconds: { value: seconds, at: node && placeOf(node) },
    })),
    caches: cached,
    compresses: values["beresp.do_gzip"]!.value === "true",
    guards: [...outcome.guards, ...connectionGuards(nodes)],
    filters: filtersOf(values),
    openings: [
      ...(arm === null ? [] : [placeOf(arm.node)]),
      ...Object.values(subs).flatMap((sub) => (sub ? [placeOf(sub)] : [])),
    ],
    last: declared(nodes, "backend").at(-1)!,
  };
}

/** The first way, POST before GET, that is as it should be; null: none that can be told. */
function find(
  config: Config,
  paths: readonly string[],
  hosts: readonly (string | null)[],
  fits: (way: Way | null) => boolean,
): Way | null {
  for (const method of ["POST", "GET"] as const) {
    for (const host of hosts) {
      const path = examplePath(paths, (one) => fits(wayOf(config, { method, host, path: one })));
      if (path !== null) return wayOf(config, { method, host, path });
    }
  }
  return null;
}

/** A route for each arm that tells requests apart by path or host, and one for all else. */
export function routesOf(files: readonly OwnFile[]): VarnishRoute[] {
  const config = configOf(files);
  const arms = armsIn(config.nodes);
  const known = [...new Set(arms.flatMap(({ hosts }) => hosts))].slice(0, MOST_HOSTS);
  const covered = new Set<Node>();
  const routes = arms.flatMap((arm): VarnishRoute[] => {
    if (arm.late && covered.has(arm.node)) return [];
    const own = new Set([arm.node, ...arm.around]);
    const others = arms.filter(({ node }) => !own.has(node));
    const enters = (way: Way | null): boolean => way?.outcome.entered.has(arm.node) === true;
    const alone = (way: Way | null): boolean =>
      enters(way) && !others.some(({ node }) => way!.outcome.entered.has(node));
    const paths = arm.paths.flatMap(literalsOf).flatMap((path) => [path.split("?")[0]!, path]);
    const hosts = [...arm.hosts, null, ...known];
    const way =
      find(config, paths, hosts, alone) ?? (covered.has(arm.node) ? null : find(config, paths, hosts, enters));
    if (way === null) return [];
    for (const node of way.outcome.entered) covered.add(node);
    return [routeOf(config, way, arm, caches(config, way, enters))];
  });
  const rest = (way: Way | null): boolean => way !== null && !arms.some(({ node }) => way.outcome.entered.has(node));
  const way = find(config, [], [null, ...known], rest);
  const all = way === null ? routes : [...routes, routeOf(config, way, null, caches(config, way, rest))];
  const count = Map.groupBy(all, ({ id }) => id);
  return all.map((route) =>
    count.get(route.id)!.length > 1 ? { ...route, id: `${route.id} (line ${route.at.line})` } : route,
  );
}
