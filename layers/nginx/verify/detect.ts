import type { OwnFile } from "../../../src/verify/product.ts";
import { parse } from "./parse.ts";

/** Outermost directives that no other product's config has with nginx's braces and semicolons. */
const OURS = new Set([
  ...[
    "events",
    "http",
    "server",
    "upstream",
    "location",
    "map",
    "geo",
    "stream",
    "worker_processes",
    "proxy_pass",
    "load_module",
  ],
  ...[
    "proxy_buffering",
    "proxy_http_version",
    "limit_req_zone",
    "proxy_cache_path",
    "split_clients",
    "error_log",
    "include",
    "user",
  ],
]);

/** 0 to 1. A file that reads as nginx's is nginx's; one with its name that does not read is nginx's with an error. */
export function detect(file: OwnFile): number {
  const named = /(^|\/)nginx[^/]*\.conf|\.nginx$|(^|\/)(conf\.d|sites-(available|enabled))\//.test(file.name) ? 0.6 : 0;
  try {
    const names = parse(file.text, file.name).map((directive) => directive.name);
    return names.some((name) => OURS.has(name)) ? 0.95 : named;
  } catch {
    return named;
  }
}
