import { fits, type Matcher, type Request } from "./matchers.ts";

/** A part of Caddy's JSON, as `caddy adapt` prints it (https://caddyserver.com/docs/json/apps/http/servers/routes). */
interface JsonRoute {
  readonly match?: readonly Readonly<Record<string, unknown>>[];
  readonly handle?: readonly JsonHandler[];
  readonly group?: string;
  readonly terminal?: boolean;
}
interface JsonHandler {
  readonly handler: string;
  readonly routes?: readonly JsonRoute[];
  readonly upstreams?: readonly { readonly dial?: string }[];
  readonly strip_path_prefix?: string;
  readonly rewrite?: { readonly method?: string };
  readonly handle_response?: readonly unknown[];
}

/** The JSON in what a command printed; null: there is none. Warnings may stand around it. */
export function readAdapted(dump: string | null): unknown {
  const line = dump?.split("\n").find((text) => text.startsWith("{") && text.includes('"apps"'));
  try {
    return line === undefined ? null : (JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}

/** One set of JSON matchers, as `fits` takes them. */
function matcherOf(set: Readonly<Record<string, unknown>>): Matcher {
  return Object.entries(set).map(([name, value]) => {
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return [name, ...value];
    const pattern = (value as { pattern?: unknown } | null)?.pattern;
    return name === "path_regexp" && typeof pattern === "string" ? [name, pattern] : ["unknown", name];
  });
}

/**
 * Addresses that Caddy dials for a request.
 * @returns null where it cannot be told, or nothing is dialled
 */
export function dialsAt(adapted: unknown, request: Request): readonly string[] | null {
  const servers =
    (adapted as { apps?: { http?: { servers?: Record<string, { routes?: JsonRoute[] }> } } }).apps?.http?.servers ?? {};
  for (const server of Object.values(servers)) {
    const found = walk(server.routes ?? [], { ...request });
    if (found !== null) return found === "unknown" ? null : found;
  }
  return null;
}

function walk(
  routes: readonly JsonRoute[],
  request: { host: string; path: string },
): readonly string[] | "unknown" | null {
  const groups = new Set<string>();
  for (const route of routes) {
    if (route.group !== undefined && groups.has(route.group)) continue;
    const sets = (route.match ?? [{}]).map((set) => fits(matcherOf(set), request));
    if (!sets.includes(true)) {
      if (sets.includes(null)) return "unknown";
      continue;
    }
    if (route.group !== undefined) groups.add(route.group);
    for (const handler of route.handle ?? []) {
      const found = handled(handler, request);
      if (found !== null) return found;
    }
    if (route.terminal === true) return null;
  }
  return null;
}

function handled(handler: JsonHandler, request: { host: string; path: string }): readonly string[] | "unknown" | null {
  // `forward_auth`: asks somebody, and goes on
  if (handler.rewrite?.method !== undefined && handler.handle_response !== undefined) return null;
  if (handler.handler === "reverse_proxy") return handler.upstreams?.map(({ dial }) => dial ?? "") ?? "unknown";
  if (handler.handler === "subroute") return walk(handler.routes ?? [], request);
  if (handler.handler === "rewrite") {
    const prefix = handler.strip_path_prefix ?? "";
    if (prefix !== "" && request.path.startsWith(prefix)) request.path = request.path.slice(prefix.length) || "/";
  }
  return ["file_server", "static_response", "error"].includes(handler.handler) ? [] : null;
}
