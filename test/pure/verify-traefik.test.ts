import { describe, expect, test } from "vitest";
import { product } from "../../layers/traefik/verify/index.ts";
import { takes } from "../../layers/traefik/verify/rule.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf, SAMPLES } from "./verify-samples.ts";

const ROUTES = [
  "http:",
  "  routers:",
  "    chat:",
  "      rule: Host(`chat.example.com`) && PathPrefix(`/api`)",
  "      entryPoints: [websecure]",
  "      middlewares: [all]",
  "      service: app",
  "      tls: {}",
  "    rest:",
  "      rule: PathPrefix(`/`)",
  "      service: app",
  "  middlewares:",
  "    all:",
  "      chain:",
  "        middlewares: [small, limit]",
  "    small:",
  "      compress: {}",
  "    limit:",
  "      rateLimit: { average: 10 }",
  "  services:",
  "    app:",
  "      loadBalancer:",
  "        serversTransport: slow",
  "        servers:",
  "          - url: http://app:8000",
  "          - url: https://b",
  "  serversTransports:",
  "    slow: { forwardingTimeouts: { responseHeaderTimeout: 30s } }",
];
const STATIC = [
  "entryPoints:",
  "  web:",
  '    address: ":8080"',
  "    transport: { respondingTimeouts: { writeTimeout: 60 } }",
  '  websecure: { address: ":8443", http: { tls: {} } }',
  "providers: { file: { filename: /etc/traefik/dynamic.yml } }",
];
const routesOf = (...lines: string[]): readonly Route[] => product.routes([fileOf("routes.yml", ...lines)], null);

describe("detect", () => {
  test.for([
    ["routes", ROUTES],
    ["a static file", STATIC],
  ] as const)("knows %s", ([, lines]) => {
    expect(product.detect(fileOf("x", ...lines))).toBe(1);
  });

  test.for([
    ["Kubernetes", "apiVersion: traefik.io/v1alpha1\nhttp:\n  routers: {}\n"],
    ["another program's http", "http:\n  port: 80\nservices: {}\n"],
  ] as const)("is not taken in by %s", ([, text]) => {
    expect(product.detect({ name: "x", text })).toBe(0);
  });
});

describe("rules", () => {
  test.for([
    ["PathPrefix(`/api`)", "/api/chat", true],
    ["PathPrefix(`/api`, `/v2`)", "/v2", true],
    ["Path(`/api`)", "/api/chat", false],
    ['Host("a") && !PathPrefix("/api")', "/x", true],
    ["Host(`b`) || Path(`/x`) && PathPrefix(`/`)", "/x", true],
    ["(Host(`b`) || Path(`/x`)) && Path(`/y`)", "/x", false],
    ["PathRegexp(`^/v\\d+/`)", "/v1/chat", true],
    ["Method(`POST`) && PathPrefix(`/`)", "/", true],
    ["Header(`X-Model`, `m`) && PathPrefix(`/`)", "/", null],
    ["Header(`X-Model`, `m`) && Path(`/y`)", "/", false],
  ] as const)("%s, asked for %s: %s", ([rule, path, answer]) => {
    expect(takes(rule, { host: "a", path })).toBe(answer);
  });
});

describe("routes", () => {
  const [chat, rest] = routesOf(...ROUTES) as [Route, Route];

  test("a router each, with its line, its host and a path that comes to it", () => {
    expect([chat, rest].map(({ at, host }) => [at.line, host])).toEqual([
      [3, "chat.example.com"],
      [9, null],
    ]);
    expect([chat.example, rest.example]).toEqual(["/api/chat", "/v1/chat/completions"]);
  });

  test("the heaviest rule goes first, or the one that says so", () => {
    const short = ["    a:", "      rule: PathPrefix(`/`)", "      priority: 1000", "      service: app"];
    const [, shadowed] = routesOf("http:", "  routers:", ...short, ...ROUTES.slice(2)) as [Route, Route];
    expect(shadowed.example).toBeNull();
  });

  test("where it goes, and how it is asked", () => {
    expect(rest.target.servers).toEqual([
      { host: "app", port: 8000, tls: false },
      { host: "b", port: 443, tls: true },
    ]);
    expect(rest.target.asks).toBe("1.1");
  });

  test("what a chain brings in: a compressor and a guard, with the lines of their names", () => {
    expect(chat).toMatchObject({ compresses: true, filters: [{ name: "compress", at: { line: 15 } }] });
    expect(chat.guards.map(({ kind, at }) => [kind, at.line])).toEqual([["rate", 15]]);
    expect(rest).toMatchObject({ compresses: false, guards: [], filters: [] });
  });

  test("without a static file: entry points that routers name, on the ports that most have", () => {
    expect(chat.listeners).toEqual([{ port: 443, tls: true, http2: true }]);
    expect(rest.listeners.map(({ port }) => port)).toEqual([443, 80]);
  });

  test("with one: its ports, its limits", () => {
    const files = [fileOf("traefik.yml", ...STATIC), fileOf("dynamic.yml", ...ROUTES)];
    const [secure, all] = product.routes(files, null) as [Route, Route];
    expect(secure.listeners).toEqual([{ port: 8443, tls: true, http2: true }]);
    expect(all.listeners.map(({ port, tls }) => [port, tls])).toEqual([
      [8080, false],
      [8443, true],
    ]);
    expect(all.limits.map(({ kind, seconds }) => [kind, seconds.value, seconds.at?.line])).toEqual([
      ["total", "60", 4],
      ["headers", "30", 28],
    ]);
  });

  test("the dashboard's router is none", () => {
    const lines = ["http:", "  routers:", "    d: { rule: Host(`d`), service: api@internal }"];
    expect(routesOf(...lines)).toEqual([]);
  });
});

describe("refuses", () => {
  const says = (...lines: string[]): string[] =>
    product.refuses([fileOf("r.yml", ...lines)]).map((one) => `${one.line} ${one.says}`);

  test.for([
    ["nothing of what it can measure", ROUTES, []],
    ["a template", [...ROUTES, "# {{ no }}", "#", 'tls: { options: { a: "{{ env `X` }}" } }'], ["31 is a template"]],
    [
      "a service of another provider",
      ROUTES.map((line) => line.replace("service: app", "service: app@docker")),
      ["7 goes to app@docker, which is not given", "11 goes to app@docker, which is not given"],
    ],
    [
      "a plugin, once",
      ROUTES.map((line) => line.replace("compress: {}", "plugin: { geoblock: {} }")),
      ["17 is a plugin, which would have to be fetched"],
    ],
    ["TOML", ["[http.routers]"], ["null is TOML, which the lab does not read"]],
    ["a static file alone", STATIC, ["null has no routers: they stand in another file, or in labels"]],
  ] as const)("%s", ([, lines, told]) => {
    expect(says(...lines)).toEqual(told);
  });
});

describe("place", () => {
  test("a file of routes gets a static file, and that is told", () => {
    const placed = product.place([fileOf("routes.yml", ...ROUTES)]);
    expect(placed.files["/etc/traefik/routes/routes.yml"]).toContain("PathPrefix");
    expect(placed.files["/etc/traefik/lab.traefik.yaml"]).toBe(
      'entryPoints:\n  websecure: { address: ":443" }\n  web: { address: ":80" }\n' +
        "providers:\n  file: { directory: /etc/traefik/routes }\n",
    );
    expect(placed.assumed).toHaveLength(1);
    expect(placed.start).toEqual(["traefik", "--configFile=/etc/traefik/lab.traefik.yaml"]);
  });

  test("a static file names where the routes are", () => {
    const placed = product.place([fileOf("a/traefik.yml", ...STATIC), fileOf("b/dynamic.yml", ...ROUTES)]);
    expect(Object.keys(placed.files)).toEqual(
      expect.arrayContaining(["/etc/traefik/traefik.yml", "/etc/traefik/dynamic.yml"]),
    );
    expect(placed).toMatchObject({ assumed: [], start: ["traefik", "--configFile=/etc/traefik/traefik.yml"] });
  });

  test("its check asks for the certificates that it names: Traefik's own words leave the path out", () => {
    const tls = ["tls: { certificates: [ { certFile: /c/a.pem, keyFile: /c/a.key } ] }"];
    expect(product.place([fileOf("r.yml", ...ROUTES, ...tls)]).check.at(-1)).toContain("/c/a.key");
  });
});

test.for([
  ["no such file: /c/a.pem", { kind: "pem", path: "/c/a.pem" }],
  [`2026-11-26T06:18:45Z ERR error="middleware \\"m@file\\" does not exist" routerName=a@file`, { kind: "ask" }],
  ["2026-11-26T06:18:45Z ERR EntryPoint doesn't exist entryPointName=other routerName=a@file", { kind: "ask" }],
  ["2026-11-26T06:18:49Z ERR unsupported function: PathPrefi", null],
] as const)("treats: %s", ([output, expected]) => {
  const rule = product.treatments.find(({ pattern }) => pattern.test(output));
  const treatment = rule?.treat(rule.pattern.exec(output)!) ?? null;
  if (expected === null) expect(treatment).toBeNull();
  else expect(treatment).toMatchObject(expected);
});

test("the sample is its own", () => {
  expect(product.routes([SAMPLES["traefik"]!], null)).toHaveLength(1);
});
