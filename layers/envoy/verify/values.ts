import type { Value } from "../../../src/verify/route.ts";
import { bodyModeOf, codingOf, type Filter, luaBodyOf } from "./filters.ts";
import type { Around, EnvoyLimit } from "./limits.ts";
import type { Resources } from "./resources.ts";
import type { Spot } from "../../../src/verify/yaml.ts";

const placed = (spot: Spot | null | undefined): Value[] => (spot ? [{ value: spot.text ?? "", at: spot.at }] : []);

/** Values that bear on a stream, by key; a filter's stand under its name. */
export function valuesOf(
  { action, virtualHost, cluster }: Around,
  filters: readonly Filter[],
  limits: readonly EnvoyLimit[],
  resources: Resources,
): Record<string, Value> {
  const retry = action.get("retry_policy") ?? virtualHost.get("retry_policy");
  const entries: [string, Value[]][] = [
    ...limits.map(({ name, seconds }): [string, Value[]] => [name, [{ ...seconds, value: `${seconds.value}s` }]]),
    ["retry_on", retry === null ? [] : placed(retry.get("retry_on") ?? retry)],
    ["per_connection_buffer_limit_bytes", placed(cluster?.get("per_connection_buffer_limit_bytes"))],
    ...filters.map((filter): [string, Value[]] => [filter.name, filterValue(filter, resources)]),
  ];
  return Object.fromEntries(entries.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
}

function filterValue(filter: Filter, resources: Resources): Value[] {
  const { type, spot } = filter;
  if (type === "ExternalProcessor") return placed(bodyModeOf(filter));
  if (type === "Compressor") return [{ value: codingOf(filter), at: spot.at }];
  const body = type === "Lua" ? luaBodyOf(filter, resources) : null;
  if (body !== null) return [{ value: "body()", at: body }];
  return ["Buffer", "FileSystemBufferFilterConfig", "CacheConfig"].includes(type) ? [{ value: type, at: spot.at }] : [];
}
