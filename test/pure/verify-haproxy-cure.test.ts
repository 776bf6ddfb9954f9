import { describe, expect, test } from "vitest";
import { product } from "../../layers/haproxy/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import type { Treatment } from "../../src/verify/product.ts";
import { treatmentFor } from "../../src/verify/setup.ts";
import { fileOf } from "./verify-samples.ts";

/** A config that has something of every rule. */
const FAULTY = fileOf(
  "haproxy.cfg",
  ...["global", "\tuser haproxy", "\tchroot /var/lib/haproxy", "defaults", "\tmode http"],
  ...["\ttimeout client 30s", "\ttimeout server 30s", "\tretry-on all-retryable-errors", "\toption http-server-close"],
  ...["frontend web", "\tbind :80", "\thttp-request cache-use c", "\tdefault_backend app"],
  ...["backend app", "\tcompression algo gzip", "\tserver a app:8000"],
);
/** One with nothing to cure. */
const RIGHT = fileOf(
  "haproxy.cfg",
  ...["defaults", "  mode http", "  option http-no-delay", "  option abortonclose"],
  ...["frontend web", "  bind :80", "  default_backend app", "backend app", "  server a app:8000"],
);
const [faulty] = product.routes([FAULTY], null);
const [right] = product.routes([RIGHT], null);

describe("candidates, the likeliest first", () => {
  test.for([
    ["holds", 14, "\toption http-no-delay"],
    ["loses", 13, "\tserver a app:8000"],
    ["cuts", 6, "\ttimeout server 1h"],
    ["replays", 11, "\tdefault_backend app"],
    ["goes-on", 14, "\toption abortonclose"],
    ["repeats", 7, "\toption http-server-close"],
  ] as const)("%s", ([fault, index, line]) => {
    const lines = edited(FAULTY, product.candidates(faulty!, fault).slice(0, 1)).split("\n");
    expect(lines[fault === "loses" ? index + 1 : index]).toBe(line);
    expect(product.candidates(right!, fault)).toEqual([]);
  });

  test("an option that is switched off is switched on where it stands", () => {
    const file = fileOf(
      "h.cfg",
      "listen a",
      "  mode http",
      "  no option http-no-delay",
      "  bind :80",
      "  server a b:1",
    );
    const [route] = product.routes([file], null);
    const edit = { kind: "replace", file: "h.cfg", line: 3, text: "  option http-no-delay" };
    expect(product.candidates(route!, "holds")).toEqual([edit]);
  });
});

test("suspects are the lines that people write for a stream", () => {
  expect(product.suspects(faulty!)).toEqual([6, 9].map((line) => ({ kind: "remove", file: "haproxy.cfg", line })));
  expect(product.suspects(right!)).toEqual([]);
});

test("a limit is scaled on the line that sets it", () => {
  const edit = product.scaled(faulty!, faulty!.limits[0]!, 2);
  expect(edited(FAULTY, [edit!]).split("\n")[6]).toBe("\ttimeout server 2000ms");
  expect(product.scaled(faulty!, { kind: "total", seconds: { value: "1", at: null } }, 2)).toBeNull();
});

test.for(product.rules.map((rule) => [rule.id, rule] as const))(
  "%s is read in what has it, and in nothing else",
  ([, rule]) => {
    expect(rule.reads!(faulty!)?.at.line).toBeGreaterThan(0);
    expect(rule.reads!(right!)).toBeNull();
    expect(product.candidates(faulty!, rule.fault)).not.toEqual([]);
  },
);

describe("treatments, by what `haproxy -c` said (3.0.11)", () => {
  const alert = (text: string): string => `[ALERT]    (43) : config : ${text}`;
  test.for([
    [alert("[/h/a.cfg:12] : 'server be/s1' : could not resolve address 'app'."), { kind: "name", host: "app" }],
    [
      alert(
        "parsing [/h/a.cfg:9] : 'bind :443' in section 'frontend' : unable to stat SSL certificate from file '/c/a.pem' : No such",
      ),
      { kind: "pem", path: "/c/a.pem" },
    ],
    [
      alert(
        "parsing [/h/a.cfg:9] : 'bind :443' : unable to stat SSL certificate from file '/c/' : No such file or directory.",
      ),
      { kind: "pem", path: "/c/lab.pem" },
    ],
    [
      alert("'server be/s1' : Couldn't open the ca-file '/etc/ssl/ca.pem' (No such file or directory)."),
      { kind: "pem", path: "/etc/ssl/ca.pem" },
    ],
    [
      alert("parsing [/h/dh.cfg:2] : 'ssl-dh-param-file': unable to load DH parameters from file </e/dh.pem>."),
      { kind: "dhparam", path: "/e/dh.pem" },
    ],
    [
      alert(
        "parsing [/h/a.cfg:10] : error detected while parsing ACL 'bad' : failed to open pattern file </e/bad.lst>.",
      ),
      { kind: "empty-file", path: "/e/bad.lst" },
    ],
    [
      alert("parsing [/h/a.cfg:8] : errorfile : error opening file '/usr/local/etc/haproxy/errors/503.http'."),
      { kind: "empty-file", path: "/usr/local/etc/haproxy/errors/503.http" },
    ],
    [
      alert("parsing [t.cfg:9] : http-error : error opening file '/e/400.http'"),
      { kind: "empty-file", path: "/e/400.http" },
    ],
    [
      alert("parsing [/h/a.cfg:7] : 'bind' : invalid address: 'app.internal' in 'app.internal:8080'"),
      { kind: "name", host: "app.internal" },
    ],
    [
      alert(
        "Binding [/h/a.cfg:6] for frontend GLOBAL: protocol unix_stream: cannot bind UNIX socket (No such file or directory) [/x/y/a.sock].",
      ),
      { kind: "folder", path: "/x/y" },
    ],
    [alert("parsing [/h/u.cfg:2] : cannot find user id for 'www' (0:Success)"), { kind: "user", user: "www" }],
    [alert("parsing [/h/u.cfg:2] : cannot find group id for 'www' (0:Success)"), { kind: "user", user: "www" }],
  ] as const)("%s", ([message, treatment]) => {
    expect(treated(message)).toEqual(treatment);
  });

  test.for([
    "Proxy 'fe': no SSL certificate specified for bind ':443' at [/h/certempty.cfg:9] (use 'crt').",
    "Parsing [/h/map.cfg:10]: failed to parse use_backend rule 'x' : invalid args in converter 'map' : failed to open pattern file </etc/haproxy/hosts.map>.",
    "parsing [/h/a.cfg:9] : 'bind :443' in section 'frontend' : 'crt-list' : cannot open file '/etc/crt.txt' : No such file",
    "parsing [/h/a.cfg:2] : error in Lua file '/e/x.lua': cannot open /e/x.lua: No such file or directory",
    "parsing [/h/a.cfg:10] : 'filter' : 'Could not open configuration file /e/coraza.cfg : No such file or directory'",
  ])("asked for: %s", (message) => {
    expect(treated(alert(message))).toMatchObject({ kind: "ask" });
  });

  test.for([
    "parsing [/h/a.cfg:10] : unknown option 'http-nodelay'; did you mean 'http-no-delay' maybe ?",
    "Proxy 'fe': unable to find required default_backend: 'nope'.",
    "parsing [/h/a.cfg:10] : The 'reqadd' directive is not supported anymore since HAProxy 2.1.",
  ])("the product's own refusal: %s", (message) => {
    expect(treated(alert(message))).toBeNull();
  });

  const treated = (message: string): Treatment | null => treatmentFor(message, product.treatments);
});

describe("place", () => {
  const placed = product.place([FAULTY]);

  test("takes out what needs rights, keeps the lines' numbers, and tells it", () => {
    const lines = placed.files["/etc/haproxy/haproxy.cfg"]!.split("\n");
    expect(lines.slice(1, 4)).toEqual([
      "# taken out: user haproxy",
      "# taken out: chroot /var/lib/haproxy",
      "defaults",
    ]);
    expect(placed.assumed).toHaveLength(2);
    expect(product.place([RIGHT]).assumed).toEqual([]);
  });

  test("adds the line feed without which HAProxy refuses the last line", () => {
    expect(product.place([{ name: "a.cfg", text: "listen a" }]).files["/etc/haproxy/a.cfg"]).toBe("listen a\n");
  });

  test("reads several files in their order", () => {
    const { check } = product.place([{ ...FAULTY, name: "conf.d/1.cfg" }, RIGHT]);
    expect(check.slice(2)).toEqual(["-f", "/etc/haproxy/1.cfg", "-f", "/etc/haproxy/haproxy.cfg"]);
  });

  test("lets it open its sockets", () => {
    const file = fileOf("h.cfg", "global", "  stats socket /var/run/x/admin.sock mode 660");
    expect(product.place([file]).writable).toContain("/var/run/x");
  });
});

describe("refuses", () => {
  const front = ["defaults", "  mode http", "frontend f", "  default_backend b"];
  test.for([
    ["no frontend", ["backend b", "  server a b:1"], "no frontend"],
    ["mode tcp", ["frontend f", "  bind :80"], "mode tcp"],
    ["the PROXY protocol", [...front, "  bind :80 accept-proxy"], "PROXY"],
    ["client certificates", [...front, "  bind :443 ssl crt /a.pem ca-file /b verify required"], "client certificate"],
  ] as const)("%s", ([, lines, says]) => {
    expect(
      product
        .refuses([fileOf("a.cfg", ...lines)])
        .map((refusal) => refusal.says)
        .join(),
    ).toContain(says);
  });

  test("nothing of what can be measured", () => {
    expect([...product.refuses([FAULTY]), ...product.refuses([RIGHT])]).toEqual([]);
  });
});

test("variables: a timeout decides, a name does not; what the file sets is known", () => {
  const file = fileOf(
    "a.cfg",
    ...[
      "global",
      "  setenv KNOWN 1",
      '  maxconn "${HAPROXY_MAXCONN}"',
      "  log-format $HAPROXY_HTTP_LOG_FMT",
      "defaults",
      '  timeout server "${SERVER_TIMEOUT-50s}"',
    ],
    ...["listen a", "  bind :$PORT", '  server a "${HOST}:80" id "$KNOWN"', "  acl x path_reg \\.css$"],
  );
  expect(product.variables(file)).toEqual([
    { name: "HAPROXY_MAXCONN", line: 3, decides: false, fallback: null, invented: "2000" },
    { name: "SERVER_TIMEOUT", line: 6, decides: true, fallback: "50s" },
    { name: "PORT", line: 8, decides: false, fallback: null, invented: "8080" },
    { name: "HOST", line: 9, decides: false, fallback: null },
  ]);
});
