import type { Chain } from "./context.ts";
import { named } from "./context.ts";
import { listensOf, shared, type Listen } from "./listens.ts";
import type { Directive } from "./parse.ts";

/** A location, and those that are nested in it. */
export interface Location {
  readonly directive: Directive;
  readonly modifier: "" | "=" | "^~" | "~" | "~*" | "@";
  /** Prefix, path, regular expression, or name without its `@`. */
  readonly pattern: string;
  /** From `http` to this location. */
  readonly chain: Chain;
  readonly nested: readonly Location[];
  /** The one that it is nested in. */
  readonly outer: Location | null;
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
  return servers.map((server) => ({ ...server, listens: server.listens.map((listen) => shared(listen, all)) }));
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

function locationsOf(block: Directive, chain: Chain, outer: Location | null = null): readonly Location[] {
  return named(block, "location").map((directive) => {
    const [modifier, pattern] = split(directive.args);
    const nested: Location[] = [];
    const location = { directive, modifier, pattern, chain: [...chain, directive], nested, outer };
    nested.push(...locationsOf(directive, location.chain, location));
    return location;
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
