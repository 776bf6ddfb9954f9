import type { Limit } from "../../../src/verify/product.ts";
import type { Target, Value } from "../../../src/verify/route.ts";
import { secondsOf } from "../../../src/verify/seconds.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import { type Config, named } from "./config.ts";
import { type Entry, entryValues } from "./entries.ts";
import type { Middleware } from "./middlewares.ts";

/** A router with all that its requests meet. */
export interface Around {
  readonly router: Spot;
  /** The balancer that it sends to; null: none is known. */
  readonly balancer: Spot | null;
  /** The transport that the balancer names, else the static file's. */
  readonly transport: Spot | null;
  readonly entries: readonly Entry[];
  readonly middlewares: readonly Middleware[];
  readonly config: Config;
  /** Traefik's; one that is not known is taken for a late one. */
  readonly version: string;
}

/** The balancer of a service; of one that splits or mirrors, the first that it names. */
export function balancerOf(config: Config, name: string, deep = 0): Spot | null {
  const service = named(config, "services", name);
  const own = service?.get("loadBalancer");
  if (own != null || service === null || deep > 5) return own ?? null;
  const next =
    service.get("weighted", "services")?.items()[0]?.get("name")?.text ??
    service.get("mirroring", "service")?.text ??
    service.get("failover", "service")?.text;
  return next == null ? null : balancerOf(config, next, deep + 1);
}

/** Where the options of the connection to a balancer's servers stand. */
export function transportOf(config: Config, balancer: Spot | null): Spot | null {
  const name = balancer?.get("serversTransport")?.text;
  if (name != null) return named(config, "serversTransports", name);
  return config.statics.map((root) => root.get("serversTransport")).find((spot) => spot !== null) ?? null;
}

/** Servers of a balancer, which asks each with HTTP/1.1 unless its URL says `h2c`. */
export function targetOf(balancer: Spot | null, router: Spot): Target {
  const urls = textsOfUrls(balancer);
  const servers = urls.flatMap((text) => {
    const [, scheme, host, port] = /^(https?|h2c):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?/.exec(text) ?? [];
    if (scheme === undefined || host === undefined) return [];
    const tls = scheme === "https";
    return [{ host, port: Number(port ?? (tls ? 443 : 80)), tls }];
  });
  return {
    servers,
    asks: urls[0]?.startsWith("h2c") ? "2" : "1.1",
    at: (balancer?.get("servers") ?? router.get("service") ?? router).at,
  };
}

function textsOfUrls(balancer: Spot | null): string[] {
  return (balancer?.get("servers")?.items() ?? []).flatMap((server) => server.get("url")?.text ?? []);
}

const itemOf = ({ name, item }: Middleware): Value => ({ value: name, at: item.at });

const RESPONDING = ["transport", "respondingTimeouts"];
const placed = (spot: Spot | null | undefined): Value[] => (spot ? [{ value: spot.text ?? "", at: spot.at }] : []);

/** Where `fastProxy` is switched on; null: it is not. */
export function fastProxyOf({ statics }: Config): Spot | null {
  return statics.map((root) => root.get("experimental", "fastProxy")).find((spot) => spot !== null) ?? null;
}

/** What a retry that takes an answer's status as a reason stands with among the values. */
export const BY_STATUS = "by status";

/** The key of a compress that waits until it has enough to compress (https://github.com/traefik/traefik/pull/11583). */
export const HOLDING = "compress that holds";

/** True from 3.0, whose compress had brotli first, to below 3.3.5. */
function holds(version: string): boolean {
  const [major = NaN, minor = NaN, patch = NaN] = version.split(".").map(Number);
  return major === 3 && (minor < 3 || (minor === 3 && patch < 5));
}

/** Values that bear on a stream, by key; a middleware's stand under its kind. */
export function valuesOf({
  balancer,
  transport,
  entries,
  middlewares,
  config,
  version,
}: Around): Record<string, Value> {
  const found: [string, Value[]][] = [
    ...middlewares.map(({ type, name, spot, item }): [string, Value[]] => {
      // without a status it asks again only while nothing has been sent
      const value = type === "retry" && spot.get("status") !== null ? BY_STATUS : name;
      return [type, [{ value, at: item.at }]];
    }),
    [HOLDING, holds(version) ? middlewares.filter(({ type }) => type === "compress").map(itemOf) : []],
    ["flushInterval", placed(balancer?.get("responseForwarding", "flushInterval"))],
    ["fastProxy", placed(fastProxyOf(config))],
    ["writeTimeout", entryValues(entries, [...RESPONDING, "writeTimeout"])],
    ["readTimeout", entryValues(entries, [...RESPONDING, "readTimeout"])],
    ["idleTimeout", entryValues(entries, [...RESPONDING, "idleTimeout"])],
    ["responseHeaderTimeout", placed(transport?.get("forwardingTimeouts", "responseHeaderTimeout"))],
    ["idleConnTimeout", placed(transport?.get("forwardingTimeouts", "idleConnTimeout"))],
  ];
  return Object.fromEntries(found.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
}

/** Keys of limits by what they count. By default Traefik has none. */
const LIMITS: readonly (readonly [string, Limit["kind"]])[] = [
  ["writeTimeout", "total"],
  ["responseHeaderTimeout", "headers"],
];

/** What can end an answer. */
export function limitsOf(values: Readonly<Record<string, Value>>): Limit[] {
  return LIMITS.flatMap(([name, kind]) => {
    const value = values[name];
    // a bare number is seconds, as everywhere in Traefik's files
    const seconds = value === undefined ? null : secondsOf(value.value);
    return value === undefined || seconds === null ? [] : [{ kind, seconds: { ...value, value: String(seconds) } }];
  });
}
