import type { Guard, Place } from "../../../src/verify/route.ts";
import { fileNamed, type Resources, typeOf } from "./resources.ts";
import { lineOf, placeIn, type Spot } from "../../../src/verify/yaml.ts";

/** An HTTP filter that a route's requests go through. */
export interface Filter {
  readonly type: string;
  readonly name: string;
  readonly spot: Spot;
  readonly config: Spot | null;
  /** What the route or its virtual host says instead. */
  readonly override: Spot | null;
}

/** The filters of a connection manager as they are for a route: those that are switched off there are left out. */
export function filtersOf(manager: Spot, around: readonly (Spot | null)[]): Filter[] {
  const all = manager.get("http_filters")?.items() ?? [];
  return all.flatMap((spot) => {
    const [name, config] = [spot.get("name")?.text ?? "", spot.get("typed_config")];
    const override = around.map((one) => one?.get("typed_per_filter_config", name) ?? null).find((one) => one !== null);
    const off = override?.get("disabled")?.text === "true" || spot.get("disabled")?.text === "true";
    return off ? [] : [{ type: typeOf(config), name, spot, config, override: override ?? null }];
  });
}

/** A filter's kind -> what it makes of a request of the lab's. CSRF refuses a POST without an origin. */
const GUARDS: Readonly<Record<string, Guard["kind"]>> = {
  ...{ LocalRateLimit: "rate", RateLimit: "rate", AdmissionControl: "rate", AdaptiveConcurrency: "rate" },
  ...{
    JwtAuthentication: "auth",
    ExtAuthz: "auth",
    OAuth2: "auth",
    BasicAuth: "auth",
    ApiKeyAuth: "auth",
    CsrfPolicy: "auth",
  },
  ...{ RBAC: "address", GeoipFilter: "address" },
};
/** Fewer than this are taken up by the lab's own requests side by side. */
const FEW_CONNECTIONS = 512;

/** What turns the lab's requests away: filters, and a cluster's circuit breakers. */
export function guardsOf(filters: readonly Filter[], cluster: Spot | null): Guard[] {
  const thresholds = cluster?.get("circuit_breakers", "thresholds")?.items() ?? [];
  const breakers = thresholds.flatMap((one) =>
    ["max_connections", "max_requests", "max_pending_requests"].flatMap((key) => {
      const value = one.get(key);
      return value !== null && Number(value.text) < FEW_CONNECTIONS
        ? [{ kind: "connections" as const, at: value.at, everybody: true as const }]
        : [];
    }),
  );
  const guarding = filters.flatMap(({ type, spot }) => {
    const kind = GUARDS[type];
    return kind === undefined ? [] : [{ kind, at: spot.at }];
  });
  return [...guarding, ...breakers.slice(0, 1)];
}

/** The response's body mode of an external processor: the route's word counts. */
export function bodyModeOf({ config, override }: Filter): Spot | null {
  const path = ["processing_mode", "response_body_mode"];
  return override?.get("overrides", ...path) ?? config?.get(...path) ?? null;
}

/** What a compressor makes: `Zstd`, `Gzip`, `Brotli`. */
export function codingOf({ config }: Filter): string {
  return typeOf(config?.get("compressor_library", "typed_config") ?? null);
}

/**
 * The line in which a Lua filter asks for the whole body of an answer. Null: it does not, or its file was not given.
 */
export function luaBodyOf({ config }: Filter, resources: Resources): Place | null {
  const code = config?.get("default_source_code", "inline_string") ?? config?.get("inline_code") ?? null;
  const file = fileNamed(config?.get("default_source_code", "filename")?.text, resources);
  if (file !== null)
    return bodyLine(file.text.split("\n"), (index) => ({ file: file.name, line: index + 1, text: "" }));
  if (code === null) return null;
  const first = lineOf(code.source, code.node.range![0]);
  const lines = code.source.lines.slice(first - 1, lineOf(code.source, code.node.range![1]));
  return bodyLine(lines, (index) => placeIn(code.source, first + index));
}

/** The first `body()` after `envoy_on_response` begins, and before another handler does. */
function bodyLine(lines: readonly string[], at: (index: number) => Place): Place | null {
  let inside = false;
  for (const [index, line] of lines.entries()) {
    if (/function\s+envoy_on_\w+/.test(line)) inside = /envoy_on_response/.test(line);
    if (inside && /:body\(/.test(line.replace(/--.*$/, ""))) return at(index);
  }
  return null;
}
