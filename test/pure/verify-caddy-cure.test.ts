import { describe, expect, test } from "vitest";
import { product } from "../../layers/caddy/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import type { Fault, OwnFile } from "../../src/verify/product.ts";
import type { Route } from "../../src/verify/route.ts";
import { treatmentFor } from "../../src/verify/setup.ts";
import { fileOf } from "./verify-samples.ts";

/** A config that has something of every rule. */
const FAULTY = fileOf(
  "Caddyfile",
  ...["{", "\tservers {", "\t\ttimeouts {", "\t\t\twrite 30s", "\t\t\tread_body 5s", "\t\t}", "\t}", "}"],
  ...[
    ":8080 {",
    "\tencode gzip",
    "\theader X-Accel-Buffering no",
    "\treverse_proxy app:8000 {",
    "\t\tresponse_buffers 4KiB",
  ],
  ...[
    "\t\tflush_interval -1",
    "\t\tlb_retries 2",
    "\t\ttransport http {",
    "\t\t\tread_timeout 60s",
    "\t\t}",
    "\t}",
    "}",
  ],
);
/** One with nothing to cure. */
const RIGHT = fileOf(
  "Caddyfile",
  ...[":8080 {", "\treverse_proxy app:8000 {", "\t\ttransport http {", "\t\t\tcompression off", "\t\t}", "\t}", "}"],
);
const PLAIN = fileOf("Caddyfile", "app.example.com {", "    reverse_proxy app:8000 # the app", "}");
const routeOf = (file: OwnFile): Route => product.routes([file], null)[0]!;

/** The file after one of the candidates, by its number. */
function cured(file: OwnFile, fault: Fault, number = 0): string[] {
  return edited(file, [product.candidates(routeOf(file), fault)[number]!]).split("\n");
}

describe("candidates, the likeliest first", () => {
  test.for([
    ["holds", "\t\tresponse_buffers 4KiB"],
    ["loses", "\tencode gzip"],
    ["cuts", "\t\t\twrite 30s"],
    ["goes-on", "\t\tflush_interval -1"],
    ["repeats", "\t\tlb_retries 2"],
  ] as const)("%s", ([fault, line]) => {
    expect(FAULTY.text.split("\n")).toContain(line);
    expect(cured(FAULTY, fault)).not.toContain(line);
  });

  test("a proxy without braces gets them", () => {
    expect(cured(PLAIN, "holds")).toEqual([
      "app.example.com {",
      "    reverse_proxy app:8000 {",
      "        flush_interval -1",
      "    }",
      "}",
      "",
    ]);
    expect(cured(PLAIN, "holds", 1).slice(2, 5)).toEqual([
      "        transport http {",
      "            compression off",
      "        }",
    ]);
  });

  test("an encode with braces is told what it may compress", () => {
    const file = fileOf("c", ":80 {", "\tencode {", "\t\tgzip", "\t}", "\treverse_proxy a:1", "}");
    expect(cured(file, "holds")[2]).toBe("\t\tmatch header Content-Type text/html*");
  });

  test("none for what is right, but to flush at once", () => {
    const faults = ["loses", "cuts", "replays", "goes-on", "repeats"] as const;
    expect(faults.flatMap((fault) => product.candidates(routeOf(RIGHT), fault))).toEqual([]);
    expect(product.candidates(routeOf(RIGHT), "holds")).toHaveLength(1);
  });
});

test("suspects are the lines that people write for a stream", () => {
  expect(product.suspects(routeOf(FAULTY)).map((edit) => edit.kind === "remove" && edit.line)).toEqual([14, 5, 11]);
  expect(product.suspects(routeOf(RIGHT))).toEqual([]);
});

test("a limit is scaled on the line that sets it", () => {
  const route = routeOf(FAULTY);
  const lines = route.limits.map((limit) => edited(FAULTY, [product.scaled(route, limit, 2)!]).split("\n"));
  expect([lines[0]![3], lines[1]![16]]).toEqual(["\t\t\twrite 2s", "\t\t\tread_timeout 2s"]);
});

describe("each rule", () => {
  test.for(product.rules.filter(({ reads }) => reads).map((rule) => [rule.id, rule] as const))(
    "%s is read in what has it, and in nothing else",
    ([, rule]) => {
      expect(rule.reads!(routeOf(FAULTY))?.at.line).toBeGreaterThan(0);
      expect(rule.reads!(routeOf(RIGHT))).toBeNull();
    },
  );

  test("of those that only a run shows, each has its candidate, and none where it is done already", () => {
    const texts = (file: OwnFile) =>
      product
        .candidates(routeOf(file), "holds")
        .map((edit) => (edit.kind === "remove" ? "" : edit.text))
        .join();
    expect(texts(PLAIN)).toMatch(/flush_interval -1.*compression off/s);
    expect(texts(RIGHT)).not.toContain("compression off");
    expect(texts(FAULTY)).not.toContain("flush_interval -1");
  });
});

describe("treatments, by what `caddy validate` said (2.6.2, 2.11.7)", () => {
  const error = (text: string): string => `{"level":"error","ts":1795655057.6509488,"msg":"${text}"}`;
  test.for([
    [
      "provision tls: loading certificates: open /c/a.pem: no such file or directory",
      { kind: "pem", path: "/c/a.pem" },
    ],
    [
      "making TLS client config: failed reading ca cert: open /etc/ca.pem: no such file or directory",
      { kind: "pem", path: "/etc/ca.pem" },
    ],
    [
      "loading client certificate key pair: open /etc/c.pem: no such file or directory",
      { kind: "pem", path: "/etc/c.pem" },
    ],
    [
      "adapting config using caddyfile: parsing caddyfile tokens for 'tls': open /etc/ca.pem: no such file or directory, at c:5",
      { kind: "pem", path: "/etc/ca.pem" },
    ],
    [
      "opening log writer using &logging.FileWriter{}: mkdir /var/log/x: permission denied",
      { kind: "folder", path: "/var/log/x" },
    ],
  ] as const)("%s", ([text, treatment]) => {
    expect(treatmentFor(error(text), product.treatments)).toEqual(treatment);
    expect(treatmentFor(`Error: ${text}`, product.treatments)).toEqual(treatment);
  });

  test.for([
    "adapting config using caddyfile: File to import not found: snippets.caddy, at import:2",
    "adapting config using caddyfile: import2:2 - Error during parsing: File to import not found: nosuch",
    "getting module named 'dns.providers.cloudflare': module not registered: dns.providers.cloudflare, at dnsprov:3",
  ])("asked for: %s", (text) => {
    expect(treatmentFor(error(text), product.treatments)).toMatchObject({ kind: "ask" });
  });

  test.for([
    "adapting config using caddyfile: unknown:2: unrecognized directive: rate_limit",
    "adapting config using caddyfile: env:2: unrecognized global option: reverse_proxy",
    "parsing caddyfile tokens for 'reverse_proxy': unrecognized subdirective flush_intervall, at badsub:3",
  ])("the product's own refusal: %s", (text) => {
    expect(treatmentFor(error(text), product.treatments)).toBeNull();
  });
});

describe("place", () => {
  test("a file without TLS is given as it is", () => {
    const placed = product.place([FAULTY]);
    expect(placed.files).toEqual({ "/etc/caddy/Caddyfile": FAULTY.text });
    expect(placed.assumed).toEqual([]);
  });

  test("a name without options gets a frame, so that no line moves", () => {
    const placed = product.place([PLAIN]);
    expect(placed.files["/etc/caddy/Caddyfile"]).toBe(PLAIN.text);
    expect(placed.ours).toEqual(["/etc/caddy/lab.Caddyfile"]);
    expect(placed.check.at(-1)).toBe("/etc/caddy/lab.Caddyfile");
  });

  test("options about certificates from elsewhere become one of its own, and are told", () => {
    const file = fileOf(
      "Caddyfile",
      "{",
      "\temail a@b.c",
      "\tacme_dns cloudflare x",
      "}",
      "a.com {",
      "\ttls {",
      "\t\tdns cloudflare y",
      "\t}",
      "\treverse_proxy a:1",
      "}",
    );
    const placed = product.place([file]);
    const lines = placed.files["/etc/caddy/Caddyfile"]!.split("\n");
    expect([lines[1], lines[2], lines[6]]).toEqual([
      "\tlocal_certs",
      "\t# acme_dns cloudflare x",
      "\t\tissuer internal",
    ]);
    expect(lines).toHaveLength(file.text.split("\n").length);
    expect(placed.assumed).toHaveLength(3);
  });

  test("a mail address for certificates becomes `tls internal`; files of one's own stay", () => {
    const text = (tls: string) =>
      product.place([fileOf("c", "a.com {", `\t${tls}`, "\treverse_proxy a:1", "}")]).files["/etc/caddy/Caddyfile"]!;
    expect(text("tls me@example.com")).toContain("\ttls internal\n");
    expect(text("tls /a.pem /a.key")).toContain("\ttls /a.pem /a.key\n");
  });

  test("other files keep their names, and logs can be written", () => {
    const file = fileOf("Caddyfile", "import sites/*", ":80 {", "log {", "output file /data/logs/a.log", "}", "}");
    const placed = product.place([file, fileOf("sites/a.caddy", "# none")]);
    expect(Object.keys(placed.files)).toContain("/etc/caddy/sites/a.caddy");
    expect(placed.writable).toContain("/data/logs");
  });
});

describe("refuses", () => {
  test.for([
    [
      "client certificates",
      ["a.com {", "tls {", "client_auth {", "mode require", "}", "}", "reverse_proxy a:1", "}"],
      "client certificate",
    ],
    ["Caddy 1", ["a.com {", "proxy / localhost:9000 {", "transparent", "}", "}"], "Caddy 1"],
    [
      "the PROXY protocol",
      ["{", "servers {", "listener_wrappers {", "proxy_protocol", "}", "}", "}", ":80 {", "}"],
      "PROXY",
    ],
  ] as const)("%s", ([, lines, says]) => {
    expect(
      product
        .refuses([fileOf("Caddyfile", ...lines)])
        .map((one) => one.says)
        .join(),
    ).toContain(says);
  });

  test("once for a snippet that many import, and nothing of what can be measured", () => {
    const tls = ["(tls) {", "tls {", "client_auth {", "}", "}", "}"];
    const sites = ["a.com {", "import tls", "}", "b.com {", "import tls", "}"];
    expect(product.refuses([fileOf("c", ...tls, ...sites)])).toHaveLength(1);
    expect([...product.refuses([FAULTY]), ...product.refuses([PLAIN])]).toEqual([]);
  });
});

test("variables: a timeout decides, a name does not; what is read while it runs is none", () => {
  const file = fileOf(
    "c",
    "{$DOMAIN:localhost} {",
    "reverse_proxy app:{$APP_PORT} {",
    "transport http {",
    "read_timeout {$READ}",
    "}",
    "}",
    "# {$NOT}",
    "log {env.X}",
    "}",
  );
  expect(product.variables(file)).toEqual([
    { name: "DOMAIN", line: 1, decides: false, fallback: "localhost", invented: "domain" },
    { name: "APP_PORT", line: 2, decides: false, fallback: null, invented: "8080" },
    { name: "READ", line: 4, decides: true, fallback: null },
  ]);
});

test("variables: what is invented loads", () => {
  const file = fileOf(
    "c",
    "{",
    "email {$ACME_MAIL}",
    "{$ACME_DNS}",
    "}",
    "{$WEB_HOST} {",
    "request_body { max_size {$LIMIT} }",
    "{$EXTRA}",
    "}",
    "{$API_HOST} {",
    "}",
  );
  const found = product.variables(file).map(({ name, invented }) => [name, invented]);
  expect(found).toEqual([
    ["ACME_MAIL", "acme-mail@example.com"],
    ["ACME_DNS", ""], // an option that is left out
    ["WEB_HOST", "web-host"], // two sites of one name would not load
    ["LIMIT", "100MB"],
    ["EXTRA", undefined], // may be any line: it is asked for
    ["API_HOST", "api-host"],
  ]);
});
