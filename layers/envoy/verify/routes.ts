import type { OwnFile } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { editsOf, type Edits } from "./cures.ts";
import { codingOf, filtersOf, guardsOf } from "./filters.ts";
import { type Around, type EnvoyLimit, limitsOf } from "./limits.ts";
import { exampleOf, pathMatchOf } from "./match.ts";
import { type Door, doorsOf, type Resources, resourcesOf, routeConfigOf } from "./resources.ts";
import { clusterNamesOf, targetOf } from "./targets.ts";
import { valuesOf } from "./values.ts";
import type { Spot } from "../../../src/verify/yaml.ts";

/** A route of Envoy's: what the contract wants, and its edits. */
export interface EnvoyRoute extends Route {
  readonly limits: readonly EnvoyLimit[];
  readonly edits: Edits;
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
      filters: filters
        .filter(({ type }) => type === "Compressor")
        .map((filter) => ({ name: codingOf(filter).toLowerCase(), does: "compresses" as const, at: filter.spot.at })),
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
