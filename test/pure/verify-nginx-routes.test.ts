import { describe, expect, test } from "vitest";
import { product } from "../../layers/nginx/verify/index.ts";
import type { NginxRoute } from "../../layers/nginx/verify/edits.ts";
import { seconds } from "../../layers/nginx/verify/limits.ts";

/** Routes of servers in a fragment. */
function routes(text: string, version?: string): readonly NginxRoute[] {
  return product.routes([{ name: "chat.conf", text }], null, version) as readonly NginxRoute[];
}
const server = (text: string): string => `server {\nlisten 80;\n${text}\n}\n`;
const route = (text: string, version?: string): NginxRoute => routes(server(text), version)[0]!;
const PASS = "proxy_pass http://api:8000;";

describe("routes", () => {
  test("are the locations that pass requests on, with the person's file and line", () => {
    const all = routes(server(`location /static {\nroot /x;\n}\nlocation /api/ {\n  ${PASS}\n}`));
    expect(all).toMatchObject([
      { id: ":80 /api/", location: "location /api/", at: { file: "chat.conf", line: 6, text: "location /api/ {" } },
    ]);
    expect(all[0]!.target.at).toEqual({ file: "chat.conf", line: 7, text: PASS });
  });

  test.for([
    ["of a server that only redirects", `return 301 https://$host; location / { ${PASS} }`],
    ["that answer by themselves", `location / { return 200; ${PASS} }`],
    ["that are internal", `location / { internal; ${PASS} }`],
    ["that auth_request asks", `location = /auth { ${PASS} } location / { auth_request /auth; }`],
    ["that a mirror asks", `location = /copy { ${PASS} } location / { mirror /copy; }`],
  ] as const)("are none %s", ([, text]) => {
    expect(routes(server(text))).toEqual([]);
  });

  test("in an if have no example: no path says whether it comes true", () => {
    const all = routes(server(`location / { if ($http_upgrade) { proxy_pass http://ws:1; } ${PASS} }`));
    expect(all.map(({ location, example }) => [location, example])).toEqual([
      ["location /", "/v1/chat/completions"],
      ["location /, if ($http_upgrade)", null],
    ]);
  });

  test("of a file that cannot be read are refused, at the person's own line", () => {
    expect(() => product.routes([{ name: "my/chat.conf", text: "server {\n listen 80\n}" }], null)).toThrow(
      'my/chat.conf:3 unexpected "}"',
    );
  });

  test.for([
    ["$scheme = http", [443]],
    ["$scheme != https", [443]],
    ['$https = ""', [443]],
    ["$https != on", [443]],
    ["$host = www.a.com", [80, 443]],
    ["$scheme = https", [80, 443]],
  ] as const)("behind a redirect of those with %s are reached at %s", ([condition, ports]) => {
    const text = `server { listen 80; listen 443 ssl; if (${condition}) { return 301 https://a; } location / { ${PASS} } }`;
    expect(routes(text)[0]!.listeners.map(({ port }) => port)).toEqual(ports);
  });

  test("of one name are numbered", () => {
    const twice = "server { listen 80; server_name a; LOC } server { listen 81; server_name a; LOC }".replaceAll(
      "LOC",
      `location / { ${PASS} }`,
    );
    expect(routes(twice).map(({ id }) => id)).toEqual(["a /", "a / #2"]);
  });

  test("of a dump know the files of the image, and name the person's own", () => {
    const text = "events {}\nhttp {\n server {\n  location / {\n   include snippet;\n  }\n }\n}\n";
    const dump = `# configuration file /etc/nginx/nginx.conf:\n${text}\n# configuration file /etc/nginx/snippet:\n${PASS}\n\n`;
    const [one] = product.routes([{ name: "my/nginx.conf", text }], dump);
    expect(one).toMatchObject({
      at: { file: "my/nginx.conf", line: 4 },
      target: { at: { file: "/etc/nginx/snippet", line: 1 } },
    });
  });
});

describe("a value", () => {
  test("comes from the innermost block that has it, also from one that stands below the location", () => {
    const one = route(`location / { ${PASS} }\nproxy_buffering off;\nproxy_read_timeout 10m;`);
    expect(one.values["proxy_buffering"]).toEqual({
      value: "off",
      at: { file: "chat.conf", line: 4, text: "proxy_buffering off;" },
    });
    expect(one.buffers).toBe(false);
    expect(one.limits).toMatchObject([
      { kind: "headers", seconds: { value: "600", at: { line: 5 } } },
      { kind: "idle", seconds: { value: "600", at: { line: 5 } } },
    ]);
  });

  test("that nobody has set is nginx's default, and has no line", () => {
    const one = route(`location / { ${PASS} }`);
    expect(one.values["proxy_buffering"]).toEqual({ value: "on", at: null });
    expect(one.limits[1]).toEqual({ kind: "idle", seconds: { value: "60", at: null } });
  });

  test("of a list is all or nothing", () => {
    const inherited = `proxy_set_header Connection "";\nlocation / { ${PASS} }`;
    const replaced = `proxy_set_header Connection "";\nlocation / { proxy_set_header Host x; ${PASS} }`;
    expect(route(inherited).values["proxy_set_header Connection"]).toMatchObject({ value: "", at: { line: 3 } });
    expect(route(replaced).values["proxy_set_header Connection"]).toBeUndefined();
  });

  test("belongs to the family that passes the request on", () => {
    const one = route("proxy_read_timeout 5s; uwsgi_read_timeout 7s; location / { uwsgi_pass app:3031; }");
    expect(one).toMatchObject({
      limits: [{ seconds: { value: "7" } }, {}],
      target: { speaks: "uwsgi" },
      buffers: true,
    });
    expect(route("location / { grpc_pass grpc://m:50051; }")).toMatchObject({
      buffers: false,
      target: { speaks: "grpc", asks: "2" },
    });
  });
});

test("times are nginx's", () => {
  expect(["60", "60s", "1h 30m", "1m30s", "500ms", "1d", "on", ""].map(seconds)).toEqual([
    60,
    60,
    5400,
    90,
    0.5,
    86_400,
    null,
    null,
  ]);
});

describe("a target", () => {
  const serversOf = (text: string): string[] =>
    routes(text)[0]!.target.servers.map(({ host, port, tls }) => `${host}:${port}${tls ? " tls" : ""}`);
  const at = (pass: string): string => server(`location / { ${pass} }`);
  test.for([
    ["a plain URL", at("proxy_pass http://127.0.0.1:3000/api/;"), ["127.0.0.1:3000"]],
    ["TLS", at("proxy_pass https://api.openai.com/;"), ["api.openai.com:443 tls"]],
    ["IPv6", at("proxy_pass http://[::1]:8080;"), ["::1:8080"]],
    ["a path with variables of the request", at("proxy_pass http://api:80/$1$is_args$args;"), ["api:80"]],
    [
      "an upstream, without what is down",
      `upstream u { server a:1 weight=2; server b; server c:3 down; } ${at("proxy_pass http://u;")}`,
      ["a:1", "b:80"],
    ],
    ["an upstream over TLS", `upstream u { server a:8443; } ${at("proxy_pass https://u;")}`, ["a:8443 tls"]],
    ["a constant variable", server("set $u api; location / { set $b http://$u:9; proxy_pass $b; }"), ["api:9"]],
    ["each value of a map", `map $http_x $u { default a:1; b b:2; } ${at("proxy_pass http://$u;")}`, ["a:1", "b:2"]],
    [
      "a set in an if beside the one outside",
      server("set $u a; if ($x) { set $u b; } location / { proxy_pass http://$u:1; }"),
      ["a:1", "b:1"],
    ],
    ["a socket file", at("proxy_pass http://unix:/run/app.sock:/;"), ["unix:/run/app.sock:80"]],
    ["none, computed from the request", at("proxy_pass http://$http_x;"), []],
    ["none, computed by code", server("set_by_lua_block $u { return 'x' } location / { proxy_pass http://$u; }"), []],
    ["none, of a variable that is itself", server("set $u $u; location / { proxy_pass http://$u; }"), []],
  ] as const)("is %s", ([, text, expected]) => {
    expect(serversOf(text)).toEqual(expected);
  });

  test.for([
    ["1.26.3", "", "1.0"],
    ["1.29.6", "", "1.0"],
    ["1.29.7", "", "1.1"],
    ["1.31.3", "", "1.1"],
    ["1.31.3", "proxy_http_version 1.0;", "1.0"],
    ["1.26.3", "proxy_http_version 1.1;", "1.1"],
  ] as const)("is asked by %s %s with HTTP/%s", ([version, line, asks]) => {
    expect(route(`${line} location / { ${PASS} }`, version).target.asks).toBe(asks);
  });
});

describe("a guard", () => {
  const guards = (text: string): string[] => route(text).guards.map(({ kind, at }) => `${kind} ${at.line}`);
  test.for([
    ["auth_basic", `auth_basic "x";\nlocation / { ${PASS} }`, ["auth 3"]],
    ["auth_basic, switched off here", `auth_basic "x";\nlocation / { auth_basic off; ${PASS} }`, []],
    ["auth_request", `location / {\nauth_request /a;\n${PASS} }`, ["auth 4"]],
    ["a client certificate", `ssl_verify_client on;\nlocation / { ${PASS} }`, ["auth 3"]],
    ["an optional client certificate", `ssl_verify_client optional;\nlocation / { ${PASS} }`, []],
    ["limit_req", `location / {\nlimit_req zone=a burst=5;\n${PASS} }`, ["rate 4"]],
    ["limit_conn", `limit_conn a 2;\nlocation / { ${PASS} }`, ["connections 3"]],
    ["deny", `location / {\nallow 10.0.0.0/8;\ndeny all;\n${PASS} }`, ["address 5"]],
    ["allow alone", `allow all;\nlocation / { ${PASS} }`, []],
    ["limit_except", `location / {\nlimit_except GET { deny all; }\n${PASS} }`, ["method 4"]],
    ["limit_except that lets POST in", `location / { limit_except GET POST { deny all; } ${PASS} }`, []],
    ["an if that refuses by header", `if ($http_x_key = "") { return 401; }\nlocation / { ${PASS} }`, ["auth 3"]],
    [
      "an if that refuses by method",
      `if ($request_method = POST) { return 405; }\nlocation / { ${PASS} }`,
      ["method 3"],
    ],
    [
      "an if that redirects who lacks a header",
      `if ($http_x_forwarded_proto != "https") { return 301 https://x; }\nlocation / { ${PASS} }`,
      ["auth 3"],
    ],
    ["an if that redirects", `if ($scheme = http) { return 301 https://x; }\nlocation / { ${PASS} }`, []],
  ] as const)("%s", ([, text, expected]) => {
    expect(guards(text)).toEqual(expected);
  });

  test("worker_connections below what the lab's own requests take", () => {
    const of = (count: number): unknown => {
      const text = `events {\nworker_connections ${count};\n}\nhttp { ${server(`location / { ${PASS} }`)} }`;
      return product.routes([{ name: "nginx.conf", text }], null)[0]!.guards;
    };
    expect(of(64)).toMatchObject([{ kind: "connections", at: { line: 2 }, everybody: true }]);
    expect(of(1024)).toEqual([]);
  });
});

describe("caches and compressors", () => {
  test.for([
    [`proxy_cache c; location / { ${PASS} }`, true, false],
    [`proxy_cache c; location / { proxy_cache off; ${PASS} }`, false, false],
    [`fastcgi_cache c; location / { ${PASS} }`, false, false],
    [`gzip on; location / { ${PASS} }`, false, true],
    [`gzip on; location / { gzip off; ${PASS} }`, false, false],
    [`brotli on; location / { ${PASS} }`, false, true],
  ] as const)("%s", ([text, caches, compresses]) => {
    expect(route(text)).toMatchObject({ caches, compresses });
  });
});
