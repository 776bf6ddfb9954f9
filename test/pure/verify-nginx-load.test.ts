import { describe, expect, test } from "vitest";
import { product } from "../../layers/nginx/verify/index.ts";
import type { OwnFile, Treatment } from "../../src/verify/product.ts";

/** What the loop does with nginx's words: the first rule that matches. */
function treatment(words: string): Treatment | null {
  for (const { pattern, treat } of product.treatments) {
    const match = pattern.exec(words);
    if (match !== null) return treat(match);
  }
  return null;
}

const BIO =
  "failed (SSL: error:80000002:system library::No such file or directory:calling fopen(/x, r) error:10000080:BIO routines::no such file)";
const AT = "in /etc/nginx/nginx.conf:1";

describe("nginx 1.31.3 and 1.26.3 say", () => {
  test.for([
    [`host not found in upstream "api" ${AT}`, { kind: "name", host: "api" }],
    [`host not found in upstream "relay:3000" ${AT}`, { kind: "name", host: "relay" }],
    [`host not found in resolver "kube-dns.kube" ${AT}`, { kind: "name", host: "kube-dns.kube" }],
    [`host not found in syslog server "logs:514" ${AT}`, { kind: "name", host: "logs" }],
    [`host not found in "app.local:80" of the "listen" directive ${AT}`, { kind: "name", host: "app.local" }],
    [`cannot load certificate "/etc/ssl/a.pem": BIO_new_file() ${BIO}`, { kind: "pem", path: "/etc/ssl/a.pem" }],
    [`cannot load certificate key "/etc/ssl/a.key": BIO_new_file() ${BIO}`, { kind: "pem", path: "/etc/ssl/a.key" }],
    [`SSL_CTX_load_verify_locations("/etc/ssl/ca.pem") ${BIO}`, { kind: "pem", path: "/etc/ssl/ca.pem" }],
    [`BIO_new_file("/etc/ssl/dh.pem") ${BIO}`, { kind: "dhparam", path: "/etc/ssl/dh.pem" }],
    [`getpwnam("nginx") failed ${AT}`, { kind: "user", user: "nginx" }],
    [`getgrnam("web") failed ${AT}`, { kind: "user", user: "web" }],
    [
      `open() "/etc/nginx/snippets/x.conf" failed (2: No such file or directory) ${AT}`,
      { kind: "empty-file", path: "/etc/nginx/snippets/x.conf" },
    ],
    [`open() "/var/log/chat/a.log" failed (2: No such file or directory)`, { kind: "folder", path: "/var/log/chat" }],
    [`open() "/etc/nginx/access.log" failed (30: Read-only file system)`, { kind: "folder", path: "/etc/nginx" }],
    [`mkdir() "/srv/cache" failed (2: No such file or directory)`, { kind: "folder", path: "/srv/cache" }],
  ] as const)("%s", ([words, expected]) => {
    const warned =
      'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges\n';
    expect(treatment(`${warned}nginx: [emerg] ${words}\nnginx: configuration file test failed\n`)).toEqual(expected);
  });

  test.for([
    ['unknown "api_client_name" variable', /sets \$api_client_name/],
    ['zero size shared memory zone "one"', /zone "one"/],
    [`"proxy_cache" zone "c" is unknown ${AT}`, /cache "c"/],
    [`unknown log format "main" ${AT}`, /"main"/],
    [`unknown directive "content_by_lua_block" ${AT}`, /Lua \(OpenResty\)/],
    [`unknown directive "js_content" ${AT}`, /njs/],
    [`unknown directive "wasm" ${AT}`, /WebAssembly/],
    [`unknown directive "auth_jwt" ${AT}`, /commercial/],
    [`unknown directive "gzip_static" ${AT}`, /no module for "gzip_static"$/],
    [`dlopen() "/etc/nginx/modules/ngx_x.so" failed (Dynamic loading not supported) ${AT}`, /module .*ngx_x.so/],
    [`the "quic" parameter requires ngx_http_v3_module ${AT}`, /"quic"/],
    [`no "ssl_certificate" is defined for the "listen ... ssl" directive ${AT}`, /certificate/],
    [`"/etc/ssl/t.key" must be 48 or 80 bytes ${AT}`, /session tickets/],
    ["bind() to 10.9.8.7:80 failed (99: Address not available)", /10\.9\.8\.7:80/],
    [`no host in upstream ":80" ${AT}`, /no host/],
    [`MMDB_open("/x.mmdb") failed - Error opening ${AT}`, /x\.mmdb/],
  ] as const)("%s, which only the person can mend", ([words, says]) => {
    expect(treatment(`nginx: [emerg] ${words}`)).toMatchObject({ kind: "ask", says: expect.stringMatching(says) });
  });

  test.for([
    `unexpected "}" ${AT}`,
    `invalid number of arguments in "proxy_pass" directive ${AT}`,
    `a duplicate default server for 0.0.0.0:80 ${AT}`,
    `cannot load certificate "/a.pem": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line)`,
    'open() "/dev/stdout" failed (13: Permission denied)',
    '"ssl_stapling" ignored, host not found in OCSP responder "ocsp.x" in the certificate "/a.pem"',
  ])("%s, which nothing mends", (words) => {
    expect(treatment(`nginx: [emerg] ${words}`)).toBeNull();
  });
});

const file = (text: string, name = "nginx.conf"): OwnFile => ({ name, text });
const serverWith = (lines: string): string => `server { ${lines} location / { proxy_pass http://a:1; } }`;

describe("nginx is refused before it runs", () => {
  test.for([
    ["stream {} alone", "events {}\nstream { server { listen 1; proxy_pass a:1; } }", 2, /stream/],
    [
      "client certificates everywhere",
      `\n${serverWith("listen 443 ssl;\nssl_verify_client on;")}`,
      3,
      /client certificate/,
    ],
    ["PROXY lines everywhere", `\n${serverWith("\nlisten 80 proxy_protocol;")}`, 3, /PROXY/],
  ] as const)("%s", ([, text, line, says]) => {
    expect(product.refuses([file(text)])).toMatchObject([
      { file: "nginx.conf", line, says: expect.stringMatching(says) },
    ]);
  });

  test.for([
    ["stream {} beside http {}", `events {}\nstream {}\nhttp { ${serverWith("")} }`],
    ["one server of two that wants a certificate", serverWith("ssl_verify_client on;") + serverWith("")],
    ["a listener beside the one with PROXY lines", serverWith("listen 80 proxy_protocol; listen 81;")],
    ["what does not parse: nginx says it better", "server {"],
  ] as const)("not: %s", ([, text]) => {
    expect(product.refuses([file(text)])).toEqual([]);
  });
});

describe("a template's name", () => {
  const variables = (text: string): unknown =>
    product
      .variables(file(text))
      .map(({ name, line, decides, fallback, invented }) => [name, line, decides, fallback, invented]);
  test.for([
    ["listen ${PORT};", [["PORT", 1, false, null, "8080"]]],
    ["server_name ${DOMAIN};", [["DOMAIN", 1, false, null, "lab-origin"]]],
    ["proxy_pass ${API_URL};", [["API_URL", 1, false, null, "http://lab-origin:8080"]]],
    [
      "proxy_pass http://${API_HOST}:${API_PORT}/;",
      [
        ["API_HOST", 1, false, null, "lab-origin"],
        ["API_PORT", 1, false, null, "8080"],
      ],
    ],
    ["\nproxy_read_timeout ${T:-60s};", [["T", 2, true, "60s", undefined]]],
    ["proxy_buffering ${B};", [["B", 1, true, null, undefined]]],
    ["server {\n ${HTTPS_CONFIG}\n}", [["HTTPS_CONFIG", 2, true, null, undefined]]],
    ["listen ${A};\ngzip ${A};", [["A", 1, true, null, undefined]]],
    ["gzip_types\n  text/plain ${TYPES};", [["TYPES", 2, true, null, undefined]]],
    ["proxy_pass http://$host${uri}; # ${OLD}", []],
    [
      "proxy_pass ${SCHEME}://${APP_HOST};",
      [
        ["SCHEME", 1, false, null, "http"],
        ["APP_HOST", 1, false, null, "lab-origin"],
      ],
    ],
    ["client_max_body_size ${A};", [["A", 1, false, null, "16m"]]],
    ["client_max_body_size ${A}M;", [["A", 1, false, null, "16"]]],
    ["proxy_connect_timeout ${A}s;", [["A", 1, false, null, "60"]]],
    ["proxy_send_timeout ${A};\nproxy_read_timeout ${A};", [["A", 1, true, null, undefined]]],
    ['map $a $b {\n "~^(?:${ORIGINS})$" $a;\n}', [["ORIGINS", 2, false, null, "lab-origin"]]],
    ['map $a $b {\n "x" ${B};\n}', [["B", 2, true, null, undefined]]],
  ] as const)("%s", ([text, expected]) => {
    expect(variables(text)).toEqual(expected);
  });
});

describe("a file", () => {
  test.for([
    ["nginx.conf", "events {} http {}", 0.95],
    ["any.txt", "server { location / { proxy_pass http://a; } }", 0.95],
    ["nginx.conf", "http {", 0.6],
    ["Caddyfile", "example.com {\n  reverse_proxy app:3000\n}\n", 0],
    ["haproxy.cfg", "frontend f\n  bind :80\n", 0],
    ["envoy.yaml", "static_resources:\n  listeners: []\n", 0],
    ["default.vcl", 'vcl 4.1; backend default { .host = "a"; }', 0],
  ] as const)("%s %s: %s", ([name, text, expected]) => {
    expect(product.detect(file(text, name))).toBe(expected);
  });
});

describe("files are placed", () => {
  const MAIN = "/etc/nginx/nginx.conf";
  const pathsOf = (files: readonly OwnFile[]): string[] => {
    const { files: all, ours } = product.place(files);
    return Object.keys(all).filter((path) => !ours.includes(path));
  };
  test("a whole one as nginx.conf, the others as they stood beside it", () => {
    const files = [
      file("server {}", "web/conf.d/a.conf"),
      file("events {}", "web/nginx.conf"),
      file("x;", "/etc/ssl.inc"),
    ];
    expect(pathsOf(files)).toEqual(["/etc/nginx/conf.d/a.conf", MAIN, "/etc/ssl.inc"]);
    expect(product.place(files).ours).not.toContain(MAIN);
  });

  test.for([
    [
      "servers go to http {}",
      "server {}",
      "/etc/nginx/conf.d/a.conf",
      /http \{[^]*include \/etc\/nginx\/conf\.d\/a\.conf;/,
    ],
    [
      "http {} gets its events {}",
      "http {}",
      "/etc/nginx/lab/a.conf",
      /^events \{\}\ninclude \/etc\/nginx\/lab\/a\.conf;\n$/,
    ],
    [
      "locations get a server",
      "location / {}",
      "/etc/nginx/lab/a.conf",
      /server \{\s+listen 80;\s+include \/etc\/nginx\/lab\/a\.conf;/,
    ],
    [
      "a format that is used gets a meaning",
      "server { access_log /x main; }",
      "/etc/nginx/conf.d/a.conf",
      /log_format main /,
    ],
    [
      "so does $connection_upgrade",
      "server { proxy_set_header Connection $connection_upgrade; }",
      "/etc/nginx/conf.d/a.conf",
      /map \$http_upgrade/,
    ],
  ] as const)("a fragment's %s", ([, text, path, frame]) => {
    const files = [file(text, "a.conf.template")];
    expect(pathsOf(files)).toEqual([path]);
    expect(product.place(files)).toMatchObject({
      files: { [MAIN]: expect.stringMatching(frame) },
      ours: expect.arrayContaining([MAIN]),
    });
  });

  test("no format and no map is put beside the person's own", () => {
    const text =
      "log_format main x; map $a $connection_upgrade {} server { access_log /x main; proxy_set_header a $connection_upgrade; }";
    expect(product.place([file(text)]).files[MAIN]).not.toMatch(/log_format|map/);
  });

  test("Debian's own site goes where the person brings the folder that it stands in", () => {
    const main = file("events {} http { include sites-enabled/*; }");
    const site = "/etc/nginx/sites-enabled/default";
    expect(product.place([main, file("server {}", "sites-enabled/chat")]).files[site]).toBe("");
    expect(product.place([main, file("server {}", "sites-enabled/default")]).files[site]).toBe("server {}");
    expect(product.place([main]).files).not.toHaveProperty([site]);
  });

  test("daemon and pid are said once", () => {
    expect(product.place([file("events {}")]).start).toContain("pid /run/nginx.pid;daemon off;");
    expect(product.place([file("events {}")]).check).toContain("pid /run/nginx.pid;");
    expect(product.place([file("daemon off; pid /x; events {}")]).start.join()).not.toMatch(/daemon|pid/);
  });
});

describe("rates are raised, so that the lab is let through", () => {
  const zones =
    "limit_req_zone $binary_remote_addr zone=a:10m rate=5r/s;\n# limit_req_zone b rate=1r/s;\nlimit_req_zone\n  $uri zone=c:1m\n  rate=30r/m;";
  const site = file(`${zones}\n${serverWith("limit_req zone=a burst=10;")}`, "chat.conf");
  const { files, assumed } = product.place([site]);
  const text = files["/etc/nginx/conf.d/chat.conf"]!;

  test("on their own lines, and nowhere else", () => {
    const changed = site.text.split("\n").flatMap((line, i) => (line === text.split("\n")[i] ? [] : [i + 1]));
    expect(changed).toEqual([1, 5]);
    expect(text).toContain("rate=10000r/s;\n# limit_req_zone b rate=1r/s;");
  });

  test("each is told, with what stands there", () => {
    expect(assumed).toEqual([
      "chat.conf:1 rate=10000r/s in the place of 5r/s: the lab asks more often than a reader",
      "chat.conf:5 rate=10000r/s in the place of 30r/m: the lab asks more often than a reader",
    ]);
    expect(product.place([file(serverWith(""))]).assumed).toEqual([]);
  });

  test("then it is no guard; the zone of somebody else's file stays one", () => {
    const kinds = (of: OwnFile): string[] => product.routes([of], null)[0]!.guards.map(({ kind }) => kind);
    expect(kinds(site)).toEqual([]);
    expect(kinds(file(serverWith("limit_req zone=elsewhere;")))).toEqual(["rate"]);
  });
});
