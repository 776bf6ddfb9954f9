import { describe, expect, test } from "vitest";
import { product } from "../../layers/caddy/verify/index.ts";
import { statementsOf } from "../../layers/caddy/verify/tokens.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const routesOf = (...lines: string[]): readonly Route[] => product.routes([fileOf("Caddyfile", ...lines)], null);

describe("statements", () => {
  test.for([
    ["quotes and backticks", 'a "b c" `d "e"`', [["a", "b c", 'd "e"']]],
    ["a comment, and a # inside of a word", "a b#c # d", [["a", "b#c"]]],
    ["a line that goes on", "a \\\n b \\\n c\nd", [["a", "b", "c"], ["d"]]],
    ["a placeholder is a word", "a {host} {$ENV:x}", [["a", "{host}", "{$ENV:x}"]]],
    ["addresses that go on", "a.com,\nb.com {\n}", [["a.com,", "b.com"]]],
    ["a heredoc", "respond <<END\n{ x\nEND\nb", [["respond", "{ x"], ["b"]]],
    ["a brace too many", "}\na", [["a"]]],
  ] as const)("%s", ([, text, words]) => {
    expect(statementsOf({ name: "c", text }).map((one) => one.words)).toEqual(words);
  });

  test("lines and nesting", () => {
    const [site] = statementsOf(fileOf("c", "a {", "  b {", "    c", "  }", "}"));
    expect(site).toMatchObject({
      at: { line: 1 },
      end: 5,
      block: [{ at: { line: 2, indent: "  " }, block: [{ words: ["c"] }] }],
    });
  });
});

describe("detect", () => {
  test("knows its own by what stands in it", () => {
    expect(product.detect(SAMPLES["caddy"]!)).toBe(1);
    expect(product.detect(fileOf("x", ":8080", "reverse_proxy app:1"))).toBe(1);
    expect(product.detect(fileOf("Caddyfile", "example.com", "root /srv"))).toBeGreaterThan(0.5);
  });

  test.for(Object.keys(SAMPLES).filter((name) => name !== "caddy"))("is not taken in by %s", (name) => {
    expect(product.detect(SAMPLES[name]!)).toBeLessThan(0.5);
  });
});

describe("routes", () => {
  const lines = [
    "chat.example.com, www.example.com {",
    "\tencode gzip",
    "\t@api path /api/* /v2/*",
    "\thandle @api {",
    "\t\treverse_proxy api:8000",
    "\t}",
    "\thandle_path /files/* {",
    "\t\treverse_proxy https://files.example.com",
    "\t}",
    "\thandle {",
    "\t\treverse_proxy web:3000 web:3001",
    "\t}",
    "\thandle_errors {",
    "\t\treverse_proxy errors:1",
    "\t}",
    "}",
  ];
  const [api, files, rest] = routesOf(...lines) as [Route, Route, Route];

  test("one for each proxy, with its line; what answers errors is none", () => {
    expect(routesOf(...lines).map(({ at }) => at.line)).toEqual([5, 8, 11]);
    expect(api.location).toBe("handle @api > reverse_proxy api:8000");
  });

  test("a path that Caddy's order sends there, and a host", () => {
    expect([api.example, files.example, rest.example]).toEqual(["/api/chat", "/files/", "/v1/chat/completions"]);
    expect(rest.host).toBe("chat.example.com");
  });

  test("where it goes", () => {
    expect(files.target.servers).toEqual([{ host: "files.example.com", port: 443, tls: true }]);
    expect(rest.target.servers.map(({ port }) => port)).toEqual([3000, 3001]);
    expect(api).toMatchObject({ compresses: true, caches: false, limits: [] });
  });

  test.for([
    ["reverse_proxy {http.request.header.X-To}", []],
    ["reverse_proxy {\ndynamic srv _http._tcp.a\n}", []],
    ["reverse_proxy unix//run/a.sock", ["unix:/run/a.sock"]],
    ["reverse_proxy {\nto a:1 b:2\n}", ["a", "b"]],
    ["reverse_proxy h2c://a:1-2", ["a", "a"]],
  ] as const)("goes to: %s", ([text, hosts]) => {
    expect(routesOf(":80 {", text, "}")[0]!.target.servers.map(({ host }) => host)).toEqual(hosts);
  });

  test.for([
    [":8080 {", [8080, false, false]],
    ["http://a.com {", [80, false, false]],
    ["a.com {", [443, true, true]],
    ["localhost:8443 {", [8443, true, true]],
  ] as const)("listens: %s", ([address, told]) => {
    const [route] = routesOf(address, "reverse_proxy a:1", "}");
    expect(route!.listeners.map(({ port, tls, http2 }) => [port, tls, http2])).toEqual([told]);
  });

  test("protocols of the server: HTTP/2 without TLS where it is asked for", () => {
    const [route] = routesOf("{", "servers {", "protocols h1 h2c", "}", "}", ":80 {", "reverse_proxy a:1", "}");
    expect(route!.listeners[0]!.http2).toBe(true);
  });

  test("a site without braces", () => {
    expect(routesOf("a.com", "", "reverse_proxy a:1 {", "flush_interval -1", "}")[0]!.at.line).toBe(3);
  });

  test("snippets and files stand where they are imported, with their own lines", () => {
    const main = fileOf(
      "Caddyfile",
      "(up) {",
      "reverse_proxy {args[0]} {",
      "flush_interval -1",
      "}",
      "}",
      "import sites/*",
      "a.com {",
      "import up a:1",
      "}",
    );
    const site = fileOf("sites/b.caddy", "b.com {", "import up b:1", "}");
    const routes = product.routes([main, site], null);
    expect(routes.map(({ host, target, at }) => [host, target.servers[0]!.host, at.line])).toEqual([
      ["b.com", "b", 2],
      ["a.com", "a", 2],
    ]);
  });

  test("the longest path goes first, whatever is written first", () => {
    const [root, deep] = routesOf(":80 {", "reverse_proxy a:1", "reverse_proxy /api/* b:1", "}");
    expect([root!.example, deep!.example]).toEqual(["/v1/chat/completions", "/api/chat"]);
  });

  test("inside `route` the first goes first", () => {
    const [, shadowed] = routesOf(":80 {", "route {", "reverse_proxy a:1", "reverse_proxy /api/* b:1", "}", "}");
    expect(shadowed!.example).toBeNull();
  });

  test("a matcher that cannot be told leaves the example open", () => {
    const routes = routesOf(":80 {", "@x header X-Model *", "reverse_proxy @x a:1", "reverse_proxy b:1", "}");
    expect(routes.map(({ example }) => example)).toEqual([null, null]);
  });

  test("what Caddy has made of it has the last word", () => {
    const file = fileOf("Caddyfile", ":80 {", "reverse_proxy a:1", "}");
    const adapted = (dial: string): string =>
      `{"apps":{"http":{"servers":{"s":{"routes":[{"handle":[{"handler":"reverse_proxy","upstreams":[{"dial":"${dial}"}]}]}]}}}}}`;
    expect(product.routes([file], adapted("a:1"))[0]!.example).toBe("/v1/chat/completions");
    expect(product.routes([file], adapted("b:2"))[0]!.example).toBeNull();
    expect(product.routes([file], "no JSON at all")[0]!.example).toBe("/v1/chat/completions");
  });

  test("limits: lines only, each with its kinds", () => {
    const options = ["{", "servers {", "timeouts {", "write 1m30s", "idle 5s", "}", "}", "}"];
    const transport = ["transport http {", "read_timeout 500ms", "response_header_timeout 0", "}"];
    const [route] = routesOf(...options, ":80 {", "reverse_proxy a:1 {", ...transport, "}", "}");
    const told = route!.limits.map(({ kind, seconds }) => [kind, seconds.value, seconds.at!.line]);
    expect(told).toEqual([
      ["total", "90", 4],
      ["idle", "0.5", 12],
      ["headers", "0.5", 12],
    ]);
  });

  test.for([
    ["basic_auth {\nbob x\n}", "auth"],
    ["forward_auth authelia:9091", "auth"],
    ["@out not remote_ip 10.0.0.0/8\nabort @out", "address"],
  ] as const)("guard: %s", ([text, kind]) => {
    const [route] = routesOf(":80 {", text, "reverse_proxy a:1", "}");
    expect(route!.guards.map((guard) => guard.kind)).toEqual([kind]);
  });

  test("an answer by path is no guard", () => {
    expect(routesOf(":80 {", "respond /healthz ok", "reverse_proxy a:1", "}")[0]!.guards).toEqual([]);
  });
});
