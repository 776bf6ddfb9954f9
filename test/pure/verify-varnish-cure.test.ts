import { describe, expect, test } from "vitest";
import { product } from "../../layers/varnish/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import { complaint } from "../../src/verify/loop/load.ts";
import type { Fault, OwnFile } from "../../src/verify/product.ts";
import { treatmentFor } from "../../src/verify/setup.ts";
import { fileOf } from "./verify-samples.ts";

/** A VCL that has something of every rule. */
const FAULTY = fileOf(
  "default.vcl",
  ...[
    "vcl 4.1;",
    "backend app {",
    '    .host = "app";',
    "    .between_bytes_timeout = 20s;",
    "    .first_byte_timeout = 30s;",
    "}",
  ],
  ...["sub vcl_recv {", "    set sess.send_timeout = 1m;", "}"],
  ...[
    "sub vcl_backend_response {",
    '    if (beresp.http.Content-Type ~ "text") {',
    "        set beresp.do_esi = true; # pages",
  ],
  ...["        set beresp.do_gzip = true;", "    }", "    set beresp.do_stream = false;", "    set beresp.ttl = 10m;"],
  ...["    return (deliver);", "}", "sub vcl_deliver {", '    set resp.http.X-Accel-Buffering = "no";', "}"],
);
const RIGHT = fileOf(
  "default.vcl",
  ...["vcl 4.1;", 'backend app { .host = "app"; .first_byte_timeout = 10m; .between_bytes_timeout = 10m; }'],
  ...["sub vcl_recv { return (pass); }"],
);
const routeIn = (file: OwnFile) => product.routes([file], null)[0]!;
/** The changed lines of the file with each of the candidates, by itself. */
const curesOf = (file: OwnFile, fault: Fault): string[] =>
  product.candidates(routeIn(file), fault).map((edit) => {
    const before = file.text.split("\n");
    const lines = edited(file, [edit]).split("\n");
    if (lines.length < before.length) return `without ${before.findIndex((line, index) => line !== lines[index]) + 1}`;
    const at = lines.findIndex((line, index) => line !== before[index]);
    return `${at + 1}${lines.length > before.length ? "+" : ""}: ${lines[at]!.trim()}`;
  });

describe("candidates, the likeliest first", () => {
  test.for([
    [
      "holds",
      [
        "15: set beresp.do_stream = true;",
        '11: if (beresp.http.Content-Type ~ "text/html") {',
        '12: if (beresp.http.Content-Type !~ "text/event-stream") { set beresp.do_esi = true; } # pages',
        "without 12",
        "without 13",
      ],
    ],
    ["loses", ["without 12", "without 13"]],
    ["cuts", ["4: .between_bytes_timeout = 1h;", "5: .first_byte_timeout = 1h;", "8: set sess.send_timeout = 1h;"]],
    ["replays", ['11+: if (beresp.http.Content-Type ~ "text/event-stream") { set beresp.uncacheable = true; }']],
    ["refuses", []],
  ] as const)("%s", ([fault, lines]) => {
    expect(curesOf(FAULTY, fault)).toEqual(lines);
  });

  test.for(["holds", "loses", "goes-on", "repeats", "hides"] as const)(
    "none for %s where no line is to blame",
    (fault) => {
      expect(curesOf(RIGHT, fault)).toEqual([]);
    },
  );

  test("what is kept is read to its end, whoever has left", () => {
    expect(curesOf(FAULTY, "goes-on")).toEqual([...curesOf(FAULTY, "holds"), ...curesOf(FAULTY, "replays")]);
  });

  test("what GET alone reaches, and is looked up, is asked for with gzip", () => {
    const recv = 'sub vcl_recv { if (req.method == "POST") { return (synth(405)); } }';
    expect(curesOf(fileOf("a", 'backend a { .host = "a"; }', recv), "holds")).toEqual([
      '2+: sub vcl_backend_fetch { if (bereq.http.Accept ~ "text/event-stream") { unset bereq.http.Accept-Encoding; } }',
    ]);
  });

  test("a sub that is not there is made", () => {
    const file = fileOf("a", "backend a {", '  .host = "a";', "}", "sub vcl_recv { return (hash); }");
    expect(curesOf(file, "replays")).toEqual([
      '4+: sub vcl_backend_response { if (beresp.http.Content-Type ~ "text/event-stream") { set beresp.uncacheable = true; } }',
    ]);
  });

  test("a statement among others of its line leaves alone, and a sub of one line takes one more", () => {
    const line = "sub vcl_backend_response { set beresp.do_gzip = true; set beresp.grace = 1h; }";
    const file = fileOf("a", 'backend a { .host = "a"; }', line);
    expect(curesOf(file, "holds")).toEqual(["2: sub vcl_backend_response {  set beresp.grace = 1h; }"]);
    expect(curesOf(file, "replays")[0]).toMatch(/^2: sub vcl_backend_response \{ if \(beresp.*\} set beresp.do_gzip/);
  });

  test("a statement of several lines is left alone", () => {
    const lines = [
      "sub vcl_backend_response {",
      "  set beresp.do_stream =",
      "    false;",
      "  set beresp.do_gzip =",
      "    true;",
      "}",
    ];
    const file = fileOf("a", 'backend a { .host = "a"; }', ...lines);
    expect(curesOf(file, "holds")).toEqual(["4: true;"]);
  });
});

describe("a limit is scaled", () => {
  const scaledIn = (file: OwnFile, kind: string): string[] => {
    const route = routeIn(file);
    const edit = product.scaled(
      route,
      route.limits.find((limit) => limit.kind === kind)!,
      2,
    );
    return edit === null ? [] : edited(file, [edit]).split("\n");
  };

  test("where it stands", () => {
    expect(scaledIn(FAULTY, "idle")[3]).toBe("    .between_bytes_timeout = 2s;");
    expect(scaledIn(FAULTY, "total")[7]).toBe("    set sess.send_timeout = 2s;");
    expect(scaledIn(RIGHT, "headers")[1]).toContain(".first_byte_timeout = 2s; .between");
  });

  test("in a line of its own where none sets it, beside the backend's or in vcl_recv", () => {
    const file = fileOf("a", "backend a {", '\t.host = "a";', "}");
    expect(scaledIn(file, "headers")[1]).toBe("\t.first_byte_timeout = 2s;");
    expect(scaledIn(file, "total")[3]).toBe("sub vcl_recv { set sess.send_timeout = 2s; }");
    expect(scaledIn(RIGHT, "total")[2]).toBe("sub vcl_recv { set sess.send_timeout = 2s; return (pass); }");
  });

  test("not that of a pipe: a parameter", () => {
    const file = fileOf("a", 'backend a { .host = "a"; }', "sub vcl_recv { return (pipe); }");
    expect(scaledIn(file, "idle")).toEqual([]);
  });
});

test("suspects are the lines that people write for a stream", () => {
  expect(product.suspects(routeIn(FAULTY))).toEqual([{ kind: "remove", file: "default.vcl", line: 20 }]);
  expect(product.suspects(routeIn(RIGHT))).toEqual([]);
});

test.for([
  ["varnish/do-stream", 15],
  ["varnish/do-esi", 12],
  ["varnish/do-gzip", 13],
  ["varnish/replays", 16],
  ["varnish/idle-limit", 4],
  ["varnish/headers-limit", 5],
  ["varnish/total-limit", 8],
] as const)("%s is read in what has it, and in nothing else", ([id, line]) => {
  const rule = product.rules.find((one) => one.id === id)!;
  expect(rule.reads!(routeIn(FAULTY))?.at.line).toBe(line);
  expect(rule.reads!(routeIn(RIGHT))).toBeNull();
});

describe("what `varnishd -C` says (7.7.0)", () => {
  const said = (path: string, line: number, ...words: string[]): string =>
    [
      ...["Message from VCC-compiler:", ...words, `('${path}' Line ${line} Pos 27)`, "  the line", "--####--", ""],
      ...["Running VCC-compiler failed, exited with 2", "VCL compilation failed", ""],
    ].join("\n");
  const FILE = "/etc/varnish/default.vcl";
  const resolved = [
    "Backend host '\"app.internal:80\"' could not be resolved to an IP address:",
    "\tName or service not known",
    "(Sorry if that error message is gibberish.)",
  ];

  test.for([
    [resolved, { kind: "name", host: "app.internal" }],
    [["DNS lookup(web): Name or service not known"], { kind: "name", host: "web" }],
  ] as const)("%j", ([words, treatment]) => {
    expect(treatmentFor(said(FILE, 4, ...words), product.treatments)).toEqual(treatment);
  });

  test.for([
    ["Cannot read file 'other.vcl' (No such file or directory)", "other.vcl"],
    ["Could not find VMOD xkey", "xkey"],
    ["Could not open VMOD xkey\n\tFile name: /usr/lib/x.so\n\tError: No such file or directory", "xkey"],
    ["Backend host '\"{{ host }}\"' could not be resolved to an IP address:", "{{ host }}"],
  ] as const)("asked for: %s", ([words, name]) => {
    const treatment = treatmentFor(said(FILE, 3, words), product.treatments);
    expect(treatment).toMatchObject({ kind: "ask" });
    expect((treatment as { says: string }).says).toContain(name);
  });

  test.for([
    [['Invalid return "fetch"'], 'Invalid return "fetch"'],
    [["Expected ')' got '{'", "(program line 72), at"], "Expected ')' got '{'"],
    [["Symbol not found: 'req.foo'"], "Symbol not found: 'req.foo'"],
    [["Unused backend b2, defined:"], "Unused backend b2"],
    [["Unterminated string, starting at"], "Unterminated string"],
    [resolved, "Backend host '\"app.internal:80\"' could not be resolved to an IP address: Name or service not known"],
  ] as const)("its words and its place: %j", ([words, says]) => {
    const output = said(FILE, 23, ...words).replace("('/etc", "At: ('/etc");
    expect(product.complaint!(output)).toEqual({ path: FILE, line: 23, says });
    const own = complaint(output, (path) => (path === FILE ? "shop.vcl" : null), product.complaint!(output));
    expect(own).toEqual({ file: "shop.vcl", line: 23, says, hint: null });
  });

  test("words without a place, a file that is not the person's, and no words", () => {
    const none =
      "Message from VCC-compiler:\nNo backends or directors found in VCL program, at least one is necessary.\nRunning VCC-compiler failed, exited with 2\n";
    expect(product.complaint!(none)).toMatchObject({
      path: null,
      line: null,
      says: expect.stringMatching(/^No backends/) as string,
    });
    expect(
      complaint(said("/usr/share/x.vcl", 4, "Bad"), () => null, product.complaint!(said("/usr/share/x.vcl", 4, "Bad"))),
    ).toEqual({
      ...{ file: "", line: null, says: "Bad", hint: null },
    });
    expect(product.complaint!("Error: Cannot open socket")).toBeNull();
  });
});

describe("place", () => {
  test("the file as it is, and what its command line would say is told", () => {
    const placed = product.place([FAULTY]);
    expect(placed.files).toEqual({ "/etc/varnish/default.vcl": FAULTY.text });
    expect(placed.assumed?.[0]).toBe("varnishd -a :6081 -p feature=+http2: its command line is not in VCL");
    expect(placed).toMatchObject({ executable: ["/var/lib/varnish"], originFirst: true });
    expect(placed.check).toEqual([
      "env",
      "TMPDIR=/var/lib/varnish",
      "varnishd",
      "-C",
      "-f",
      "/etc/varnish/default.vcl",
    ]);
  });

  test("includes lie where they are looked for, whichever file is named first", () => {
    const main = fileOf(
      "site.vcl",
      ...[
        'include "lib/acl.vcl";',
        'include "./own.vcl";',
        'include "/opt/vcl/abs.vcl";',
        'include +glob "hosts/*.vcl";',
        'include "gone.vcl";',
      ],
    );
    const files = [
      fileOf("lib/acl.vcl", 'include "./deep.vcl";'),
      main,
      fileOf("own.vcl", "acl b {}"),
      fileOf("abs.vcl", "acl c {}"),
    ];
    const placed = product.place([
      ...files,
      fileOf("hosts/a.vcl", "acl d {}"),
      fileOf("lib/deep.vcl", "acl e {}"),
      fileOf("z.vcl", "acl z {}"),
    ]);
    expect(Object.keys(placed.files)).toEqual([
      ...[
        "/etc/varnish/lib/acl.vcl",
        "/etc/varnish/default.vcl",
        "/etc/varnish/own.vcl",
        "/opt/vcl/abs.vcl",
        "/etc/varnish/hosts/a.vcl",
      ],
      ...["/etc/varnish/lib/deep.vcl", "/etc/varnish/z.vcl"],
    ]);
    expect(placed.names?.["/etc/varnish/default.vcl"]).toBe("site.vcl");
    expect(placed.ungiven).toEqual([
      'site.vcl:5 includes what was not given: include "gone.vcl";',
      "z.vcl is included by none of the files, and not read",
    ]);
  });
});
