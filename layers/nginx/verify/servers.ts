import type { Chain } from "./context.ts";
import { named } from "./context.ts";
import type { Directive } from "./parse.ts";

/** A `listen` of a server, TCP only. */
export interface Listen {
  /** Two servers that listen on the same are told apart by name: `*:443`. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly isDefault: boolean;
  /** What comes must begin with a PROXY line. */
  readonly proxied: boolean;
  /** Null: no `listen`, which means port 80. */
  readonly directive: Directive | null;
}

/** A location, and those that are nested in it. */
export interface Location {
  readonly directive: Directive;
  readonly modifier: "" | "=" | "^~" | "~" | "~*" | "@";
  /** Prefix, path, regular expression, or name without its `@`. */
  readonly pattern: string;
  /** From `http` to this location. */
  readonly chain: Chain;
  readonly nested: readonly Location[];
}

/** A server of `http {}`. */
export interface Server {
  readonly directive: Directive;
  readonly chain: Chain;
  /** As they stand in server_name; none: `""`, as nginx has it. */
  readonly names: readonly string[];
  readonly listens: readonly Listen[];
  readonly locations: readonly Location[];
}

/** All servers of a config, in its order. TLS and HTTP/2 belong to an address: one server's word counts for all on it. */
export function serversOf(tree: readonly Directive[]): readonly Server[] {
  const servers = tree
    .filter((directive) => directive.name === "http")
    .flatMap((http) => named(http, "server").map((directive) => serverOf(http, directive)));
  const all = servers.flatMap((server) => server.listens);
  const share = (listen: Listen): Listen => {
    const same = all.filter((other) => other.address === listen.address);
    return {
      ...listen,
      tls: same.some((other) => other.tls),
      http2: listen.http2 || same.some((other) => other.directive?.args.includes("http2") === true),
      proxied: same.some((other) => other.proxied),
    };
  };
  return servers.map((server) => ({ ...server, listens: server.listens.map(share) }));
}

function serverOf(http: Directive, directive: Directive): Server {
  const chain = [http, directive];
  const names = named(directive, "server_name").flatMap((line) => line.args.map((name) => name.toLowerCase()));
  return {
    ...{ directive, chain, names: names.length > 0 ? names : [""] },
    listens: listensOf(directive, chain),
    locations: locationsOf(directive, chain),
  };
}

function listensOf(server: Directive, chain: Chain): readonly Listen[] {
  const on = (name: string): boolean => chain.some((block) => named(block, name).at(-1)?.args[0] === "on");
  const lines = named(server, "listen");
  if (lines.length === 0) {
    return [
      {
        address: "*:80",
        port: 80,
        tls: on("ssl"),
        http2: on("http2"),
        isDefault: false,
        proxied: false,
        directive: null,
      },
    ];
  }
  return lines.flatMap((line) => {
    const [first, ...flags] = line.args;
    const address = addressOf(first ?? "");
    // QUIC is UDP, and a unix socket is no port
    if (address === null || flags.includes("quic")) return [];
    return {
      ...address,
      tls: flags.includes("ssl") || on("ssl"),
      http2: flags.includes("http2") || on("http2"),
      isDefault: flags.includes("default_server") || flags.includes("default"),
      proxied: flags.includes("proxy_protocol"),
      directive: line,
    };
  });
}

/** `443`, `*:443`, `10.0.0.1:80`, `[::]:80`, `localhost`. IPv4 and IPv6 wildcards stay two addresses, as for nginx. */
function addressOf(text: string): { address: string; port: number } | null {
  if (text.startsWith("unix:")) return null;
  if (/^\d+$/.test(text)) return { address: `*:${text}`, port: Number(text) };
  const [, host, port] = /^(\[[^\]]*\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (host === undefined) return null;
  const number = Number(port ?? 80);
  return { address: `${host === "0.0.0.0" ? "*" : host}:${number}`, port: number };
}

function locationsOf(block: Directive, chain: Chain): readonly Location[] {
  return named(block, "location").map((directive) => {
    const [modifier, pattern] = split(directive.args);
    const own = [...chain, directive];
    return { directive, modifier, pattern, chain: own, nested: locationsOf(directive, own) };
  });
}

/** nginx also takes the modifier without a space: `location ~\.php$`, `location =/x`. */
function split(args: readonly string[]): [Location["modifier"], string] {
  const [whole = "", second] = args;
  const [, modifier = "", rest = ""] =
    second === undefined ? (/^(=|\^~|~\*|~|@)?([^]*)$/.exec(whole) ?? []) : ["", whole, second];
  return [modifier as Location["modifier"], rest];
}

/** Every location of a server, the outer ones first. */
export function* walkLocations(locations: readonly Location[]): Generator<Location> {
  for (const location of locations) {
    yield location;
    yield* walkLocations(location.nested);
  }
}
