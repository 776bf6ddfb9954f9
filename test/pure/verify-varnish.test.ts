import { describe, expect, test } from "vitest";
import { evaluate, type Value } from "../../layers/varnish/verify/expressions.ts";
import { product } from "../../layers/varnish/verify/index.ts";
import { nodesOf } from "../../layers/varnish/verify/nodes.ts";
import { sourceOf, tokensOf } from "../../layers/varnish/verify/tokens.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const BACKEND = 'backend default { .host = "app"; .port = "8000"; }';

function routesOf(...lines: string[]): readonly Route[] {
  return product.routes([fileOf("default.vcl", "vcl 4.1;", BACKEND, ...lines)], null);
}

/** Lines in vcl_recv: the first of them is line 4. */
const recv = (...lines: string[]): string[] => ["sub vcl_recv {", ...lines.map((line) => `  ${line}`), "}"];
const response = (...lines: string[]): string[] => [
  "sub vcl_backend_response {",
  ...lines.map((line) => `  ${line}`),
  "}",
];

describe("tokens", () => {
  const textsOf = (...lines: string[]): string[] => tokensOf(fileOf("a", ...lines)).map(({ text }) => text);

  test.for([
    [`set req.http.X-A = "a#b" + """c"d"""; # x`, ["set", "req.http.X-A", "=", "a#b", "+", 'c"d', ";"]],
    ["/* a\n b */ .ttl = 1.5s; // c", [".ttl", "=", "1.5s", ";"]],
    ['synthetic({"a "b" }c"});', ["synthetic", "(", 'a "b" }c', ")", ";"]],
    ["if (a !~ b && !c) {}", ["if", "(", "a", "!~", "b", "&&", "!", "c", ")", "{", "}"]],
    ["C{ int x; }C", ["C{ int x; }C"]],
  ] as const)("%s", ([text, texts]) => {
    expect(textsOf(text)).toEqual(texts);
  });

  test("columns and lines are those of the file, behind a string of several lines, too", () => {
    const tokens = tokensOf(fileOf("a", "  a", '{"b', 'c"} d;'));
    expect(tokens.map(({ at, from, to, lastLine }) => [at.line, from, to, lastLine])).toEqual([
      [1, 2, 3, 1],
      [2, 0, 3, 3],
      [3, 4, 5, 3],
      [3, 5, 6, 3],
    ]);
  });

  test("a condition is told as people write it", () => {
    const text = 'if (!req.url ~ "^/a" && std.tolower(req.http.host) == "x") {}';
    const [node] = nodesOf(tokensOf(fileOf("a", text)));
    expect(sourceOf(node!.words)).toBe('if (!req.url ~ "^/a" && std.tolower(req.http.host) == "x")');
  });

  test.for(["{", "}", "/*", '{"', '"""', "C{", "if (!(", "a { b; "])(
    "a file of nothing but %s is read, and at once",
    (text) => {
      const file = { name: "a.vcl", text: `${BACKEND} ${text.repeat(50_000)}` };
      expect(product.detect(file)).toBe(1);
      expect(product.routes([file], null)).toHaveLength(1);
    },
  );

  test("blocks in blocks, and a brace too many", () => {
    const nodes = nodesOf(tokensOf(fileOf("a", "backend a { .probe = { .url = x; } }", "}", "sub b { c; }")));
    expect(nodes.map(({ words, block }) => [words.length, block?.length])).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });
});

describe("expressions", () => {
  const known: Readonly<Record<string, Value>> = {
    "req.url": "/Api/x?a=1",
    "req.http.host": "a.com",
    "req.restarts": 0,
    gone: null,
  };
  const value = (text: string): Value => evaluate(tokensOf({ name: "a", text }), (name) => known[name]);

  test.for([
    ['req.url ~ "^/api"', false],
    ['req.url ~ "(?i)^/api"', true],
    ['!req.url ~ "^/Api" || req.http.host == "a.com"', true],
    ['req.url !~ "x" && client.ip ~ purge', false],
    ['req.url ~ "x" && client.ip ~ purge', undefined],
    ['req.url ~ "x" || client.ip ~ purge', true],
    ["gone", null],
    ['gone ~ "a"', false],
    ['gone != "a"', true],
    ["!gone", true],
    ["req.restarts > 0", false],
    ["req.restarts <= 0", true],
    ["client.ip", undefined],
    ['regsub(req.url, "\\?.*$", "")', "/Api/x"],
    ['regsuball(req.http.host, "(.)\\.", "\\1-")', "a-com"],
    ['regsub(client.ip, "a", "b")', undefined],
    ['std.tolower(req.url) ~ "^/api"', true],
    ['"a" + req.http.host "b"', "aa.comb"],
    ['(req.url ~ "nope" || (req.http.host ~ "a"))', true],
    ['req.url ~ "(?<!x)["', undefined],
    ["obj.ttl + 10s > 0s", undefined],
    ["std.healthy(req.backend_hint)", undefined],
  ] as const)("%s", ([text, expected]) => {
    expect(value(text)).toBe(expected);
  });
});

describe("detect", () => {
  test("knows its own by what stands in it, else by its name", () => {
    expect(product.detect(SAMPLES["varnish"]!)).toBe(1);
    expect(product.detect(fileOf("x", "sub vcl_recv {", "}"))).toBe(1);
    expect(product.detect(fileOf("shop.vcl", "import std;"))).toBeGreaterThan(0.5);
    expect(product.detect(fileOf("x", "# vcl 4.1;", "# sub vcl_recv {"))).toBe(0);
  });

  test.for(Object.keys(SAMPLES).filter((name) => name !== "varnish"))("is not taken in by %s", (name) => {
    expect(product.detect(SAMPLES[name]!)).toBe(0);
  });
});

describe("refuses", () => {
  const refusals = (...lines: string[]) => product.refuses([fileOf("a.vcl", ...lines)]);

  test("what has no backend, and nothing that has one", () => {
    expect(refusals("vcl 4.1;", "import std;")).toMatchObject([
      { line: null, hint: "give the file that has them, too" },
    ]);
    expect(refusals(BACKEND)).toEqual([]);
  });

  test.for([
    ["Fastly's own VCL", ["sub vcl_recv {", "#FASTLY recv", "}"], 2],
    ["Magento's template", ["backend default {", '  .host = "/* {{ host }} */";', "}"], 2],
    ["asks its backend with the PROXY protocol", ["backend a {", '  .host = "x";', "  .proxy_header = 1;", "}"], 3],
    ["goes on in another VCL", [BACKEND, "sub vcl_recv {", "  return (vcl(shop));", "}"], 3],
  ] as const)("%s, with its line", ([says, lines, line]) => {
    const [refusal] = refusals(...lines);
    expect(refusal).toMatchObject({ line });
    expect(refusal!.says).toContain(says);
  });
});

test("variables: what envsubst fills in, once; a value that decides is asked for", () => {
  const file = fileOf(
    "a.vcl",
    '.host = "${HOST}"; # ${HOST}',
    "# ${COMMENT}",
    '.port = "${APP}";',
    ".first_byte_timeout = ${WAIT};",
    '  .interval = "${EACH}";',
    'if (req.url ~ "a${1}") {}',
  );
  expect(product.variables(file)).toEqual([
    { name: "HOST", line: 1, decides: false, fallback: null },
    { name: "APP", line: 3, decides: false, fallback: null, invented: "8080" },
    { name: "WAIT", line: 4, decides: true, fallback: null },
    { name: "EACH", line: 5, decides: false, fallback: null, invented: "5" },
  ]);
});

describe("routes", () => {
  const wayOf = ({ at, host, example, method, target }: Route) => [
    ...[at.line, host, example, method ?? "POST", target.servers[0]?.host],
  ];

  test("a file without subs has one: all that comes", () => {
    expect(routesOf()).toMatchObject([
      { location: "/", host: null, example: "/v1/chat/completions", at: { line: 2 }, caches: true },
    ]);
  });

  test("an arm that tells paths apart, the arms in it first, and the rest", () => {
    const lines = recv(
      'if (req.url ~ "^/api/") {',
      '  if (req.url ~ "^/api/chat") { return (pipe); }',
      "  return (pass);",
      '} elseif (req.url == "/mcp") { set req.backend_hint = default; }',
      'if (req.url ~ "\\.css(\\?.*)?$") { unset req.http.Cookie; }',
    );
    expect(routesOf(...lines).map(wayOf)).toEqual([
      [5, null, "/api/chat", "POST", "app"],
      [4, null, "/api/", "POST", "app"],
      [7, null, "/mcp", "POST", "app"],
      [3, null, "/v1/chat/completions", "POST", "app"],
    ]);
  });

  test("a host, as a text or an expression; others are turned away", () => {
    const lines = recv(
      'if (req.http.host == "a.com") { set req.backend_hint = default; }',
      'else if (req.http.Host ~ "(?i)^www\\.b\\.com$") { return (pass); }',
      'else { return (synth(404, "no such host")); }',
    );
    expect(routesOf(...lines).map(({ host }) => host)).toEqual(["a.com", "www.b.com"]);
  });

  test("backends, directors, and where nothing is behind", () => {
    const lines = [
      'backend b { .host = "b"; }',
      'backend c { .host = "c"; .port = "http-alt"; }',
      "backend n none;",
      "sub vcl_init { new pool = directors.round_robin(); pool.add_backend(b); pool.add_backend(c); }",
      ...recv(
        'if (req.url ~ "^/pool") { set req.backend_hint = pool.backend(); }',
        'if (req.url ~ "^/none") { set req.backend_hint = n; }',
        'if (req.url ~ "^/made") { set req.backend_hint = made.backend("x"); }',
      ),
    ];
    const routes = routesOf(...lines);
    expect(
      routes.map(({ example, target }) => [example, target.servers.map(({ host, port }) => `${host}:${port}`)]),
    ).toEqual([
      ["/pool", ["b:80", "c:8080"]],
      ["/made", []],
      ["/v1/chat/completions", ["app:8000"]],
    ]);
    expect(routes[1]!.target.at.line).toBe(10);
  });

  test("where POST is passed before it comes to a path, the path is reached by GET alone", () => {
    const lines = recv(
      'if (req.method != "GET" && req.method != "HEAD") { return (pass); }',
      'if (req.url ~ "^/stream") { return (pipe); }',
      "return (hash);",
    );
    expect(routesOf(...lines).map(wayOf)).toEqual([
      [5, null, "/stream", "GET", "app"],
      [3, null, "/v1/chat/completions", "POST", "app"],
    ]);
  });

  test("what the lab's reader accepts is known, and what it does not send", () => {
    const lines = recv(
      'if (req.url ~ "^/a" && req.http.Accept ~ "event-stream") { return (pass); }',
      'if (req.url ~ "^/b" && req.http.Upgrade ~ "websocket") { return (pipe); }',
    );
    expect(routesOf(...lines).map(({ at }) => at.line)).toEqual([4, 3]);
  });

  test("an arm of the backend's side, unless one of the reader's has been measured by it", () => {
    const lines = recv('if (req.url ~ "\\.(mp4|zip)$") { return (hash); }');
    const same = response('if (bereq.url ~ "\\.(mp4|zip)$") { set beresp.do_stream = true; }');
    const other = response('if (bereq.url ~ "^/big") { set beresp.do_stream = false; }');
    expect(routesOf(...lines, ...same).map(({ at }) => at.line)).toEqual([4, 3]);
    const posts = recv('if (req.method == "POST") { return (pass); }', 'if (req.url ~ "\\.zip$") { return (hash); }');
    expect(routesOf(...posts, ...same).map(({ at }) => at.line)).toEqual([5, 3]);
    expect(routesOf(...lines, ...other).map(({ at }) => at.line)).toEqual([4, 7, 3]);
  });

  test("a condition that looks at the answer, too, parts no requests", () => {
    const lines = response(
      'if (bereq.url ~ "\\.js$" || beresp.http.content-type ~ "text") { set beresp.do_gzip = true; }',
    );
    expect(routesOf(...lines)).toMatchObject([{ location: "/", compresses: true }]);
  });

  test("arms that say the same are told apart by their lines", () => {
    const [first, second] = routesOf(
      ...recv(
        'if (req.http.host == "a.com") { if (req.url ~ "^/x") { return (pass); } }',
        'if (req.url ~ "^/x") { return (pipe); }',
        'if (req.http.host == "a.com") { return (pass); }',
      ),
    );
    expect(new Set([first!.id, second!.id]).size).toBe(2);
  });

  test("many hosts, each with paths of its own; what is turned away there is no route", () => {
    const host = (n: number) =>
      `if (req.http.host ~ "^(www\\.)?h${n}\\.com$") { if (req.url ~ "^/api") { return (pass); } if (req.url ~ "^/s") { return (pipe); } }`;
    const routes = routesOf(...recv(...Array.from({ length: 60 }, (_, n) => host(n)), "return (synth(404));"));
    expect(routes).toHaveLength(120);
    expect(routes.at(-1)).toMatchObject({ host: "h59.com", example: "/s" });
  });

  test("subs that are called, and one that calls itself", () => {
    const called = ['sub api { if (req.url ~ "^/api") { return (pass); } }', "sub loop { call loop; }"];
    expect(routesOf(...called, ...recv("call loop;", "call api;")).map(({ at }) => at.line)).toEqual([3, 5]);
  });

  test("a file that is included, and one that is not given", () => {
    const main = fileOf("default.vcl", "vcl 4.1;", 'include "conf/backends.vcl";', 'include "other.vcl";', ...recv());
    const routes = product.routes([fileOf("conf/backends.vcl", BACKEND), main], null);
    expect(routes).toMatchObject([{ target: { at: { file: "conf/backends.vcl" } }, unread: [{ line: 3 }] }]);
  });

  test("what is cached has a query of the lab's own, unless its arm does not take one", () => {
    const [exact, rest] = routesOf(
      ...recv('if (req.url == "/chat") { return (hash); }', "if (req.http.X) { return (pass); }"),
    );
    expect([exact!.caches, rest!.caches]).toEqual([false, true]);
    expect(routesOf(...recv("return (pass);"))[0]!.caches).toBe(false);
  });

  test("it listens where none of its backends does", () => {
    const portOf = (port: string) =>
      product.routes([fileOf("a", `backend a { .host = "127.0.0.1"; .port = "${port}"; }`)], null)[0]!.listeners;
    expect(portOf("80")).toEqual([{ port: 6081, tls: false, http2: true }]);
    expect(portOf("6081")).toMatchObject([{ port: 80 }]);
  });

  test.for([
    ['.host = "app:81";', "app", 81],
    ['.host = "::1"; .port = "82";', "::1", 82],
    ['.path = "/run/app.sock";', "unix:/run/app.sock", 0],
  ] as const)("an address: %s", ([field, host, port]) => {
    const [route] = product.routes([fileOf("a", `backend a { ${field} }`)], null);
    expect(route!.target.servers).toEqual([{ host, port, tls: false }]);
  });
});

describe("limits", () => {
  const limitsOf = (...lines: string[]) =>
    product
      .routes([fileOf("a", ...lines)], null)[0]!
      .limits.map(({ kind, seconds: { value, at } }) => [kind, value, at?.line]);

  test("a backend's own, a request's, and the parameters' without a line", () => {
    const backend = ["backend a {", '  .host = "a";', "  .first_byte_timeout = 5m;", "}"];
    expect(limitsOf(...backend)).toEqual([
      ["headers", "300", 3],
      ["idle", "60", undefined],
      ["total", "600", undefined],
    ]);
    const set = [
      "sub vcl_backend_fetch { set bereq.first_byte_timeout = 90 s; }",
      "sub vcl_recv { set sess.send_timeout = 1h; }",
    ];
    expect(limitsOf(...backend, ...set)).toEqual([
      ["headers", "90", 5],
      ["idle", "60", undefined],
      ["total", "3600", 6],
    ]);
  });

  test("a pipe has one of its own, whatever its backend says", () => {
    expect(
      limitsOf("backend a {", '  .host = "a"; .between_bytes_timeout = 9s;', "}", ...recv("return (pipe);")),
    ).toEqual([
      ["headers", "60", undefined],
      ["idle", "60", undefined],
    ]);
  });

  test("a deadline of the request's ends all of it", () => {
    expect(limitsOf(BACKEND, "sub vcl_backend_fetch { set bereq.task_deadline = 2m; }").at(-1)).toEqual([
      "total",
      "120",
      2,
    ]);
  });
});

describe("values", () => {
  const valueIn = (name: string, ...lines: string[]) => routesOf(...lines)[0]!.values[name];

  test("a switch that the answer comes by, or may come by; not one of other answers", () => {
    const esi = (condition: string) =>
      valueIn("beresp.do_esi", ...response(`if (${condition}) { set beresp.do_esi = true; }`))!.value;
    expect(esi('beresp.http.Content-Type ~ "text"')).toBe("true");
    expect(esi("beresp.ttl > 0s")).toBe("true");
    expect(esi('beresp.http.Content-Type ~ "text/html"')).toBe("false");
    expect(esi('beresp.http.Surrogate-Control ~ "ESI/1.0"')).toBe("false");
    expect(esi("beresp.status == 404")).toBe("false");
  });

  test("what is set last counts, where it is sure", () => {
    const off = "set beresp.do_stream = false;";
    const streams = 'if (beresp.http.Content-Type ~ "event-stream") { set beresp.do_stream = true; }';
    const stream = (...lines: string[]) => valueIn("beresp.do_stream", ...response(...lines))!.value;
    expect(stream(off, streams)).toBe("true");
    expect(stream(streams, off)).toBe("false");
    expect(stream(off, "if (beresp.ttl > 0s) { set beresp.do_stream = true; }")).toBe("false");
  });

  test("how long it is kept, not how long it is known that it may not be", () => {
    const ttl = (...lines: string[]) => valueIn("beresp.ttl", ...response(...lines))!.value;
    const miss = "if (beresp.ttl <= 0s) { set beresp.ttl = 120s; set beresp.uncacheable = true; }";
    expect([ttl(miss), ttl("set beresp.ttl = 1h;", miss)]).toEqual(["default_ttl", "1h"]);
    expect(ttl("set beresp.ttl = 1h;", "set beresp.uncacheable = true;")).toBe("default_ttl");
  });

  test("a pipe has no switches", () => {
    const lines = [...recv("return (pipe);"), ...response("set beresp.do_stream = false;")];
    expect(valueIn("beresp.do_stream", ...lines)).toEqual({ value: "true", at: null });
  });

  test("gzip of any type of a model's answers compresses, and is a filter with its line", () => {
    const lines = response('if (beresp.http.Content-Type ~ "json") { set beresp.do_gzip = true; }');
    expect(routesOf(...lines)[0]).toMatchObject({
      compresses: true,
      filters: [{ name: "do_gzip", does: "compresses", at: { line: 4 } }],
    });
  });
});

describe("guards", () => {
  test.for([
    ['if (req.http.Authorization !~ "^Bearer") { return (synth(401)); }', ["auth"]],
    ['if (req.http.x-api-key != "k") { return (synth(403)); }', ["auth"]],
    ["if (!client.ip ~ office) { return (synth(403)); }", ["address"]],
    ["if (vsthrottle.is_denied(client.identity, 15, 10s)) { return (synth(429)); }", ["rate"]],
    ['if (req.method == "PURGE") { if (!client.ip ~ purge) { return (synth(405)); } return (purge); }', []],
    ['if (req.http.X-Forwarded-Proto !~ "https") { return (synth(750)); }', []],
    ["if (req.http.Cookie) { return (pass); }", []],
  ] as const)("%s", ([line, kinds]) => {
    const routes = routesOf(...recv(line));
    // who is turned away has a route all the same: the lab's requests are measured, and told of
    expect(routes).toHaveLength(1);
    expect(routes[0]!.guards.map(({ kind }) => kind)).toEqual(kinds);
  });

  test("where POST is turned away, GET is asked", () => {
    const lines = recv('if (req.method != "GET") { return (synth(405)); }');
    expect(routesOf(...lines)).toMatchObject([{ method: "GET", guards: [] }]);
  });

  test("few connections to a backend", () => {
    const route = (most: number) =>
      product.routes([fileOf("a", "backend a {", '  .host = "a";', `  .max_connections = ${most};`, "}")], null)[0]!;
    expect(route(20).guards).toMatchObject([{ kind: "connections", everybody: true, at: { line: 3 } }]);
    expect(route(300).guards).toEqual([]);
  });
});
