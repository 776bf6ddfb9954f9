import type { OwnFile } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import { type Config, configOf, routersOf } from "./config.ts";
import { type Edits, editsOf } from "./cures.ts";
import { entriesFor, entriesOf, listenersOf } from "./entries.ts";
import { filtersOf, guardsOf, middlewaresOf } from "./middlewares.ts";
import { matchersOf, takes } from "./rule.ts";
import { type Around, balancerOf, limitsOf, targetOf, transportOf, valuesOf } from "./values.ts";

/** A route of Traefik's: what the contract wants, and its edits. */
export interface TraefikRoute extends Route {
  readonly edits: Edits;
}

/** A router with the weight by which Traefik tries it: its own, or the length of its rule; the heaviest first. */
interface Weighed {
  readonly name: string;
  readonly router: Spot;
  readonly rule: string;
  readonly weight: number;
}

function weighed([name, router]: [string, Spot]): Weighed {
  const rule = router.get("rule")?.text ?? "";
  const own = Number(router.get("priority")?.text ?? 0);
  return { name, router, rule, weight: own > 0 ? own : rule.length };
}

/** A path that comes to this router and to none before it; null: it cannot be told. */
function exampleOf(own: Weighed, all: readonly Weighed[], host: string | null): string | null {
  const before = all.filter((other) => other !== own && other.weight > own.weight);
  const guesses = matchersOf(own.rule).flatMap(({ name, values }) => {
    if (name === "PathRegexp") return values.flatMap(literalsOf);
    return name.startsWith("Path") ? values : [];
  });
  return examplePath(guesses, (path) => {
    const taken = before.some(({ rule }) => takes(rule, { host, path }) !== false);
    return !taken && takes(own.rule, { host, path }) === true;
  });
}

function routeOf(own: Weighed, all: readonly Weighed[], config: Config): TraefikRoute {
  const { name, router, rule } = own;
  const entries = entriesFor(router, entriesOf(config));
  const balancer = balancerOf(config, router.get("service")?.text ?? "");
  const middlewares = middlewaresOf(config, router, entries);
  const transport = transportOf(config, balancer);
  const around: Around = { router, balancer, transport, entries, middlewares, config };
  const values = valuesOf(around);
  const host = matchersOf(rule).find((matcher) => matcher.name === "Host")?.values[0] ?? null;
  const limits = limitsOf(values);
  return {
    id: `${name} ${rule}`,
    ...{ host, limits, values, location: rule },
    listeners: listenersOf(router, entries),
    at: router.at,
    example: exampleOf(own, all, host),
    target: targetOf(balancer, router),
    caches: false,
    compresses: middlewares.some(({ type }) => type === "compress"),
    guards: guardsOf(middlewares),
    filters: filtersOf(middlewares),
    openings: [router.at, ...(balancer === null ? [] : [balancer.at])],
    edits: editsOf(around),
  };
}

/** A route for each router that sends to servers; Traefik's own services (`api@internal`) are none. */
export function routesOf(files: readonly OwnFile[]): TraefikRoute[] {
  const config = configOf(files);
  const all = routersOf(config).map(weighed);
  return all
    .filter(({ router }) => !/@internal$/.test(router.get("service")?.text ?? ""))
    .map((own) => routeOf(own, all, config));
}
