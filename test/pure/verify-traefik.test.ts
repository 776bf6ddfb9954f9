import { describe, expect, test } from "vitest";
import { product } from "../../layers/traefik/verify/index.ts";
import { takes } from "../../layers/traefik/verify/rule.ts";
import type { Route } from "../../src/verify/route.ts";
import { fillTemplate } from "../../src/verify/template.ts";
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
    ["another's resource", "apiVersion: networking.k8s.io/v1\nkind: Ingress\nhttp:\n  routers: {}\n"],
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

test("a template is known as Traefik's, though it is no YAML, and nothing of it is read", () => {
  const file = fileOf(
    "r.yml",
    "{{ $tls := true }}",
    "http:",
    "  routers:",
    "    a:",
    "      {{ if $tls }}tls: {}{{ end }}",
  );
  expect(product.detect(file)).toBe(1);
  expect(product.refuses([file]).map(({ line }) => line)).toEqual([1]);
  expect(product.routes([file], null)).toEqual([]);
});

test("a template of names alone is filled in, and is none then", () => {
  const file = fileOf("r.yml", ...ROUTES.map((line) => line.replace("chat.example.com", '{{ env "HOST" }}')));
  const { file: filled } = fillTemplate(file, product.variables(file), { HOST: "a.test" });
  expect(product.detect(file)).toBe(1);
  expect(product.refuses([filled])).toEqual([]);
  expect(product.routes([filled], null)[0]!.host).toBe("a.test");
});

describe("variables", () => {
  test.for([
    ["rule: Host(`api.${DOMAIN}`)", { decides: false, invented: "lab-origin", fallback: null }],
    ["rule: Host(`${DOMAIN:-localhost}`)", { decides: false, fallback: "localhost" }],
    ['- url: "http://${DOMAIN}:8000"', { decides: false, invented: "lab-origin" }],
    ['- url: "http://app:${DOMAIN}"', { decides: false, invented: "8080" }],
    ["- url: ${DOMAIN}", { decides: false, invented: "http://lab-origin:8080" }],
    ["servers: [{ url: http://${DOMAIN} }]", { decides: false, invented: "lab-origin" }],
    ['rule: Host(`ai.{{ env "DOMAIN" }}`)', { decides: false, invented: "lab-origin", fallback: null }],
    ["rule: Host(`x`) && {{env `DOMAIN`}}", { decides: false, fallback: null }],
    ['average: {{ env "DOMAIN" | default "20" }}', { decides: true, fallback: "20" }],
    ["writeTimeout: ${DOMAIN}", { decides: true, fallback: null }],
    ["compress: { minResponseBodyBytes: ${DOMAIN} }", { decides: true }],
  ] as const)("%s", ([line, expected]) => {
    expect(product.variables(fileOf("r.yml", "x:", `  ${line}`))).toMatchObject([
      { name: "DOMAIN", line: 2, ...expected },
    ]);
  });

  test("an item has its list's key, what a regex has found is no variable, and one use that decides is enough", () => {
    const lines = [
      "sourceRange:",
      "  - ${A}",
      "replacement: x/${1}",
      "users:",
      "  - '${B}'",
      "average: ${A}",
      "# ${C}",
    ];
    expect(product.variables(fileOf("r.yml", ...lines))).toMatchObject([
      { name: "A", line: 2, decides: true },
      { name: "B", line: 5, decides: false, invented: "lab:lab" },
    ]);
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

  test("one that shares a host with a heavier one is asked by another of its ways", () => {
    const both = (name: string, prefix: string) =>
      `    ${name}: { rule: "Host(\`localhost\`) || PathPrefix(\`${prefix}\`)", service: app }`;
    const lines = ["http:", "  routers:", both("a", "/n"), both("b", "/long"), ...ROUTES.slice(19)];
    expect(routesOf(...lines).map(({ host, example }) => [host, example])).toEqual([
      [null, "/n"],
      ["localhost", "/v1/chat/completions"],
    ]);
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

  test.for([
    ["all readers together", "{ amount: 5 }", true],
    ["each by a header", "{ amount: 5, sourceCriterion: { requestHeaderName: user } }", undefined],
  ] as const)("inFlightReq counts %s", ([, options, everybody]) => {
    const lines = ROUTES.map((line) => line.replace("rateLimit: { average: 10 }", `inFlightReq: ${options}`));
    expect(routesOf(...lines)[0]!.guards[0]?.everybody).toBe(everybody);
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

  test("an entry point that sends everybody to another one is not asked, unless there is no other", () => {
    const away = "http: { redirections: { entryPoint: { to: websecure } } }";
    const statics = fileOf("traefik.yml", ...STATIC.map((line) => line.replace(/^    transport.*/, `    ${away}`)));
    const [, all] = product.routes([statics, fileOf("dynamic.yml", ...ROUTES)], null) as [Route, Route];
    expect(all.listeners.map(({ port }) => port)).toEqual([8443]);
    const only = ROUTES.map((line) => line.replace("[websecure]", "[web]"));
    const [web] = product.routes([statics, fileOf("dynamic.yml", ...only)], null) as [Route, Route];
    expect(web.listeners.map(({ port }) => port)).toEqual([8080]);
  });

  test("keys are taken in any case, as Traefik takes them, and names as they are", () => {
    const lower = (lines: readonly string[]) =>
      lines.map((line) => line.replace(/^( *)(\w+):/, (all) => all.toLowerCase()));
    const swapped = ROUTES.map((line) => line.replace("compress", "Compress").replace("rateLimit", "ratelimit"));
    const files = [fileOf("traefik.yml", ...lower(STATIC)), fileOf("dynamic.yml", ...lower(swapped))];
    const [secure] = product.routes(files, null) as [Route];
    expect(secure).toMatchObject({ listeners: [{ port: 8443 }], compresses: true, guards: [{ kind: "rate" }] });
    expect(product.detect(files[0]!)).toBe(1);
  });

  test("the dashboard's router is none", () => {
    const lines = ["http:", "  routers:", "    d: { rule: Host(`d`), service: api@internal }"];
    expect(routesOf(...lines)).toEqual([]);
  });
});

/** Options of TLS by a name, where the router names `mtls`. */
const mutual = (name: string, type = "RequireAndVerifyClientCert"): string[] => [
  ...ROUTES.map((line) => line.replace("tls: {}", "tls: { options: mtls@file }")),
  ...["tls:", "  options:", `    ${name}:`, "      clientAuth:", `        clientAuthType: ${type}`],
];

describe("refuses", () => {
  const says = (...lines: string[]): string[] =>
    product.refuses([fileOf("r.yml", ...lines)]).map((one) => `${one.line} ${one.says}`);

  test.for([
    ["nothing of what it can measure", ROUTES, []],
    [
      "a template",
      [...ROUTES, "# {{ no }}", "#", 'tls: { options: { a: "{{ env `X` }}" } }'],
      ["31 is a template, which Traefik works out when it reads the file"],
    ],
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
    ["a client certificate that a router's options ask for", mutual("mtls"), ["33 asks for a client certificate"]],
    ["one that the default asks for", mutual("default"), ["33 asks for a client certificate"]],
    ["none that nobody asks for", mutual("other"), []],
    ["none that may be left out", mutual("mtls", "VerifyClientCertIfGiven"), []],
    ["TOML", ["[http.routers]"], ["null is TOML, which the lab does not read"]],
    ["a static file alone", STATIC, ["null has no routers: they stand in another file, or in labels"]],
  ] as const)("%s", ([, lines, told]) => {
    expect(says(...lines)).toEqual(told);
  });
});

const LABELS = [
  "services:",
  "  app:",
  "    labels:",
  "      # traefik.http.routers.no.rule: x",
  '      - "traefik.http.routers.app.rule=PathPrefix(`/`)"',
];
const RESOURCE = ["apiVersion: v1", "kind: Service", "---", "apiVersion: traefik.io/v1alpha1", "kind: IngressRoute"];

test("a resource of Traefik's is known, to be refused by its name and line", () => {
  const file = fileOf("x.yaml", ...RESOURCE);
  expect(product.detect(file)).toBe(1);
  expect(product.refuses([file])).toMatchObject([
    { line: 4, says: "is a resource of Kubernetes (IngressRoute), which only a cluster gives Traefik" },
  ]);
  expect(product.routes([file], null)).toEqual([]);
  expect(Object.values(product.place([file]).files)).not.toContain(file.text);
});

test("labels of containers are refused by their first line", () => {
  expect(product.refuses([fileOf("compose.yaml", ...LABELS)])).toMatchObject([
    { line: 5, says: "has its routes in labels of containers, which only a Docker socket gives Traefik" },
  ]);
});

describe("place", () => {
  test("a file of routes gets a static file, and that is told", () => {
    const placed = product.place([fileOf("routes.yml", ...ROUTES)]);
    expect(placed.files["/etc/traefik/routes/routes.yml"]).toContain("PathPrefix");
    expect(placed.files["/etc/traefik-lab/traefik.yaml"]).toBe(
      'entryPoints:\n  lab-ready: { address: "127.0.0.1:65080" }\n  "websecure": { address: ":443" }\n' +
        '  "web": { address: ":80" }\nping: { entryPoint: lab-ready, manualRouting: true }\n' +
        'providers:\n  file: { directory: "/etc/traefik/routes" }\n',
    );
    expect(placed.assumed![0]).toBe(
      "a static file with entry points websecure at :443, web at :80, and nothing else: yours was not given",
    );
    expect(placed.start).toEqual(["traefik", "--configFile=/etc/traefik-lab/traefik.yaml"]);
  });

  test("the person's static file stands as it is beside the one that runs, so that what is said of it is theirs", () => {
    const own = fileOf("a/traefik.yml", ...STATIC);
    const placed = product.place([own, fileOf("b/dynamic.yml", ...ROUTES)]);
    expect(placed.files["/etc/traefik/traefik.yml"]).toBe(own.text);
    expect(placed.ours).not.toContain("/etc/traefik/traefik.yml");
  });

  test("a certificate that stands in the file itself is none to ask for, nor does it come into the check's shell", () => {
    const tls = ["tls:", "  certificates:", '    - { certFile: "-----BEGIN; reboot", keyFile: "/c/$(reboot)" }'];
    expect(product.place([fileOf("r.yml", ...ROUTES, ...tls)]).check.at(-1)).not.toContain("reboot");
  });

  test("folders of its logs and accounts are writable, and none over the files that are mounted", () => {
    const paths = ["log: { filePath: /logs/t.log }", "accessLog: { filePath: /a.log }"];
    const acme = "certificatesResolvers: { le: { acme: { storage: /etc/traefik/acme.json } } }";
    const { writable } = product.place([
      fileOf("traefik.yml", ...STATIC, ...paths, acme),
      fileOf("dynamic.yml", ...ROUTES),
    ]);
    expect(writable).toEqual(["/tmp", "/var/log/traefik", "/logs"]);
  });

  test("sniStrict is off where it runs, for no certificate of the lab's has the person's names, and that is told", () => {
    const own = fileOf(
      "a/r.yml",
      ...ROUTES,
      "tls:",
      "  options:",
      "    default:",
      "      sniStrict: true",
      "      x: 1",
    );
    const { files, names, assumed } = product.place([own]);
    expect(files["/etc/traefik/routes/r.yml"]).toBe(own.text.replace("sniStrict: true", "sniStrict: false"));
    expect(names).toEqual({ "/etc/traefik/routes/r.yml": "a/r.yml" });
    expect(assumed!.at(-1)).toBe("sniStrict: false at a/r.yml line 32: no certificate here has your names");
  });

  test("users of basicAuth: the person's file, else one of the lab's with nobody whom they know, and that is told", () => {
    const lines = ROUTES.map((line) =>
      line.replace("rateLimit: { average: 10 }", "basicAuth: { usersFile: /secrets/users }"),
    );
    const routes = fileOf("r.yml", ...lines);
    const bare = product.place([routes]);
    expect(bare.files["/secrets/users"]).toMatch(/^lab:/);
    expect(bare.assumed!.at(-1)).toBe("/secrets/users: a user that nobody is, for yours was not given");
    const given = product.place([routes, { name: "s/users", text: "me:x\n" }]);
    expect(given.files["/secrets/users"]).toBe("me:x\n");
    expect(given.assumed).toHaveLength(2);
  });

  test("forwardAuth's service lets all pass; one that no router asks is none", () => {
    const auth = (name: string) =>
      fileOf("r.yml", ...ROUTES.map((line) => line.replace("limit]", `limit, ${name}]`)), "");
    const defined = (name: string, address: string) => {
      const { text } = auth(name);
      return {
        name: "r.yml",
        text: text.replace("  services:", `    auth: { forwardAuth: { address: ${address} } }\n  services:`),
      };
    };
    const services = (file: { name: string; text: string }) => product.place([file]).services;
    expect(services(defined("auth", "http://authelia:9091/api/verify?rd=x"))).toEqual([
      { host: "authelia", port: 9091, speaks: "http" },
    ]);
    expect(services(defined("auth", "https://sso.example.com/x"))).toEqual([
      { host: "sso.example.com", port: 443, speaks: "http" },
    ]);
    expect(services(defined("other", "http://authelia:9091"))).toEqual([]);
  });

  test("its check asks for the certificates that it names: Traefik's own words leave the path out", () => {
    const tls = ["tls: { certificates: [ { certFile: /c/a.pem, keyFile: /c/a.key } ] }"];
    expect(product.place([fileOf("r.yml", ...ROUTES, ...tls)]).check.at(-1)).toContain("/c/a.key");
  });
});

test.for([
  ["no such file: /c/a.pem", { kind: "pem", path: "/c/a.pem" }],
  ['error="open /c/ca.crt: no such file or directory" routerName=a@file', { kind: "pem", path: "/c/ca.crt" }],
  ['router a: middleware \\"m@file\\" does not exist', { kind: "ask" }],
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
