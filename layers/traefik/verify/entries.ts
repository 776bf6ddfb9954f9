import type { Listener, Value } from "../../../src/verify/route.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import { type Config, routersOf, textsOf } from "./config.ts";

/** An entry point: where requests come in, and what holds for all of them. */
export interface Entry {
  readonly name: string;
  readonly port: number;
  readonly tls: boolean;
  /** Null: the lab's own, because no static file was given. */
  readonly spot: Spot | null;
}

/** Ports by the names that nearly everybody gives; another name gets one of its own. */
const PORTS: Readonly<Record<string, number>> = { web: 80, http: 80, websecure: 443, https: 443 };
const OTHER_PORT = 8000;

/** `:8080`, `0.0.0.0:80/tcp`, `[::]:443` -> the port. */
function portOf(address: string): number {
  return Number(/:(\d+)(?:\/tcp)?$/.exec(address)?.[1]);
}

/** The entry points of the static file; without one, those that routers name, as Traefik would have to have them. */
export function entriesOf(config: Config): Entry[] {
  const own = config.statics.flatMap((root) => root.get("entryPoints")?.pairs() ?? []);
  if (config.statics.length > 0) {
    return own.flatMap(([name, spot]) => {
      const port = portOf(spot.get("address")?.text ?? "");
      return Number.isInteger(port) ? [{ name, port, tls: spot.get("http", "tls") !== null, spot }] : [];
    });
  }
  const routers = routersOf(config).map(([, router]) => router);
  const names = new Set(routers.flatMap((router) => textsOf(router.get("entryPoints"))));
  if (config.templated) ["web", "websecure"].forEach((name) => names.add(name)); // which it names, nobody has read
  if (routers.some((router) => router.get("tls") !== null && router.get("entryPoints") === null))
    names.add("websecure");
  if (names.size === 0 || routers.some((router) => router.get("entryPoints") === null)) names.add("web");
  return [...names].map((name, index) => ({ name, port: PORTS[name] ?? OTHER_PORT + index, tls: false, spot: null }));
}

/** The entry points of a router: those it names, else all that are meant by default (`asDefault`). */
export function entriesFor(router: Spot, entries: readonly Entry[]): Entry[] {
  const names = textsOf(router.get("entryPoints"));
  if (names.length > 0) return entries.filter(({ name }) => names.includes(name));
  const chosen = entries.filter(({ spot }) => spot?.get("asDefault")?.text === "true");
  return (chosen.length > 0 ? chosen : entries).filter(({ name }) => name !== "traefik");
}

/** Whether an entry point sends every reader to another one, before any router of the person's. */
const redirects = ({ spot }: Entry): boolean => spot?.get("http", "redirections", "entryPoint") != null;

/**
 * Where readers of a router come in, and are not sent away. HTTP/2 is offered with TLS, and without it to those who begin with its preface
 * (h2c), which no reader of the lab's does.
 */
export function listenersOf(router: Spot, entries: readonly Entry[]): Listener[] {
  const all = entriesFor(router, entries);
  const open = all.filter((entry) => !redirects(entry));
  return (open.length > 0 ? open : all).map(({ port, tls }) => {
    const secure = tls || router.get("tls") !== null;
    return { port, tls: secure, http2: secure };
  });
}

/** Values of the first entry point that has them, by key. */
export function entryValues(entries: readonly Entry[], path: readonly string[]): Value[] {
  const spot = entries.map((entry) => entry.spot?.get(...path) ?? null).find((found) => found !== null);
  return spot == null ? [] : [{ value: spot.text ?? "", at: spot.at }];
}
