import { basename } from "node:path/posix";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Listener } from "../../../src/verify/route.ts";
import { readYaml, type Spot } from "../../../src/verify/yaml.ts";

/** Where the options of HTTP stand that a cluster asks with. */
export const UPSTREAM = ["typed_extension_protocol_options", "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"];

/** What an Envoy is made of, from the bootstrap and from the files that it watches. */
export interface Resources {
  readonly listeners: readonly Spot[];
  readonly clusters: readonly Spot[];
  readonly routes: readonly Spot[];
  readonly files: readonly OwnFile[];
}

/** `type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua` -> `Lua`; an empty text where there is none. */
export function typeOf(config: Spot | null): string {
  return /[^./]*$/.exec(config?.get("@type")?.text ?? "")![0];
}

/** All files' resources: a watched file (`lds.yaml`) has them under `resources`. */
export function resourcesOf(files: readonly OwnFile[]): Resources {
  const roots = files.filter(({ name }) => !/\.lua$/.test(name)).flatMap(readYaml);
  const watched = roots.flatMap((root) => root.get("resources")?.items() ?? []);
  const of = (type: string): Spot[] => watched.filter((one) => typeOf(one) === type);
  const inAll = (key: string): Spot[] => roots.flatMap((root) => root.get("static_resources", key)?.items() ?? []);
  return {
    listeners: [...inAll("listeners"), ...of("Listener")],
    clusters: [...inAll("clusters"), ...of("Cluster")],
    routes: of("RouteConfiguration"),
    files,
  };
}

/** A connection manager with the listener that it serves. */
export interface Door {
  readonly manager: Spot;
  readonly listener: Listener;
  /** Name that a TLS reader must ask for; null: any. */
  readonly serverName: string | null;
}

/** The connection managers of all listeners. UDP (HTTP/3) is left out. */
export function doorsOf({ listeners }: Resources): Door[] {
  return listeners.flatMap((listener) => {
    const socket = listener.get("address", "socket_address");
    const port = Number(socket?.get("port_value")?.text);
    if (socket === null || !Number.isInteger(port) || socket.get("protocol")?.text === "UDP") return [];
    const chains = [...(listener.get("filter_chains")?.items() ?? []), listener.get("default_filter_chain")];
    return chains.flatMap((chain) => (chain === null ? [] : doorsIn(chain, port)));
  });
}

function doorsIn(chain: Spot, port: number): Door[] {
  const context = chain.get("transport_socket", "typed_config");
  const alpn = context?.get("common_tls_context", "alpn_protocols")?.items() ?? [];
  const serverName = chain.get("filter_chain_match", "server_names")?.items()[0]?.text ?? null;
  const filters = chain.get("filters")?.items() ?? [];
  return filters.flatMap((filter) => {
    const manager = filter.get("typed_config");
    if (manager === null || typeOf(manager) !== "HttpConnectionManager") return [];
    // without TLS the codec is told by the connection's first bytes
    const http2 = context ? alpn.some(({ text }) => text === "h2") : manager.get("codec_type")?.text !== "HTTP1";
    const name = serverName?.replace(/^\*\./, "any.") ?? null;
    return [{ manager, listener: { port, tls: context !== null, http2 }, serverName: name }];
  });
}

/** The routes that a connection manager has: its own, or those of a watched file that it names. */
export function routeConfigOf(manager: Spot, { routes }: Resources): Spot | null {
  const name = manager.get("rds", "route_config_name")?.text;
  return manager.get("route_config") ?? routes.find((one) => one.get("name")?.text === name) ?? null;
}

/** A file that a config names, if it was given. */
export function fileNamed(path: string | null | undefined, { files }: Resources): OwnFile | null {
  return files.find(({ name }) => path != null && basename(name) === basename(path)) ?? null;
}
