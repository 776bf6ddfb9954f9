import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { Spot } from "../../../src/verify/yaml.ts";

/** The way of a match to look at a path, and what it looks for. */
interface PathMatch {
  readonly key: string;
  readonly value: string;
  /** Anything beside the path that a request must have: a header, a query. */
  readonly more: boolean;
}

const BESIDE = [
  "headers",
  "query_parameters",
  "grpc",
  "runtime_fraction",
  "dynamic_metadata",
  "tls_context",
  "cookies",
];

/** A route's match; null: it looks at no path (CONNECT, a template). */
export function pathMatchOf(route: Spot): PathMatch | null {
  const match = route.get("match");
  if (match === null) return null;
  const more = BESIDE.some((key) => match.get(key) !== null);
  for (const key of ["prefix", "path", "path_separated_prefix"]) {
    const value = match.get(key)?.text;
    if (value != null) return { key, value, more };
  }
  const value = match.get("safe_regex", "regex")?.text;
  return value == null ? null : { key: "safe_regex", value, more };
}

/** Whether a path fits, as Envoy's router compares (route_components.proto, RouteMatch); null: it cannot be told. */
function fits({ key, value }: PathMatch, path: string): boolean | null {
  switch (key) {
    case "prefix":
      return path.startsWith(value);
    case "path":
      return path === value;
    case "path_separated_prefix":
      return path === value || path.startsWith(`${value}/`);
    default:
      try {
        return new RegExp(`^(?:${value})$`).test(path);
      } catch {
        return null; // an expression that is RE2's alone
      }
  }
}

/**
 * A path that Envoy sends to this route of a virtual host: the first that fits takes it.
 * @returns null where a route before it might take it, or this one needs more than a path
 */
export function exampleOf(route: Spot, routes: readonly Spot[]): string | null {
  const own = pathMatchOf(route);
  if (own === null || own.more) return null;
  const before = routes
    .slice(
      0,
      routes.findIndex(({ id }) => id === route.id),
    )
    .map(pathMatchOf);
  const guesses = own.key === "safe_regex" ? literalsOf(own.value) : [own.value];
  return examplePath(guesses, (path) => {
    const taken = before.some((match) => match !== null && !match.more && fits(match, path) !== false);
    return !taken && fits(own, path) === true;
  });
}
