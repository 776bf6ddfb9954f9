import { describe, expect, test } from "vitest";
import { product } from "../../layers/haproxy/verify/index.ts";
import { wordsOf } from "../../layers/haproxy/verify/sections.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const DEFAULTS = ["defaults", "  mode http", "  timeout client 50s", "  timeout server 50000"];
const BACKEND = ["backend app", "  server a app:8000"];

function routesOf(...lines: string[]): readonly Route[] {
  return product.routes([fileOf("haproxy.cfg", ...lines)], null);
}

describe("words", () => {
  test.for([
    ["acl a path_reg \\.(css|js)$ # a comment", ["acl", "a", "path_reg", ".(css|js)$"]],
    [`http-response set-header X "a # b" 'c "d"'`, ["http-response", "set-header", "X", "a # b", 'c "d"']],
    ["  reqirep ^Host: Host:\\ a.com", ["reqirep", "^Host:", "Host: a.com"]],
    ["server a ''", ["server", "a", ""]],
    ["# all of it", []],
  ] as const)("%s", ([text, words]) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe("detect", () => {
  test("knows its own by what stands in it", () => {
    expect(product.detect(SAMPLES["haproxy"]!)).toBeGreaterThan(0.5);
  });

  test.for(Object.keys(SAMPLES).filter((name) => name !== "haproxy"))("is not taken in by %s", (name) => {
    expect(product.detect(SAMPLES[name]!)).toBeLessThan(0.5);
  });
});

describe("routes", () => {
  const text = [
    ...DEFAULTS,
    "frontend web",
    "  bind :80",
    "  bind :443 ssl crt /a.pem alpn http/1.1",
    "  acl chat path_beg /api/chat",
    "  acl ours hdr(host) -i chat.example.com",
    "  use_backend chat if ours chat",
    "  use_backend %[req.hdr(host),lower,map(/m.map)] if { path_end .dyn }",
    "  default_backend app",
    "backend chat",
    "  timeout server 2m",
    "  server a 10.0.0.1:8443 ssl verify none alpn h2",
    "  server b [::1]:9 disabled",
    ...BACKEND,
  ];
  const [chat, computed, rest] = routesOf(...text) as [Route, Route, Route];

  test("one for each way, where it begins", () => {
    expect(routesOf(...text).map(({ at }) => at.line)).toEqual([10, 11, 12]);
    expect(chat.location).toBe("use_backend chat if ours chat");
  });

  test("a host and a path that HAProxy's own rules send there", () => {
    expect([chat.host, chat.example]).toEqual(["chat.example.com", "/api/chat"]);
    expect([rest.host, rest.example]).toEqual([null, "/v1/chat/completions"]);
  });

  test("where it goes, and how it asks", () => {
    expect(chat.target).toMatchObject({ servers: [{ host: "10.0.0.1", port: 8443, tls: true }], asks: "2" });
    expect(rest.target).toMatchObject({ servers: [{ host: "app", port: 8000, tls: false }], asks: "1.1" });
    expect(computed.target.servers).toEqual([]);
  });

  test("listeners, HTTP/2 unless ALPN leaves it out", () => {
    expect(chat.listeners).toEqual([
      { port: 80, tls: false, http2: true },
      { port: 443, tls: true, http2: false },
    ]);
  });

  test("limits in seconds, of the backend or of its defaults", () => {
    expect(chat.limits[0]).toEqual({
      kind: "idle",
      seconds: { value: "120", at: expect.objectContaining({ line: 14 }) },
    });
    expect(rest.limits[0]).toMatchObject({ kind: "idle", seconds: { value: "50", at: { line: 4 } } });
  });

  test("no limit where no line sets one", () => {
    expect(routesOf("listen web", "  mode http", "  bind :80", "  server a app:1")[0]!.limits).toEqual([]);
  });

  test("what redirects to TLS is reached by TLS alone", () => {
    const redirect = "  http-request redirect scheme https unless { ssl_fc }";
    const [route] = routesOf(
      ...DEFAULTS,
      "frontend f",
      "  bind :80",
      "  bind :443 ssl",
      redirect,
      "  default_backend app",
      ...BACKEND,
    );
    expect(route!.listeners.map(({ port }) => port)).toEqual([443]);
  });

  test("a host that its rules let in, where others are denied", () => {
    const rules = ["  acl ok hdr(host) -i a.com", "  http-request deny if !ok"];
    const [route] = routesOf(...DEFAULTS, "frontend f", "  bind :80", ...rules, "  default_backend app", ...BACKEND);
    expect(route!.host).toBe("a.com");
  });

  test("mode tcp is none, and no default section holds for what stands before it", () => {
    expect(routesOf("frontend f", "  bind :80", "  default_backend app", ...BACKEND, ...DEFAULTS)).toEqual([]);
  });

  test("a condition that cannot be told leaves the example open", () => {
    const use = "  use_backend app if { src 10.0.0.0/8 }";
    const routes = routesOf(
      ...DEFAULTS,
      "frontend f",
      "  bind :80",
      use,
      "  default_backend b",
      ...BACKEND,
      "backend b",
      "  server b b:1",
    );
    expect(routes.map(({ example }) => example)).toEqual([null, null]);
  });

  test("a socket file is one, and a server that an expression chooses is not seen", () => {
    const of = (line: string) => routesOf("listen l", "  mode http", "  bind :80", `  ${line}`)[0]!.target.servers;
    expect(of("server a unix@/run/a.sock")).toEqual([{ host: "unix:/run/a.sock", port: 0, tls: false }]);
    expect(of("use-server %[lua.one] if TRUE")).toEqual([]);
  });

  test("named defaults hold where they are asked for", () => {
    const slow = ["defaults slow", "  mode http", "  timeout server 5m"];
    const [route] = routesOf(...slow, ...DEFAULTS, "listen l from slow", "  bind :80", "  server a app:1");
    expect(route!.limits[0]!.seconds.value).toBe("300");
  });
});

describe("guards", () => {
  test.for([
    ["http-request deny if { sc_http_req_rate(0) gt 20 }", "rate"],
    ["http-request auth realm x unless { http_auth(users) }", "auth"],
    ["http-request deny unless { src 10.0.0.0/8 }", "address"],
    ["http-request deny if !{ method GET POST }", "method"],
    ["maxconn 4", "connections"],
  ])("%s", ([line, kind]) => {
    const [route] = routesOf(
      ...DEFAULTS,
      "frontend f",
      "  bind :80",
      `  ${line!}`,
      "  default_backend app",
      ...BACKEND,
    );
    expect(route!.guards.map((guard) => guard.kind)).toEqual([kind]);
  });

  test.for(["http-request deny if { path /admin }", "maxconn 20000"])("none: %s", (line) => {
    const [route] = routesOf(...DEFAULTS, "frontend f", "  bind :80", `  ${line}`, "  default_backend app", ...BACKEND);
    expect(route!.guards).toEqual([]);
  });
});
