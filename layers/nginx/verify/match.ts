import type { Listen } from "./listens.ts";
import type { Location, Server } from "./servers.ts";

/** A location's regular expression, as far as JavaScript can say it; null: it cannot, and nothing is known about what it takes. */
export function regexOf(location: Location): RegExp | null {
  return compile(location.pattern, location.modifier === "~*");
}

/** A regular expression of nginx's in JavaScript; null: it has what JavaScript's do not. */
export function compile(pattern: string, ignoreCase: boolean): RegExp | null {
  const inline = pattern.startsWith("(?i)");
  try {
    // PCRE's (?P<name>..) is JavaScript's (?<name>..)
    return new RegExp(pattern.slice(inline ? 4 : 0).replaceAll("(?P<", "(?<"), ignoreCase || inline ? "i" : "");
  } catch {
    return null;
  }
}

/**
 * The location that nginx gives a request to (ngx_http_core_find_location): an exact one; else the longest prefix, with what is nested in
 * it; else, unless that prefix said `^~`, the first regular expression that matches; else the prefix.
 * @param path decoded, without its query
 * @returns null: none; "unknown": a regular expression decides that JavaScript cannot read
 */
export function locationOf(locations: readonly Location[], path: string): Location | null | "unknown" {
  const exact = locations.find((location) => location.modifier === "=" && location.pattern === path);
  if (exact !== undefined) return exact;
  const prefix = locations
    .filter((location) => ["", "^~"].includes(location.modifier) && path.startsWith(location.pattern))
    .reduce<Location | null>(
      (best, next) => (best === null || next.pattern.length > best.pattern.length ? next : best),
      null,
    );
  const inner = prefix === null ? null : locationOf(prefix.nested, path);
  // a nested exact location or regular expression ends the search; a nested prefix does not
  if (inner === "unknown" || (inner !== null && endsSearch(inner))) return inner;
  if (prefix?.modifier !== "^~") {
    for (const location of locations.filter(({ modifier }) => modifier === "~" || modifier === "~*")) {
      const regex = regexOf(location);
      if (regex === null) return "unknown";
      if (regex.test(path)) return locationOf(location.nested, path) ?? location;
    }
  }
  return inner ?? prefix;
}

function endsSearch(location: Location): boolean {
  return location.modifier === "=" || location.modifier === "~" || location.modifier === "~*";
}

/**
 * The server that nginx gives a Host to, of those on an address (server_name's order: exact, `*.x`, `x.*`, regular expression, default).
 * @param host in lower case; null: no name that anybody has
 */
export function serverFor(servers: readonly Server[], listen: Listen, host: string | null): Server | null {
  const here = servers.filter((server) => server.listens.some((other) => other.address === listen.address));
  const fallback =
    here.find((server) => server.listens.some((other) => other.address === listen.address && other.isDefault)) ??
    here[0];
  if (host === null) return fallback ?? null;
  const byName = (matches: (name: string) => boolean): Server | undefined =>
    here.find((server) => server.names.some(matches));
  const longest = (names: readonly string[]): string | undefined => names.toSorted((a, b) => b.length - a.length)[0];
  const all = here.flatMap((server) => server.names);
  const leading = longest(all.filter((name) => isLeading(name, host)));
  const trailing = longest(all.filter((name) => name.endsWith(".*") && host.startsWith(name.slice(0, -1))));
  return (
    byName((name) => name === host || name === `.${host}`) ??
    byName((name) => name === leading) ??
    byName((name) => name === trailing) ??
    byName((name) => name.startsWith("~") && compile(name.slice(1), true)?.test(host) === true) ??
    fallback ??
    null
  );
}

/** `*.example.com` takes every name below it; `.example.com` also the name itself. */
function isLeading(name: string, host: string): boolean {
  if (name.startsWith("*.")) return host.endsWith(name.slice(1));
  return name.startsWith(".") && (host.endsWith(name) || host === name.slice(1));
}
