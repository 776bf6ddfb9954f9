import { posix } from "node:path";
import type { Treatment, TreatmentRule } from "../../../src/verify/product.ts";

const ask = (says: string, hint: string): Treatment => ({ kind: "ask", says, hint });
/** The host of `api:8000`, `[::1]:80`, `api`. */
const hostOf = (address: string): string => address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
const FILE = "give it beside the config: ./lab verify nginx.conf FILE";
const IMAGE = "--image your/nginx, or another --version";

/** Modules that no image of the lab has, by how their directives begin. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/lua|^(init|content|access|rewrite|set|log)_by/, "Lua (OpenResty)"],
  [/^js_/, "njs"],
  [/wasm/, "WebAssembly"],
  [
    /^(auth_jwt|health_check|keyval|status_zone|api|zone_sync|queue|ntlm|session_log|f4f|hls|mgmt|match)/,
    "NGINX Plus, which is commercial",
  ],
  [/^brotli/, "brotli"],
  [/^zstd/, "zstd"],
  [/^more_/, "headers-more"],
  [/^geoip2?/, "GeoIP"],
  [/^(modsecurity|vhost_traffic|opentelemetry|otel|vts)/, "a third party"],
];

function unknownDirective(name: string): Treatment {
  const module = MODULES.find(([pattern]) => pattern.test(name))?.[1];
  const whose = module === undefined ? "" : `: it belongs to ${module}`;
  return ask(`this nginx has no module for "${name}"${whose}`, IMAGE);
}

/**
 * nginx's words while it checks a config (src/core/ngx_conf_file.c, src/http/ngx_http_upstream.c, src/event/ngx_event_openssl.c) and
 * what to do about each. One pair serves every certificate, so certificate and key are put together in each file that is missing.
 */
export const treatments: readonly TreatmentRule[] = [
  row(/host not found in upstream "([^"]+)"/, (address) => ({ kind: "name", host: hostOf(address) })),
  row(/host not found in resolver "([^"]+)"/, (address) => ({ kind: "name", host: hostOf(address) })),
  row(/host not found in (?:syslog server )?"([^"]+)"/, (address) => ({ kind: "name", host: hostOf(address) })),
  row(/cannot load certificate(?: key)? "(?!data:|engine:|store:)([^"]+)": .*No such file/, (path) => ({
    kind: "pem",
    path,
  })),
  row(/SSL_CTX_load_verify_locations\("([^"]+)"\) failed/, (path) => ({ kind: "pem", path })),
  row(/^(?!.*cannot load).*BIO_new_file\("([^"]+)"\) failed/m, (path) => ({ kind: "dhparam", path })),
  row(/getpwnam\("([^"]+)"\) failed/, (user) => ({ kind: "user", user })),
  row(/getgrnam\("([^"]+)"\) failed/, (user) => ({ kind: "user", user })),
  row(/unknown directive "([^"]+)"/, unknownDirective),
  row(/dlopen\(\) "([^"]+)" failed/, (path) => ask(`the module ${path} is not in this image`, IMAGE)),
  row(/the "(\w+)" parameter requires/, (name) => ask(`this nginx was built without "${name}"`, IMAGE)),
  row(/unknown "(\w+)" variable/, (name) =>
    ask(`nothing that was given sets $${name}`, `the file that sets it is needed: ${FILE}`),
  ),
  row(/zero size shared memory zone "([^"]+)"/, (zone) =>
    ask(`the zone "${zone}" is defined nowhere, and its size and rate decide`, FILE),
  ),
  row(/"\w+_cache" zone "([^"]+)" is unknown/, (zone) =>
    ask(`the cache "${zone}" is defined nowhere, and how it is decides`, FILE),
  ),
  row(/unknown log format "([^"]+)"/, (name) => ask(`the log format "${name}" is defined nowhere`, FILE)),
  row(/no "ssl_certificate" is defined/, () =>
    ask("a server listens with ssl, and its certificate stands in a file that was not given", FILE),
  ),
  row(/"([^"]+)" must be (?:48|80)/, (path) =>
    ask(`${path} is a key for session tickets, which nothing can stand in for`, FILE),
  ),
  row(/(?:MMDB|GeoIP)_open\("([^"]+)"\) failed/, (path) => ask(`the database ${path} is missing`, FILE)),
  row(/bind\(\) to (\S+) failed \(99:/, (address) =>
    ask(`it listens on ${address}, an address that the container does not have`, "listen on the port alone"),
  ),
  row(/no host in upstream "([^"]*)"/, (text) =>
    ask(`the upstream "${text}" has no host: a variable of the template is empty`, "--env NAME=value"),
  ),
  // while a config is read, nginx names the line that asks for a file; a log has none
  row(/open\(\) "([^"]+)" failed \((?:2|20): [^)]*\) in \S+:\d+/, (path) => ({ kind: "empty-file", path })),
  row(/open\(\) "(?!\/dev\/|\/proc\/)([^"]+)" failed \((?:2|13|20|30):/, (path) => ({
    kind: "folder",
    path: posix.dirname(path),
  })),
  row(/mkdir\(\) "([^"]+)" failed/, (path) => ({ kind: "folder", path })),
];

function row(pattern: RegExp, treat: (first: string) => Treatment): TreatmentRule {
  return { pattern, treat: (match) => treat(match[1] ?? "") };
}
