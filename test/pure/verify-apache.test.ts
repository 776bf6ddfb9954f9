import { describe, expect, test } from "vitest";
import { directivesOf, wordsOf } from "../../layers/apache/verify/directives.ts";
import { product } from "../../layers/apache/verify/index.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const site = (...lines: string[]): string[] => [
  "<VirtualHost *:80>",
  ...lines.map((line) => `  ${line}`),
  "</VirtualHost>",
];

function routesOf(...lines: string[]): readonly Route[] {
  return product.routes([fileOf("chat.conf", ...lines)], null);
}

const routeOf = (...lines: string[]): Route => routesOf(...site(...lines))[0]!;

describe("directives", () => {
  test.for([
    [`ProxyPass "/a b" 'http://app/' timeout=600`, ["ProxyPass", "/a b", "http://app/", "timeout=600"]],
    [`Header set X "a \\"b\\" # c"`, ["Header", "set", "X", 'a "b" # c']],
    [`Alias "" /x`, ["Alias", "", "/x"]],
  ] as const)("%s", ([text, words]) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("comments, a line that goes on in the next, and sections, whatever their case", () => {
    const read = directivesOf(
      fileOf("a", "# ServerName x", "<virtualhost *:80>", "ProxyPass / \\", "  http://app/", "</VirtualHost>"),
    );
    expect(read).toMatchObject([
      { name: "virtualhost", inside: [{ name: "proxypass", args: ["/", "http://app/"], at: { line: 3 } }] },
    ]);
  });

  test("what a section that is looked at while reading holds stands in its place, or nowhere", () => {
    const lines = ["Define ON", "<IfModule ssl>", "A 1", "</IfModule>", "<IfModule !x>", "B 1", "</IfModule>"];
    const defines = ["<IfDefine ON>", "C 1", "</IfDefine>", "<IfDefine OFF>", "D 1", "</IfDefine>", "E 1"];
    expect(directivesOf(fileOf("a", ...lines, ...defines)).map(({ name }) => name)).toEqual(["define", "a", "c", "e"]);
  });
});

describe("detect", () => {
  test("knows its own by what stands in it", () => {
    expect(product.detect(SAMPLES["apache"]!)).toBeGreaterThan(0.5);
    expect(product.detect(fileOf("x", "RewriteEngine On", "RewriteRule ^/a http://app/ [P]"))).toBe(1);
  });

  test.for(Object.keys(SAMPLES).filter((name) => name !== "apache"))("is not taken in by %s", (name) => {
    expect(product.detect(SAMPLES[name]!)).toBeLessThan(0.5);
  });
});

describe("refuses", () => {
  test("a site that passes nothing on", () => {
    expect(product.refuses([fileOf("a", ...site("DocumentRoot /var/www"))])[0]!.says).toMatch(/^no ProxyPass/);
    expect(product.refuses([fileOf("a", ...site("ProxyPass / http://app/"))])).toEqual([]);
  });

  test("a client certificate and the PROXY protocol, with their lines", () => {
    const file = fileOf("a", ...site("SSLVerifyClient require", "RemoteIPProxyProtocol On", "ProxyPass / http://app/"));
    expect(product.refuses([file]).map(({ line }) => line)).toEqual([2, 3]);
  });
});

describe("variables", () => {
  test("what the environment must give, once; not what Debian gives, or a Define", () => {
    const file = fileOf(
      "a",
      "Define app http://app",
      "ProxyPass / ${app}:${PORT}/",
      "ErrorLog ${APACHE_LOG_DIR}/e.log",
      "ProxyTimeout ${T}",
    );
    expect(product.variables(file)).toEqual([
      { name: "PORT", line: 2, decides: false, fallback: null, invented: "8080" },
      { name: "T", line: 4, decides: true, fallback: null },
    ]);
  });
});

describe("routes", () => {
  const text = [
    "Listen 8443",
    "ProxyTimeout 120",
    "<VirtualHost *:80>",
    "  ServerName chat.example.com:80",
    "  RewriteEngine On",
    "  RewriteCond %{HTTP:Upgrade} websocket [NC]",
    "  RewriteRule ^/(.*) ws://app:8000/$1 [P,L]",
    "  ProxyPass /static !",
    "  ProxyPass /api http://api:8000/api timeout=600 keepalive=On",
    "  <Location /v1/>",
    "    ProxyPass https://model.example.com/v1/",
    "  </Location>",
    "  ProxyPass / balancer://pool/",
    "  <Proxy balancer://pool>",
    "    BalancerMember http://a:1",
    "    BalancerMember http://b",
    "  </Proxy>",
    "</VirtualHost>",
    "<VirtualHost *:8443>",
    "  SSLEngine on",
    "  Protocols h2 http/1.1",
    "  ProxyPassMatch ^/(.*)$ fcgi://php:9000/srv/$1",
    "</VirtualHost>",
  ];
  const [v1, api, pool, php] = routesOf(...text) as [Route, Route, Route, Route];

  test("one for each way, in the order in which Apache tries them", () => {
    expect(routesOf(...text).map(({ at }) => at.line)).toEqual([11, 9, 13, 22]);
  });

  test("a path that Apache's own matching sends there", () => {
    expect([v1.example, api.example, pool.example, php.example]).toEqual([
      "/v1/chat/completions",
      "/api/chat",
      "/chat",
      "/v1/chat/completions",
    ]);
  });

  test("where it goes, and how it asks", () => {
    expect(v1.target).toMatchObject({ servers: [{ host: "model.example.com", port: 443, tls: true }], asks: "1.1" });
    expect(pool.target.servers).toEqual([
      { host: "a", port: 1, tls: false },
      { host: "b", port: 80, tls: false },
    ]);
    expect(php.target).toMatchObject({ servers: [{ host: "php", port: 9000 }], speaks: "fastcgi" });
  });

  test("host and listeners: HTTP/2 where Protocols names it", () => {
    expect([v1.host, php.host]).toEqual(["chat.example.com", null]);
    expect(v1.listeners).toEqual([{ port: 80, tls: false, http2: false }]);
    expect(php.listeners).toEqual([{ port: 8443, tls: true, http2: true }]);
  });

  test("limits: the worker's own, the server's, Debian's, or the one without a line in a whole config", () => {
    expect(api.limits[0]).toMatchObject({ kind: "idle", seconds: { value: "600", at: { line: 9 } } });
    expect(v1.limits[1]).toMatchObject({ kind: "headers", seconds: { value: "120", at: { line: 2 } } });
    expect(routeOf("ProxyPass / http://app/").limits[0]!.seconds).toEqual({ value: "300", at: null });
    expect(routesOf("ServerRoot /x", "ProxyPass / http://app/")[0]!.limits[0]!.seconds).toEqual({
      value: "60",
      at: null,
    });
    expect(routeOf("Timeout 90", "ProxyPass / http://app/").limits[0]!.seconds.value).toBe("90");
  });

  test("`ProxyPass /x` is `/x` and what is below, and no /xy", () => {
    const [first, rest] = routesOf(
      ...site("ProxyPass /v1 http://a/", "ProxyPass /v http://b/", "ProxyPass /cha http://c/"),
    );
    expect([first!.example, rest!.example]).toEqual(["/v1/chat/completions", "/v"]);
  });

  test("a condition that cannot be told leaves the example open, and those behind it", () => {
    const lines = ["RewriteCond %{HTTP_COOKIE} beta", "RewriteRule ^/ http://beta/ [P]", "ProxyPass / http://app/"];
    expect(routesOf(...site(...lines)).map(({ example }) => example)).toEqual([null, null]);
  });

  test("what redirects to TLS is reached by TLS alone", () => {
    const redirect = ["RewriteCond %{HTTPS} !=on", "RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R,L]"];
    expect(routeOf(...redirect, "ProxyPass / http://app/").listeners).toEqual([]);
  });

  test("a server that only the request names is not seen; WebSocket and AJP are no ways", () => {
    expect(routeOf("RewriteRule ^/(\\w+)/ http://$1.internal/ [P]").target.servers).toEqual([]);
    expect(routesOf(...site("ProxyPass /ws ws://app/", "ProxyPass / ajp://app:8009/"))).toEqual([]);
  });

  test.for([
    ["RewriteRule ^ http://localhost:3000%{REQUEST_URI} [P]", ["localhost"]],
    ["RewriteRule ^(/.*)$ http://app$1 [P,QSA,L]", ["app"]],
    ["RewriteRule ^/(\\d+)/ http://app-$1:80/ [P]", []],
    ["ProxyPassMatch ^/(.*)$ http://[::1]:8000/$1", ["::1"]],
  ] as const)("what stands behind the server is a path: %s", ([line, hosts]) => {
    expect(routeOf(line).target.servers.map(({ host }) => host)).toEqual(hosts);
  });

  test("a balancer that a rule names", () => {
    const pool = ["<Proxy balancer://pool>", "BalancerMember http://a:1", "</Proxy>"];
    expect(routeOf(...pool, "RewriteRule ^(/.*)$ balancer://pool$1 [P]").target.servers).toHaveLength(1);
  });

  test("a handler, a socket file, HTTP/1.0 by force", () => {
    expect(routeOf('SetHandler "proxy:unix:/run/php.sock|fcgi://localhost"').target).toMatchObject({
      servers: [{ host: "unix:/run/php.sock", port: 0 }],
      speaks: "fastcgi",
    });
    expect(routeOf("SetEnv force-proxy-request-1.0 1", "ProxyPass / http://app/").target.asks).toBe("1.0");
  });

  test("a file that is included, one that is not given, and one beside", () => {
    const chat = fileOf(
      "chat.conf",
      ...site("Include snippets/*.conf", "Include other.inc", "IncludeOptional maybe.inc"),
    );
    const routes = product.routes([chat, fileOf("snippets/proxy.conf", "ProxyPass / http://app/")], null);
    expect(routes).toMatchObject([{ at: { file: "snippets/proxy.conf" }, unread: [{ line: 3 }] }]);
  });

  test("what compresses and what caches", () => {
    const lines = ["AddOutputFilterByType DEFLATE text/plain", "CacheEnable disk /", "ProxyPass / http://app/"];
    expect(routeOf(...lines)).toMatchObject({ compresses: true, caches: true });
    expect(routeOf("ProxyPass / http://app/")).toMatchObject({ compresses: false, caches: false });
    const elsewhere = [
      "<Location /static>",
      "SetOutputFilter DEFLATE",
      "</Location>",
      "<Directory />",
      "CacheEnable disk",
      "</Directory>",
    ];
    expect(routeOf(...elsewhere, "ProxyPass / http://app/")).toMatchObject({ compresses: false, caches: false });
    const here = ["<Location />", "SetOutputFilter DEFLATE", "</Location>"];
    expect(routeOf(...here, "ProxyPass / http://app/")).toMatchObject({ compresses: true });
  });
});

describe("guards", () => {
  test.for([
    [
      ["<Location />", "AuthType Basic", "Require valid-user", "</Location>"],
      ["auth", "auth"],
    ],
    [["<Proxy *>", "Require ip 10.0.0.0/8", "</Proxy>"], ["address"]],
    [["<LimitExcept GET>", "Require all denied", "</LimitExcept>"], ["method"]],
    [["DOSPageCount 5"], ["rate"]],
    [["Deny from 10.0.0.1"], ["address"]],
    [["<Proxy *>", "Require all granted", "</Proxy>"], []],
    [["<Directory />", "Require all denied", "</Directory>"], []],
  ] as const)("%j", ([lines, kinds]) => {
    expect(routeOf(...lines, "ProxyPass / http://app/").guards.map(({ kind }) => kind)).toEqual(kinds);
  });
});
