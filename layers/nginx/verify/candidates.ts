import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import { setting, without, type NginxRoute, type Spot } from "./edits.ts";

/** A directive and the value that may cure. */
type Change = readonly [name: string, value: string];

const value = (route: NginxRoute, name: string): string | undefined => route.values[name]?.value;

const uncompressed = (route: NginxRoute): Change[] => route.compressors.map((name) => [name, "off"] as const);
const uncached = ({ caches, family }: NginxRoute): Change[] => (caches ? [[`${family}_cache`, "off"]] : []);
const unbuffered = ({ buffers, family }: NginxRoute): Change[] => (buffers ? [[`${family}_buffering`, "off"]] : []);
const newer = ({ target, family }: NginxRoute): Change[] =>
  family === "proxy" && target.asks === "1.0" ? [["proxy_http_version", "1.1"]] : [];
/** A directive that somebody has switched away from its harmless value. */
const back = (route: NginxRoute, name: string, harmless: string): Change[] => {
  const now = value(route, name);
  return now === undefined || now === harmless ? [] : [[name, harmless]];
};

/**
 * What may cure each fault, the likeliest first. `holds`: one directive cured every hold of 27 public configs, so it stands first; what
 * cures some cells only (gzip, HTTP/1.1, postpone_output) behind it. A silence is best cured in the app, by a heartbeat.
 */
const CHANGES: Record<Fault, (route: NginxRoute) => readonly Change[]> = {
  holds: (route) => [
    ...unbuffered(route),
    ...uncompressed(route),
    ...newer(route),
    ...uncached(route),
    ...back(route, "limit_rate", "0"),
    ...back(route, `${route.family}_limit_rate`, "0"),
    ...back(route, "tcp_nodelay", "on"),
    ...(route.buffers ? [["postpone_output", "0"] as const] : []),
  ],
  loses: (route) => [
    ...uncompressed(route),
    ...back(route, "chunked_transfer_encoding", "on"),
    ...newer(route),
    ...unbuffered(route),
    ...uncached(route),
  ],
  cuts: (route) =>
    Number(route.limits[0]?.seconds.value ?? 0) >= LONG_S ? [] : [[`${route.family}_read_timeout`, `${LONG_S}s`]],
  refuses: () => [],
  hides: (route) => [...newer(route), ...back(route, "chunked_transfer_encoding", "on")],
  replays: uncached,
  "goes-on": (route) => [
    ...back(route, `${route.family}_ignore_client_abort`, "off"),
    ...uncached(route),
    ...back(route, `${route.family}_store`, "off"),
    ...unbuffered(route),
  ],
  repeats: (route) => [...back(route, "mirror", "off"), [`${route.family}_next_upstream`, "off"]],
};

/** An hour: longer than any model thinks. */
const LONG_S = 3600;

/** Changes of the route's location that may cure a fault. */
export function candidates(route: NginxRoute, fault: Fault): readonly Edit[] {
  return CHANGES[fault](route)
    .filter(([name, wanted]) => value(route, name) !== wanted)
    .map(([name, wanted]) => setting(route, name, wanted))
    .filter((edit) => edit !== null);
}

/** Directives that guides copy from each other for streams; of some the second word says which of them is meant. */
const FOLKLORE: Readonly<Record<string, RegExp | undefined>> = {
  "*_cache": /^off$/,
  "*_cache_bypass": undefined,
  "*_no_cache": undefined,
  "*_http_version": undefined,
  "*_send_timeout": undefined,
  "*_connect_timeout": undefined,
  "*_buffer_size": undefined,
  "*_buffers": undefined,
  "*_busy_buffers_size": undefined,
  "*_max_temp_file_size": undefined,
  "*_request_buffering": undefined,
  "*_socket_keepalive": undefined,
  "*_pass_header": /^X-Accel-Buffering$/i,
  proxy_set_header: /^(Connection|X-Accel-Buffering|Cache-Control|Accept-Encoding)$/i,
  add_header: /^(X-Accel-Buffering|Cache-Control|Connection|Transfer-Encoding)$/i,
  chunked_transfer_encoding: undefined,
  gzip: /^off$/,
  tcp_nodelay: undefined,
  tcp_nopush: undefined,
  sendfile: undefined,
  postpone_output: undefined,
  send_timeout: undefined,
  keepalive_timeout: undefined,
  ssl_buffer_size: undefined,
};

/** Lines around the route that may have no effect on a stream: each is taken away, and measured. */
export function suspects(route: NginxRoute): readonly Edit[] {
  return route.spots.filter((spot) => isFolklore(spot, route.family)).map(without);
}

function isFolklore({ name, args }: Spot, family: string): boolean {
  const general = name.startsWith(`${family}_`) ? `*${name.slice(family.length)}` : name;
  const about = FOLKLORE[name] ?? FOLKLORE[general];
  return about === undefined ? general in FOLKLORE : about.test(args[0] ?? "");
}

/** The edit that makes a limit so short that it can be seen. nginx's limits are one directive; a total it does not have. */
export function scaled(route: NginxRoute, limit: Limit, seconds: number): Edit | null {
  if (limit.kind === "total" || route.family === "memcached") return null;
  return setting(
    route,
    `${route.family}_read_timeout`,
    Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`,
  );
}
