import type { OwnFile } from "../../../src/verify/product.ts";
import type { Route, Target, Value } from "../../../src/verify/route.ts";
import { editsOf, type Edits } from "./cures.ts";
import { bodyModeOf, codingOf, type Filter, filtersOf, guardsOf, luaBodyOf } from "./filters.ts";
import { type Around, type EnvoyLimit, limitsOf } from "./limits.ts";
import { exampleOf, pathMatchOf } from "./match.ts";
import { type Door, doorsOf, type Resources, resourcesOf, routeConfigOf } from "./resources.ts";
import type { Spot } from "./yaml.ts";

/** A route of Envoy's: what the contract wants, and its edits. */
export interface EnvoyRoute extends Route {
  readonly limits: readonly EnvoyLimit[];
  readonly edits: Edits;
}

/** Names of the clusters that a route sends to; empty: the request decides. */
export function clusterNamesOf(action: Spot): string[] {
  const one = action.get("cluster")?.text;
  if (one != null) return [one];
  const weighted = action.get("weighted_clusters", "clusters")?.items() ?? [];
  return weighted.flatMap((cluster) => cluster.get("name")?.text ?? []);
}

/** Addresses of a cluster. */
export function serversOf(cluster: Spot): Target["servers"] {
  const tls = cluster.get("transport_socket") !== null;
  const groups = cluster.get("load_assignment", "endpoints")?.items() ?? [];
  return groups.flatMap((group) =>
    (group.get("lb_endpoints")?.items() ?? []).flatMap((one) => {
      const address = one.get("endpoint", "address", "socket_address");
      const [host, port] = [address?.get("address")?.text, Number(address?.get("port_value")?.text)];
      return host == null || !Number.isInteger(port) ? [] : [{ host, port, tls }];
    }),
  );
}

const PROTOCOL = ["typed_extension_protocol_options", "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"];

/** HTTP/1.1 unless the cluster says otherwise. */
function asks(cluster: Spot | null): "1.1" | "2" {
  const options = cluster?.get(...PROTOCOL, "explicit_http_config", "http2_protocol_options");
  return options != null || cluster?.get("http2_protocol_options") ? "2" : "1.1";
}

function targetOf(action: Spot, clusters: readonly Spot[]): Target {
  const key = action.get("cluster") ?? action.get("weighted_clusters") ?? action.get("cluster_header") ?? action;
  const own = clusters.flatMap(serversOf);
  return { servers: own, asks: asks(clusters[0] ?? null), at: key.at };
}

const placed = (spot: Spot | null | undefined): Value[] => (spot ? [{ value: spot.text ?? "", at: spot.at }] : []);

/** Values that bear on a stream, by key; a filter's stand under its name. */
function valuesOf(
  { action, virtualHost, cluster }: Around,
  filters: readonly Filter[],
  limits: readonly EnvoyLimit[],
  resources: Resources,
): Record<string, Value> {
  const retry = action.get("retry_policy") ?? virtualHost.get("retry_policy");
  const entries: [string, Value[]][] = [
    ...limits.map(({ name, seconds }): [string, Value[]] => [name, [{ ...seconds, value: `${seconds.value}s` }]]),
    ["retry_on", retry === null ? [] : placed(retry.get("retry_on") ?? retry)],
    ["per_connection_buffer_limit_bytes", placed(cluster?.get("per_connection_buffer_limit_bytes"))],
    ...filters.map((filter): [string, Value[]] => [filter.name, filterValue(filter, resources)]),
  ];
  return Object.fromEntries(entries.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
}

function filterValue(filter: Filter, resources: Resources): Value[] {
  const { type, spot } = filter;
  if (type === "ExternalProcessor") return placed(bodyModeOf(filter));
  if (type === "Compressor") return [{ value: codingOf(filter), at: spot.at }];
  const body = type === "Lua" ? luaBodyOf(filter, resources) : null;
  if (body !== null) return [{ value: "body()", at: body }];
  return ["Buffer", "FileSystemBufferFilterConfig", "CacheConfig"].includes(type) ? [{ value: type, at: spot.at }] : [];
}

/** The first name of a virtual host that is one; null: any. */
function hostOf(virtualHost: Spot, door: Door): string | null {
  const domains = (virtualHost.get("domains")?.items() ?? []).flatMap(({ text }) => text ?? []);
  const own = domains.includes("*") ? null : (domains.find((domain) => !domain.includes("*")) ?? domains[0] ?? null);
  return (
    own
      ?.replace(/^\*/, "any")
      .replace(/(-|\.)\*$/, "$1any")
      .replace(/:\*$/, "") ?? door.serverName
  );
}

function routeOf(door: Door, virtualHost: Spot, route: Spot, resources: Resources): EnvoyRoute[] {
  const action = route.get("route");
  if (action === null) return [];
  const names = clusterNamesOf(action);
  const clusters = resources.clusters.filter((one) => names.includes(one.get("name")?.text ?? ""));
  const around: Around = { action, virtualHost, manager: door.manager, cluster: clusters[0] ?? null };
  const filters = filtersOf(door.manager, [route, virtualHost]);
  const limits = limitsOf(around);
  const match = pathMatchOf(route);
  const location = match === null ? "another match" : `${match.key} ${match.value}`;
  const host = hostOf(virtualHost, door);
  return [
    {
      id: `${host ?? "*"} ${location}`,
      ...{ host, location, limits, listeners: [door.listener] },
      at: route.at,
      example: exampleOf(route, virtualHost.get("routes")?.items() ?? []),
      target: targetOf(action, clusters),
      values: valuesOf(around, filters, limits, resources),
      caches: filters.some(({ type }) => type === "CacheConfig"),
      compresses: filters.some(({ type }) => type === "Compressor"),
      guards: guardsOf(filters, clusters[0] ?? null),
      openings: [action.at, virtualHost.at, door.manager.at],
      edits: editsOf(around, filters, limits, resources),
    },
  ];
}

/** A route for each route of each virtual host that sends requests on. Two listeners with one route table (an anchor) are one. */
export function routesOf(files: readonly OwnFile[]): EnvoyRoute[] {
  const resources = resourcesOf(files);
  const found = new Map<string, EnvoyRoute>();
  for (const door of doorsOf(resources)) {
    for (const virtualHost of routeConfigOf(door.manager, resources)?.get("virtual_hosts")?.items() ?? []) {
      for (const spot of virtualHost.get("routes")?.items() ?? []) {
        for (const route of routeOf(door, virtualHost, spot, resources)) {
          const known = found.get(spot.id);
          found.set(
            spot.id,
            known === undefined ? route : { ...known, listeners: [...known.listeners, door.listener] },
          );
        }
      }
    }
  }
  return unique([...found.values()]);
}

/** Two routes of one name (told apart by a header) are told apart by their line. */
function unique(routes: readonly EnvoyRoute[]): EnvoyRoute[] {
  const count = Map.groupBy(routes, ({ id }) => id);
  return routes.map((route) =>
    count.get(route.id)!.length > 1 ? { ...route, id: `${route.id} (line ${route.at.line})` } : route,
  );
}
