import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL } from "../../src/stack/labels.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { startCli } from "../cli.ts";

const dir = mkdtempSync(join(tmpdir(), "lab-verify-"));
afterAll(() => rmSync(dir, { recursive: true }));

const config = (...lines: readonly string[]): string => `events {}
http {
  server {
    listen 80;
    server_name chat.example.com;
    location /api/ {
      proxy_pass http://app:3000;
${lines.map((line) => `      ${line}\n`).join("")}    }
  }
}
`;

interface Ran {
  readonly code: number | null;
  readonly document: VerifyDocument;
  readonly stderr: string;
}

/** Verifies a text as nginx.conf. */
async function verified(text: string, ...flags: readonly string[]): Promise<Ran> {
  return verifiedAs("nginx.conf", text, ...flags);
}

/** Verifies a text under a file name, and looks that nothing is left of it. */
async function verifiedAs(name: string, text: string, ...flags: readonly string[]): Promise<Ran> {
  const file = join(dir, name);
  writeFileSync(file, text);
  const { process: child, ended } = startCli(["verify", file, "--json", ...flags]);
  const { code, stdout, stderr } = await ended;
  const owned = { label: [OWNER_LABEL] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters: owned }),
    docker.listNetworks({ filters: owned }),
  ]);
  const left = [...containers, ...networks].filter(
    ({ Labels }) => Labels?.[OWNER_LABEL]?.split("/")[1] === String(child.pid),
  );
  expect(left).toEqual([]);
  return { code, document: JSON.parse(stdout) as VerifyDocument, stderr };
}

test("a broken nginx.conf: it holds, the line is named, and the cure is found and measured", async () => {
  const broken = config("proxy_http_version 1.1;", "proxy_cache off;");
  const fixed = join(dir, "fixed.conf");
  const { code, document } = await verified(broken, "--quick", "--fix", fixed);
  expect({ code, loads: document.loads, assumed: document.assumed }).toEqual({
    ...{ code: 1, loads: true, assumed: ["app: the lab's origin"] },
  });
  const [location] = document.locations;
  expect(location).toMatchObject({ verdict: "holds", location: "location /api/", line: 6, server: "chat.example.com" });
  expect(location!.holds).toContainEqual({
    ...{ origin: "closes", reader: "HTTP/1.1", encoding: null, toTheEnd: false, eachMs: null },
    ...{ contentType: "text/event-stream", listen: "80", eventBytes: 0, codedBy: null, codedAt: null },
    bytes: expect.closeTo(4_096, -3) as number,
  });
  const [finding] = location!.findings;
  expect(finding).toMatchObject({ rule: "nginx/holds", level: "error", line: 7 });
  expect(finding!.cures.map(({ text }) => text)).toEqual([
    "+ proxy_buffering off;   after line 6",
    "X-Accel-Buffering: no   from your app",
  ]);
  expect(location!.noEffect.map(({ line }) => line)).toEqual([8, 9]);
  expect(readFileSync(fixed, "utf8")).toBe(broken.replace("/api/ {\n", "/api/ {\n      proxy_buffering off;\n"));
});

test("the right one streams; the line that limits a silence is named, and seen", async () => {
  const { code, document } = await verified(
    config("proxy_buffering off;", "proxy_read_timeout 300s;", "proxy_http_version 1.1;"),
  );
  expect(code).toBe(0);
  expect(document.locations).toMatchObject([
    { verdict: "streams", findings: [], limits: [{ kind: "headers" }, { kind: "idle" }] },
  ]);
  expect(document.locations[0]!.limits[1]).toEqual({
    ...{ kind: "idle", seconds: 300, line: 9, proof: "scaled" },
    file: join(dir, "nginx.conf"),
  });
});

test("an upstream at the proxy's own port is measured too", async () => {
  const { code, document } = await verified(config("proxy_buffering off;").replace("app:3000", "app"), "--quick");
  expect({ code, verdict: document.locations[0]?.verdict }).toEqual({ code: 0, verdict: "streams" });
});

test("one that does not load is no result, in its own words and at its own line", async () => {
  const { code, document } = await verified(config("proxy_bufering off;"));
  expect(code).toBe(2);
  expect(document).toMatchObject({ loads: false, locations: [], refused: [{ line: 8 }] });
  expect(document.refused[0]!.message).toContain('unknown directive "proxy_bufering"');
});

/** A product's config, with a line that holds or without it. */
interface Sample {
  readonly name: string;
  readonly text: (...lines: readonly string[]) => string;
  /** The lines of the broken one; the right one has `right`. */
  readonly broken: readonly string[];
  readonly right: readonly string[];
  /** What is seen of the broken one. */
  readonly hold: object;
  readonly rule: string;
  readonly line: number;
  readonly cure: string;
  /** Rules that speak of the right one, too. */
  readonly remarks: readonly string[];
}

const SAMPLES: readonly Sample[] = [
  {
    name: "haproxy.cfg",
    text: (...lines) => `defaults
    mode http
    timeout connect 5s
    timeout client 1m
    timeout server 5m

frontend web
    bind :80
    default_backend app

backend app
${lines.map((line) => `    ${line}\n`).join("")}    server app1 app:3000
`,
    broken: [],
    right: ["option http-no-delay"],
    // TCP_CORK lets go after 200 ms: each token comes by itself, and late
    hold: { bytes: null, toTheEnd: false, eachMs: expect.closeTo(205, -2) as number },
    ...{ rule: "haproxy/holds", line: 11, cure: "+ option http-no-delay   after line 11", remarks: [] },
  },
  {
    name: "Caddyfile",
    text: (...lines) => `:80 {
\treverse_proxy app:3000 {
${lines.map((line) => `\t\t${line}\n`).join("")}\t}
}
`,
    broken: ["buffer_responses", "header_up X-Accel-Buffering no"],
    right: ["header_up X-Accel-Buffering no"],
    hold: { bytes: null, toTheEnd: true, eachMs: null },
    // 2.6.2 gives an answer that the app broke off a proper end (experiment caddy-truncation)
    ...{ rule: "caddy/response-buffers", line: 3, cure: "without line 3", remarks: ["caddy/hides"] },
  },
  {
    name: "routes.yaml",
    text: (...lines) => `http:
  routers:
    app:
      rule: PathPrefix(\`/\`)
      service: app
${lines.map((line) => `      ${line}\n`).join("")}  middlewares:
    limited: { buffering: { maxRequestBodyBytes: 10485760 } }
  services:
    app:
      loadBalancer:
        servers: [{ url: http://app:3000 }]
`,
    broken: ["middlewares: [limited]"],
    right: [],
    hold: { bytes: null, toTheEnd: true, eachMs: null },
    ...{ rule: "traefik/buffering", line: 6, cure: "middlewares: []   in place of line 6", remarks: [] },
  },
  {
    name: "envoy.yaml",
    text: (...lines) => `static_resources:
  listeners:
    - address: { socket_address: { address: 0.0.0.0, port_value: 8080 } }
      filter_chains:
        - filters:
            - name: http
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: http
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                        - match: { prefix: / }
                          route: { cluster: app, timeout: 0s }
                http_filters:
                  - name: lua
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      default_source_code:
                        inline_string: |
                          function envoy_on_response(handle)
${lines.map((line) => `                            ${line}\n`).join("")}                          end
                  - name: router
                    typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }
  clusters:
    - name: app
      type: STRICT_DNS
      connect_timeout: 5s
      load_assignment:
        cluster_name: app
        endpoints:
          - lb_endpoints:
              - endpoint: { address: { socket_address: { address: app, port_value: 3000 } } }
`,
    broken: ["handle:logInfo(handle:body():length())"],
    right: ['handle:headers():add("x-seen", "1")'],
    hold: { bytes: null, toTheEnd: true, eachMs: null },
    ...{ rule: "envoy/lua-body", line: 24, cure: "+ disabled: true   after line 18", remarks: [] },
  },
  {
    name: "default.vcl",
    text: (...lines) => `vcl 4.1;

backend default {
    .host = "app";
    .port = "3000";
}

sub vcl_backend_response {
    if (beresp.http.Content-Type ~ "text") {
${lines.map((line) => `        ${line}\n`).join("")}    }
}
`,
    broken: ["set beresp.do_esi = true;"],
    right: ["set beresp.grace = 1h;"],
    hold: { bytes: null, toTheEnd: true, eachMs: null },
    ...{ rule: "varnish/do-esi", line: 10, cure: 'if (beresp.http.Content-Type ~ "text/html") {   in place of line 9' },
    remarks: [],
  },
  {
    name: "apache-site.conf",
    text: (...lines) => `<VirtualHost *:80>
    ServerName chat.example.com
    SecRuleEngine DetectionOnly
${lines.map((line) => `    ${line}\n`).join("")}    ProxyPass / http://app:3000/
</VirtualHost>
`,
    // mod_security collects an answer of these types whole, even where it only looks
    broken: ["SecResponseBodyAccess On", "SecResponseBodyMimeType text/plain text/event-stream"],
    right: ["SecResponseBodyAccess Off"],
    hold: { bytes: null, toTheEnd: true, eachMs: null },
    ...{ rule: "apache/inspects", line: 4, cure: "SecResponseBodyAccess Off   in place of line 4", remarks: [] },
  },
];

test.for(SAMPLES)("a broken $name: what it holds, its line, and the measured cure", async (sample) => {
  const { code, document } = await verifiedAs(sample.name, sample.text(...sample.broken), "--quick");
  expect({ code, loads: document.loads }).toEqual({ code: 1, loads: true });
  const [location] = document.locations;
  expect(location).toMatchObject({ verdict: "holds" });
  expect(location!.holds).toContainEqual(
    expect.objectContaining({ reader: "HTTP/1.1", encoding: null, ...sample.hold }),
  );
  const finding = location!.findings.find(({ rule }) => rule === sample.rule);
  expect(finding).toMatchObject({ rule: sample.rule, level: "error", line: sample.line });
  expect(finding!.cures.map(({ text }) => text)).toContain(sample.cure);
});

test.for(SAMPLES)("a right $name streams", async (sample) => {
  const { code, document } = await verifiedAs(sample.name, sample.text(...sample.right), "--quick");
  const [location] = document.locations;
  const remarks = location?.findings.map(({ rule }) => rule);
  expect({ code, verdict: location?.verdict, remarks }).toEqual({
    ...{ code: 0, verdict: "streams", remarks: sample.remarks },
  });
});

test("asked with HTTP/1.0, nginx hides that the app broke off; asked with HTTP/1.1 it does not", async () => {
  const { code, document } = await verified(config("proxy_buffering off;"), "--quick");
  const [location] = document.locations;
  expect({ code, verdict: location?.verdict }).toEqual({ code: 0, verdict: "streams" });
  expect(location!.findings).toMatchObject([
    { rule: "nginx/hides", level: "warning", cures: [{ text: "+ proxy_http_version 1.1;   after line 6" }] },
  ]);
});

test("of many readers at once some are refused: the worker's connections are named", async () => {
  const few = config("proxy_buffering off;", "proxy_http_version 1.1;").replace(
    "events {}",
    "events { worker_connections 16; }",
  );
  const { document } = await verified(few, "--quick");
  expect(document.locations[0]!.findings).toMatchObject([
    {
      rule: "nginx/refuses",
      experiment: "nginx-worker-connections",
      level: "warning",
      line: 1,
      seen: expect.stringMatching(/^of 20 readers at once \d+ were/),
    },
  ]);
});
