import type { BodyFilter, Value } from "../../../src/verify/route.ts";
import { effective, inherited, valueOf, type Chain } from "./context.ts";
import type { Homes } from "./homes.ts";
import { PASSES, type Pass } from "./targets.ts";

/** Directives that bear on a stream, or are said to, of the family that passes the request on. Each has one value. */
const FAMILY = [
  ...["buffering", "http_version", "read_timeout", "send_timeout", "buffer_size", "buffers", "busy_buffers_size"],
  ...[
    "max_temp_file_size",
    "request_buffering",
    "ignore_client_abort",
    "next_upstream",
    "ignore_headers",
    "limit_rate",
  ],
  ...["cache", "cache_valid", "cache_key", "cache_lock", "cache_bypass", "no_cache", "store", "socket_keepalive"],
];
/** The same, of nginx itself. */
const COMMON = [
  ...[
    "gzip",
    "gzip_types",
    "gzip_proxied",
    "gzip_http_version",
    "gzip_min_length",
    "gunzip",
    "brotli",
    "brotli_types",
    "zstd",
  ],
  ...[
    "ssl_buffer_size",
    "postpone_output",
    "chunked_transfer_encoding",
    "tcp_nodelay",
    "tcp_nopush",
    "sendfile",
    "aio",
  ],
  ...[
    "send_timeout",
    "keepalive_timeout",
    "limit_rate",
    "limit_rate_after",
    "output_buffers",
    "mirror",
    "sub_filter",
    "ssi",
  ],
  ...["reset_timedout_connection", "lingering_close", "http2_chunk_size", "client_max_body_size"],
];

/** What is shown where nobody has set anything: the defaults that decide. */
const DEFAULTS: Partial<Record<string, string>> = { buffering: "on", read_timeout: "60s" };

/** Values by directive, with the line of each; and the defaults that decide. */
export function valuesOf(chain: Chain, pass: Pass, homes: Homes): Readonly<Record<string, Value>> {
  const { family } = PASSES[pass];
  const values: Record<string, Value> = {};
  for (const name of [...FAMILY.map((part) => `${family}_${part}`), ...COMMON]) {
    const directive = effective(chain, name);
    const fallback = DEFAULTS[name.slice(family.length + 1)];
    if (directive !== null) values[name] = { value: directive.args.join(" "), at: homes.place(directive) };
    else if (fallback !== undefined && family !== "grpc") values[name] = { value: fallback, at: null };
  }
  for (const line of inherited(chain, ["proxy_set_header"])) {
    const header = line.args[0]?.toLowerCase() ?? "";
    if (["connection", "accept-encoding", "x-accel-buffering"].includes(header)) {
      values[`proxy_set_header ${line.args[0]}`] = { value: line.args[1] ?? "", at: homes.place(line) };
    }
  }
  return values;
}

/** Whether nginx collects before it passes on. grpc_pass and memcached_pass never do. */
export function buffers(chain: Chain, pass: Pass): boolean {
  const { family } = PASSES[pass];
  return family !== "grpc" && family !== "memcached" && valueOf(chain, `${family}_buffering`, "on") !== "off";
}

/** Whether a cache may answer in the upstream's place. */
export function caches(chain: Chain, pass: Pass): boolean {
  return valueOf(chain, `${PASSES[pass].family}_cache`, "off") !== "off";
}

/** Compressors that are on, by the directive that switches each. */
export function compressors(chain: Chain): readonly string[] {
  return ["gzip", "brotli", "zstd", "gunzip"].filter((name) => valueOf(chain, name, "off") === "on");
}

/** Filters that write into an answer. */
const WRITERS = ["sub_filter", "add_before_body", "add_after_body", "xslt_stylesheet", "ssi"];

/** What works on an answer's body, with its line. */
export function filters(chain: Chain, homes: Homes): readonly BodyFilter[] {
  const found = (name: string, does: BodyFilter["does"]): BodyFilter[] => {
    const line = effective(chain, name);
    return line === null || line.args[0] === "off" ? [] : [{ name, does, at: homes.place(line) }];
  };
  const coders = compressors(chain).filter((name) => name !== "gunzip");
  return [...coders.flatMap((name) => found(name, "compresses")), ...WRITERS.flatMap((name) => found(name, "writes"))];
}
