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

/** What is asked for so that it comes to this router and to none before it: one of its hosts, else any, and a path. Null: it cannot be told. */
function askedFor(own: Weighed, all: readonly Weighed[]): { host: string | null; example: string | null } {
  const before = all.filter((other) => other !== own && other.weight > own.weight);
  const matchers = matchersOf(own.rule);
  const guesses = matchers.flatMap(({ name, values }) => {
    if (name === "PathRegexp") return values.flatMap(literalsOf);
    return name.startsWith("Path") ? values : [];
  });
  const hosts = matchers.flatMap(({ name, values }) => (name === "Host" ? values : []));
  for (const host of [...new Set(hosts), null]) {
    const lands = (path: string): boolean =>
      before.every(({ rule }) => takes(rule, { host, path }) === false) && takes(own.rule, { host, path }) === true;
    const example = examplePath(guesses, lands);
    if (example !== null) return { host, example };
  }
  return { host: hosts[0] ?? null, example: null };
}

function routeOf(own: Weighed, all: readonly Weighed[], config: Config, version: string): TraefikRoute {
  const { name, router, rule } = own;
  const entries = entriesFor(router, entriesOf(config));
  const balancer = balancerOf(config, router.get("service")?.text ?? "");
  const middlewares = middlewaresOf(config, router, entries);
  const transport = transportOf(config, balancer);
  const around: Around = { router, balancer, transport, entries, middlewares, config, version };
  const values = valuesOf(around);
  const { host, example } = askedFor(own, all);
  const limits = limitsOf(values);
  return {
    id: `${name} ${rule}`,
    ...{ host, example, limits, values, location: rule },
    listeners: listenersOf(router, entries),
    at: router.at,
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
export function routesOf(files: readonly OwnFile[], _dump: string | null = null, version = "?"): TraefikRoute[] {
  const config = configOf(files);
  const all = routersOf(config).map(weighed);
  return all
    .filter(({ router }) => !/@internal$/.test(router.get("service")?.text ?? ""))
    .map((own) => routeOf(own, all, config, version));
}
