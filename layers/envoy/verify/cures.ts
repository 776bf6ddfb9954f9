import type { Edit, Fault } from "../../../src/verify/product.ts";
import { bodyModeOf, codingOf, type Filter, luaBodyOf } from "./filters.ts";
import type { Around, EnvoyLimit } from "./limits.ts";
import type { Resources } from "./resources.ts";
import { fill, filled, slotIn, without } from "../../../src/verify/slots.ts";

/** Edits of a route, worked out while its nodes are at hand. */
export interface Edits {
  readonly cures: Readonly<Record<Fault, readonly Edit[]>>;
  readonly suspects: readonly Edit[];
}

/** Switches a filter off by one line, whatever its size (HttpFilter.disabled). */
const off = ({ spot }: Filter): Edit[] => filled(slotIn(spot, "disabled"), "true");

/** Filters that work on bodies, and how likely each holds an answer: first those that ask for all of it. */
function holding(filters: readonly Filter[], resources: Resources): Edit[] {
  const of = (...types: string[]): Filter[] => filters.filter(({ type }) => types.includes(type));
  const modes = of("ExternalProcessor").flatMap((filter) => {
    const mode = bodyModeOf(filter);
    const slot = mode?.text?.startsWith("BUFFERED") ? slotOfMode(filter) : null;
    return [...filled(slot, "STREAMED"), ...(mode === null ? [] : off(filter))];
  });
  const lua = of("Lua").filter((filter) => luaBodyOf(filter, resources) !== null);
  const zstd = of("Compressor").filter((filter) => codingOf(filter) === "Zstd");
  const rest = [
    ...of("FileSystemBufferFilterConfig", "GrpcJsonTranscoder", "BandwidthLimit"),
    ...of("Compressor", "Buffer"),
  ];
  return [...modes, ...[...lua, ...zstd, ...rest.filter((one) => !zstd.includes(one))].flatMap(off)];
}

function slotOfMode({ config, override }: Filter): ReturnType<typeof slotIn> {
  const modes = [override?.get("overrides", "processing_mode"), config?.get("processing_mode")];
  const own = modes.find((mode) => mode?.get("response_body_mode") != null);
  return slotIn(own ?? null, "response_body_mode");
}

/** Keys of one line that are blamed for what they do not do, or written for a stream. */
const BLAMED = {
  action: ["priority"],
  manager: ["per_connection_buffer_limit_bytes", "drain_timeout", "delayed_close_timeout", "request_timeout"],
  cluster: ["per_connection_buffer_limit_bytes", "connect_timeout"],
} as const;

/** All edits of a route. */
export function editsOf(
  around: Around,
  filters: readonly Filter[],
  limits: readonly EnvoyLimit[],
  resources: Resources,
): Edits {
  const { action, virtualHost, cluster, manager } = around;
  const retry = action.get("retry_policy") ?? virtualHost.get("retry_policy");
  const hedge = action.get("hedge_policy") ?? virtualHost.get("hedge_policy");
  const compressors = filters.filter(({ type }) => type === "Compressor");
  const blamed = [
    ...BLAMED.action.flatMap((key) => without(action, key)),
    ...BLAMED.manager.flatMap((key) => without(manager, key)),
    ...(cluster === null ? [] : BLAMED.cluster.flatMap((key) => without(cluster, key))),
  ];
  return {
    cures: {
      holds: holding(filters, resources),
      loses: compressors.flatMap(off),
      cuts: limits.flatMap(({ slot, never }) => (slot === null ? [] : [fill(slot, never)])),
      replays: filters.filter(({ type }) => type === "CacheConfig").flatMap(off),
      "goes-on": [],
      refuses: [],
      hides: [],
      repeats: [
        ...(retry === null ? [] : filled(slotIn(retry, "num_retries"), "0")),
        ...(hedge === null ? [] : filled(slotIn(hedge, "hedge_on_per_try_timeout"), "false")),
      ],
    },
    suspects: [...blamed, ...filters.filter(({ type }) => type === "Buffer").flatMap(off)],
  };
}
