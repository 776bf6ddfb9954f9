import { describe, expect, test } from "vitest";
import { product } from "../../layers/envoy/verify/index.ts";
import type { Route } from "../../src/verify/route.ts";
import { envoyFile } from "./verify-envoy-file.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const routesOf = (parts: Parameters<typeof envoyFile>[0]): readonly Route[] => product.routes([envoyFile(parts)], null);

describe("detect", () => {
  test("knows its own by its keys", () => {
    expect(product.detect(SAMPLES["envoy"]!)).toBe(1);
    expect(
      product.detect(
        fileOf("lds.yaml", "resources:", '  - "@type": type.googleapis.com/envoy.config.listener.v3.Listener'),
      ),
    ).toBe(1);
  });

  test("is not taken in by Kubernetes with an Envoy in it", () => {
    expect(
      product.detect(fileOf("k.yaml", "apiVersion: v1", "metadata: { name: envoy.x }", "static_resources: {}")),
    ).toBe(0);
  });

  test.for(Object.keys(SAMPLES).filter((name) => name !== "envoy"))("is not taken in by %s", (name) => {
    expect(product.detect(SAMPLES[name]!)).toBeLessThan(0.5);
  });
});

describe("routes", () => {
  const [chat, rest] = routesOf({
    domains: '["chat.example.com"]',
    routes: [
      "- match: { prefix: /api/ }",
      "  route:",
      "    cluster: app",
      "    timeout: 0.5s",
      "    idle_timeout: 60s",
      "- match: { prefix: / }",
      "  route: { cluster: app }",
      "- match: { prefix: /old }",
      "  redirect: { path_redirect: /new }",
    ],
  }) as [Route, Route];

  test("one for each that sends on, with the line where it begins", () => {
    expect([chat.at.text, rest.at.text]).toEqual(["- match: { prefix: /api/ }", "- match: { prefix: / }"]);
    expect(chat.at.line).toBe(17);
  });

  test("a path that the first match sends there", () => {
    expect([chat.example, rest.example]).toEqual(["/api/chat", "/v1/chat/completions"]);
    expect(chat.host).toBe("chat.example.com");
  });

  test("where it goes, and by which listener", () => {
    expect(chat.target).toMatchObject({ servers: [{ host: "app", port: 8000, tls: false }], asks: "1.1" });
    expect(chat.listeners).toEqual([{ port: 8080, tls: false, http2: true }]);
  });

  test("limits, defaults included", () => {
    const told = ({ limits }: Route) =>
      limits.map(({ kind, seconds }) => [kind, seconds.value, seconds.at?.line ?? null]);
    expect(told(chat)).toEqual([
      ["total", "0.5", 20],
      ["idle", "60", 21],
    ]);
    expect(told(rest)).toEqual([
      ["total", "15", null],
      ["idle", "300", null],
    ]);
  });

  test.for([
    ["a switched off limit is none", { action: "timeout: 0s", manager: "stream_idle_timeout: 0s" }, []],
    [
      "max_stream_duration is a total",
      { action: "timeout: 0s", manager: "common_http_protocol_options: { max_stream_duration: 9s }" },
      ["300", "9"],
    ],
    ["per_try_timeout counts to the head", { action: "retry_policy: { per_try_timeout: 2s }" }, ["15", "300", "2"]],
  ] as const)("%s", ([, parts, seconds]) => {
    expect(routesOf(parts)[0]!.limits.map((limit) => limit.seconds.value)).toEqual(seconds);
  });

  test("a match on more than a path leaves the example open, and none behind it", () => {
    const headers = "- match: { prefix: /, headers: [{ name: x, present_match: true }] }";
    const [first, second] = routesOf({
      routes: [headers, "  route: { cluster: app }", "- match: { prefix: / }", "  route: { cluster: app }"],
    });
    expect([first!.example, second!.example]).toEqual([null, "/v1/chat/completions"]);
    expect(new Set([first!.id, second!.id]).size).toBe(2);
  });

  test.for([
    ["^/api/(chat|ask)$", "/api/chat"],
    ["/users/[^/]+/chat", "/users/x/chat"],
    ["/v1/.*", "/v1/chat/completions"],
  ])("a path for the expression %s", ([regex, path]) => {
    const match = `- match: { safe_regex: { regex: "${regex!}" } }`;
    expect(routesOf({ routes: [match, "  route: { cluster: app }"] })[0]!.example).toBe(path);
  });

  test("two listeners with one route table, by an anchor, are one route", () => {
    const [route, ...more] = product.routes([envoyFile({ second: true })], null);
    expect(more).toEqual([]);
    expect(route!.listeners.map(({ port, tls, http2 }) => [port, tls, http2])).toEqual([
      [8080, false, true],
      [8443, true, true],
    ]);
  });

  test("listeners and clusters in files of their own", () => {
    const lds = fileOf(
      "lds.yaml",
      ...["resources:", '  - "@type": type.googleapis.com/envoy.config.listener.v3.Listener'],
      ...["    address: { socket_address: { port_value: 80 } }", "    filter_chains:", "      - filters:"],
      ...["          - typed_config:", '              "@type": x.HttpConnectionManager', "              route_config:"],
      ...["                virtual_hosts:", '                  - domains: ["*"]', "                    routes:"],
      "                      - { match: { path: /chat }, route: { cluster: a } }",
    );
    const cds = fileOf(
      "cds.yaml",
      ...[
        "resources:",
        '  - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster',
        "    name: a",
        "    load_assignment:",
      ],
      "      endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: h, port_value: 9 } } } }] }]",
    );
    expect(product.routes([lds, cds], null)[0]!.target.servers).toEqual([{ host: "h", port: 9, tls: false }]);
  });

  test("a cluster that a header chooses is not seen, a socket file is one", () => {
    const routes = ["- match: { prefix: / }", "  route: { cluster_header: x }"];
    expect(routesOf({ routes })[0]!.target.servers).toEqual([]);
    const cluster =
      "load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: /a.sock } } } }] }] }";
    expect(routesOf({ cluster })[0]!.target.servers).toEqual([{ host: "unix:/a.sock", port: 0, tls: false }]);
  });

  test("what does not parse has none, and is the product's to refuse", () => {
    expect(product.routes([fileOf("a.yaml", "static_resources: {{ x }", "\tlisteners: [")], null)).toEqual([]);
  });
});

describe("filters", () => {
  test.for([
    ["local_ratelimit.v3.LocalRateLimit", "rate"],
    ["ext_authz.v3.ExtAuthz", "auth"],
    ["rbac.v3.RBAC", "address"],
  ])("%s turns requests away", ([type, kind]) => {
    const filters = [
      "- name: guard",
      `  typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.${type!} }`,
    ];
    expect(routesOf({ filters })[0]!.guards.map((guard) => guard.kind)).toEqual([kind]);
    expect(routesOf({ filters: [...filters, "  disabled: true"] })[0]!.guards).toEqual([]);
  });

  test("circuit breakers below what measuring needs are one, larger ones are none", () => {
    const breakers = (most: number): string => `circuit_breakers: { thresholds: [{ max_connections: ${most} }] }`;
    expect(routesOf({ cluster: breakers(4) })[0]!.guards).toMatchObject([{ kind: "connections" }]);
    expect(routesOf({ cluster: breakers(4000) })[0]!.guards).toEqual([]);
  });

  test("a route that switches a filter off has none", () => {
    const filters = [
      "- name: zip",
      '  typed_config: { "@type": x.Compressor, compressor_library: { typed_config: { "@type": x.Zstd } } }',
    ];
    expect(routesOf({ filters })[0]).toMatchObject({ compresses: true, values: { zip: { value: "Zstd" } } });
    const routes = [
      "- match: { prefix: / }",
      "  typed_per_filter_config: { zip: { disabled: true } }",
      "  route: { cluster: app }",
    ];
    expect(routesOf({ filters, routes })[0]!.compresses).toBe(false);
  });
});
