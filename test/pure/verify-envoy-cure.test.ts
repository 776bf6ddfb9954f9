import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { product } from "../../layers/envoy/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import type { Fault } from "../../src/verify/product.ts";
import { treatmentFor } from "../../src/verify/setup.ts";
import { envoyFile, type EnvoyParts } from "./verify-envoy-file.ts";
import { fileOf } from "./verify-samples.ts";

const filter = (type: string, ...config: string[]): string[] => [
  "- name: suspect",
  "  typed_config:",
  `    "@type": type.googleapis.com/envoy.extensions.filters.http.${type}`,
  ...config.map((line) => `    ${line}`),
];
const BUFFERED = filter("ext_proc.v3.ExternalProcessor", "processing_mode: { response_body_mode: BUFFERED }");
const LUA = filter(
  "lua.v3.Lua",
  ...["default_source_code:", "  inline_string: |", "    function envoy_on_request(r) r:body() end"],
  ...["    function envoy_on_response(r)", "      local n = r:body():length()", "    end"],
);
const ZSTD = filter("compressor.v3.Compressor", "compressor_library: { typed_config: { '@type': x.Zstd } }");
const RIGHT: EnvoyParts = { action: "timeout: 0s", manager: "stream_idle_timeout: 0s" };

/** The config after the first candidate for a fault, and the line that it has made. */
function cured(parts: EnvoyParts, fault: Fault): { changed: string[]; config: unknown } {
  const file = envoyFile(parts);
  const [route] = product.routes([file], null);
  const text = edited(file, product.candidates(route!, fault).slice(0, 1));
  const before = new Set(file.text.split("\n"));
  return { changed: text.split("\n").filter((line) => !before.has(line)), config: parse(text) };
}

describe("the likeliest candidate is one line, in its place, and the file is still YAML", () => {
  test.for<[string, EnvoyParts, Fault, string]>([
    [
      "ext_proc",
      { filters: BUFFERED },
      "holds",
      "                      processing_mode: { response_body_mode: STREAMED }",
    ],
    ["Lua", { filters: LUA }, "holds", "                    disabled: true"],
    ["zstd", { filters: ZSTD }, "holds", "                    disabled: true"],
    ["the default timeout", {}, "cuts", "                            timeout: 0s"],
    ["a timeout", { action: "timeout: 60s" }, "cuts", "                            timeout: 0s"],
    [
      "a timeout in a flow map",
      { routes: ["- match: { prefix: / }", "  route: { cluster: app, timeout: 60s } # long"] },
      "cuts",
      "                          route: { cluster: app, timeout: 0s } # long",
    ],
    [
      "no timeout in a flow map",
      { routes: ["- { match: { prefix: / }, route: { cluster: app } }"] },
      "cuts",
      "                        - { match: { prefix: / }, route: { timeout: 0s, cluster: app } }",
    ],
    [
      "retries",
      { action: "retry_policy: { retry_on: 5xx, num_retries: 3 }" },
      "repeats",
      "                            retry_policy: { retry_on: 5xx, num_retries: 0 }",
    ],
    ["a cache", { filters: filter("cache.v3.CacheConfig") }, "replays", "                    disabled: true"],
  ])("%s", ([, parts, fault, line]) => {
    const { changed, config } = cured(parts, fault);
    expect(changed).toEqual([line]);
    expect(config).toHaveProperty("static_resources.listeners");
  });

  test("the idle limit is set on the connection manager, also by way of an anchor", () => {
    const file = envoyFile({ action: "timeout: 0s", second: true });
    const [route] = product.routes([file], null);
    expect(product.candidates(route!, "cuts")).toEqual([
      { kind: "insert", file: "envoy.yaml", afterLine: 7, text: "                stream_idle_timeout: 0s" },
    ]);
  });

  test("none for what is right", () => {
    const [route] = product.routes([envoyFile(RIGHT)], null);
    const faults = ["holds", "loses", "cuts", "replays", "goes-on", "repeats"] as const;
    expect(faults.flatMap((fault) => product.candidates(route!, fault))).toEqual([]);
  });
});

test("suspects: the request's buffer, and lines that are blamed", () => {
  const parts = { filters: filter("buffer.v3.Buffer"), cluster: "per_connection_buffer_limit_bytes: 1024" };
  const [route] = product.routes([envoyFile(parts)], null);
  expect(product.suspects(route!).map(({ kind }) => kind)).toEqual(["remove", "insert"]);
  expect(product.suspects(product.routes([envoyFile(RIGHT)], null)[0]!)).toEqual([]);
});

test("a limit is scaled where it stands, or where its default would", () => {
  const [route] = product.routes([envoyFile({ manager: "stream_idle_timeout: 90s" })], null);
  const texts = route!.limits
    .map((limit) => product.scaled(route!, limit, 2))
    .map((edit) => edit?.kind !== "remove" && edit?.text.trim());
  expect(texts).toEqual(["timeout: 2s", "stream_idle_timeout: 2s"]);
});

describe("each rule is read in what has it, and in nothing else", () => {
  const faulty: Readonly<Record<string, EnvoyParts>> = {
    "envoy/ext-proc-buffered": { filters: BUFFERED },
    "envoy/lua-body": { filters: LUA },
    "envoy/compressor-zstd": { filters: ZSTD },
    "envoy/total-limit": {},
    "envoy/idle-limit": { action: "idle_timeout: 60s" },
    "envoy/headers-limit": { action: "retry_policy: { per_try_timeout: 2s }" },
    "envoy/repeats": { action: "retry_policy: { retry_on: 5xx }" },
  };
  test.for(product.rules.map((rule) => [rule.id, rule] as const))("%s", ([id, rule]) => {
    const [route] = product.routes([envoyFile(faulty[id]!)], null);
    expect(rule.reads!(route!)?.at.line).toBeGreaterThan(0);
    expect(rule.reads!(product.routes([envoyFile(RIGHT)], null)[0]!)).toBeNull();
  });

  test("Lua that asks for the request's body alone is none", () => {
    const filters = filter(
      "lua.v3.Lua",
      "inline_code: |",
      "  function envoy_on_request(r) r:body() end",
      "  function envoy_on_response(r) end",
    );
    const [route] = product.routes([envoyFile({ filters })], null);
    expect(route!.values["suspect"]).toBeUndefined();
  });

  test("Lua in a file of its own has its line there", () => {
    const filters = filter("lua.v3.Lua", "default_source_code: { filename: /etc/envoy/a.lua }");
    const lua = fileOf("a.lua", "function envoy_on_response(r)", "  r:body()", "end");
    expect(product.routes([envoyFile({ filters }), lua], null)[0]!.values["suspect"]!.at).toMatchObject({
      file: "a.lua",
      line: 2,
    });
  });
});

describe("treatments, by what `envoy --mode validate` said (1.40.0)", () => {
  const critical = (text: string): string =>
    `[2026-11-26 01:04:20.398][192][critical][main] [source/server/config_validation/server.cc:76] error initializing configuration 'a.yaml': ${text}`;
  test.for([
    ["Failed to load incomplete private key from path: /certs/key.pem", { kind: "pem", path: "/certs/key.pem" }],
    [
      "Failed to load incomplete certificate from /certs/c.pem: certificate chain not set",
      { kind: "pem", path: "/certs/c.pem" },
    ],
    ["Invalid path: certs/cacert.pem", { kind: "pem", path: "/certs/cacert.pem" }],
    [
      "unable to add filesystem watch for file /srv/runtime/current: No such file or directory",
      { kind: "folder", path: "/srv/runtime/current" },
    ],
  ] as const)("%s", ([text, treatment]) => {
    expect(treatmentFor(critical(text), product.treatments)).toEqual(treatment);
  });

  test.for([
    "Invalid path: /etc/envoy/f.lua",
    "Invalid path: /etc/envoy/f.wasm",
    "paths must refer to an existing path in the system: '/etc/envoy/cds.yaml' does not exist",
    `script load error: [string "local x = require("nosuchmod")..."]:1: module 'nosuchmod' not found:`,
  ])("asked for: %s", (text) => {
    expect(treatmentFor(critical(text), product.treatments)).toMatchObject({ kind: "ask" });
  });

  test.for([
    "route: unknown cluster 'nosuch'",
    "yaml-cpp: error at line 10, column 1: illegal tab when looking for indentation",
    "Didn't find a registered implementation for 'envoy.filters.http.router' with type URL: ''",
  ])("the product's own refusal: %s", (text) => {
    expect(treatmentFor(critical(text), product.treatments)).toBeNull();
  });
});

describe("place", () => {
  test("each file where another names it, the bootstrap in /etc/envoy", () => {
    const file = envoyFile({ filters: filter("lua.v3.Lua", "default_source_code: { filename: /opt/x/a.lua }") });
    const placed = product.place([fileOf("a.lua", "--"), file]);
    expect(Object.keys(placed.files)).toEqual(["/opt/x/a.lua", "/etc/envoy/envoy.yaml"]);
    expect(placed.check).toContain("/etc/envoy/envoy.yaml");
  });

  test("an access log's folder is writable, and what is asked beside the path is told", () => {
    const filters = filter("ext_authz.v3.ExtAuthz", "grpc_service: { envoy_grpc: { cluster_name: app } }");
    const log = "access_log: [{ typed_config: { path: /var/log/x/a.log } }]";
    const placed = product.place([envoyFile({ filters, manager: log })]);
    expect(placed.writable).toContain("/var/log/x");
    expect(placed.services).toEqual([{ host: "app", port: 8000, speaks: "grpc" }]);
    expect(product.place([envoyFile({})]).services).toEqual([]);
  });
});

describe("refuses", () => {
  test.for<[string, EnvoyParts, string]>([["wasm", { filters: filter("wasm.v3.Wasm") }, "wasm"]])(
    "%s",
    ([, parts, says]) => {
      expect(
        product
          .refuses([envoyFile(parts)])
          .map((one) => one.says)
          .join(),
      ).toContain(says);
    },
  );

  test("client certificates and the PROXY protocol", () => {
    const listener = [
      "static_resources:",
      "  listeners:",
      "    - address: { socket_address: { port_value: 1 } }",
      "      listener_filters: [{ typed_config: { '@type': x.ProxyProtocol } }]",
      "      filter_chains:",
      "        - filters: [{ typed_config: { '@type': x.HttpConnectionManager } }]",
      "          transport_socket: { typed_config: { require_client_certificate: true } }",
    ];
    expect(product.refuses([fileOf("e.yaml", ...listener)]).map(({ line }) => line)).toEqual([4, 7]);
  });

  test("listeners that come from elsewhere, and nothing of what can be measured", () => {
    expect(product.refuses([fileOf("e.yaml", "dynamic_resources: {}")])[0]!.hint).toContain("lds.yaml");
    expect(product.refuses([envoyFile({})])).toEqual([]);
  });
});

test("variables: a timeout decides, a port does not; Envoy's own %..% is none", () => {
  const file = fileOf(
    "e.yaml",
    "static_resources:",
    "  timeout: ${ROUTE_TIMEOUT:-15s}",
    "  port_value: $PORT # $NOT",
    '  a: "%REQ(X)%"',
    "  b: {{ .Name }}",
  );
  expect(product.variables(file)).toEqual([
    { name: "ROUTE_TIMEOUT", line: 2, decides: true, fallback: "15s" },
    { name: "PORT", line: 3, decides: false, fallback: null, invented: "8080" },
    { name: "Name", line: 5, decides: false, fallback: null },
  ]);
});
