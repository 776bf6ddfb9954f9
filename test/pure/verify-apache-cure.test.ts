import { describe, expect, test } from "vitest";
import { product } from "../../layers/apache/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import type { Fault } from "../../src/verify/product.ts";
import { treatmentFor } from "../../src/verify/setup.ts";
import { fileOf } from "./verify-samples.ts";

/** A site that has something of every rule that can be read off an HTTP way. */
const FAULTY = fileOf(
  "chat.conf",
  ...["SecRuleEngine On", "SecResponseBodyAccess On", "<VirtualHost *:80>", "\tUser www", "\tProxyTimeout 60"],
  ...["\tSetOutputFilter DEFLATE", "\tCacheEnable disk /", "\tSetEnv proxy-sendchunked 1"],
  ...["\tProxyPass / http://app:8000/", "</VirtualHost>"],
);
const RIGHT = fileOf(
  "chat.conf",
  "<VirtualHost *:80>",
  "    ProxyTimeout 600",
  "    ProxyPass / http://app:8000/",
  "</VirtualHost>",
);
const PHP = fileOf("php.conf", "<VirtualHost *:80>", "  ProxyPass / fcgi://php:9000/srv/", "</VirtualHost>");
const [faulty] = product.routes([FAULTY], null);
const [right] = product.routes([RIGHT], null);
const [php] = product.routes([PHP], null);

describe("candidates, the likeliest first", () => {
  test.for([
    ["holds", 2, "SecResponseBodyAccess Off"],
    ["loses", 6, "\tCacheEnable disk /"],
    ["cuts", 5, "\tProxyTimeout 3600"],
    ["replays", 7, "\tSetEnv proxy-sendchunked 1"],
  ] as const)("%s", ([fault, line, text]) => {
    const lines = edited(FAULTY, product.candidates(faulty!, fault).slice(0, 1)).split("\n");
    expect(lines[line - 1]).toBe(text);
  });

  test("PHP-FPM's ProxyPass gets flushpackets, unless it has it", () => {
    expect(product.candidates(php!, "holds")).toEqual([
      { kind: "replace", file: "php.conf", line: 2, text: "  ProxyPass / fcgi://php:9000/srv/ flushpackets=on" },
    ]);
    const [flushed] = product.routes([fileOf("a", "ProxyPass / fcgi://php:9000/ flushpackets=on")], null);
    expect(product.candidates(flushed!, "holds")).toEqual([]);
  });

  test.for(["holds", "loses", "replays", "goes-on", "repeats"] as const satisfies readonly Fault[])(
    "none for %s where no line is to blame",
    (fault) => {
      expect(product.candidates(right!, fault)).toEqual([]);
    },
  );
});

describe("a limit is scaled", () => {
  const scaledIn = (...lines: string[]): string => {
    const file = fileOf("a.conf", ...lines);
    const [route] = product.routes([file], null);
    return edited(file, [product.scaled(route!, route!.limits[0]!, 2)!]);
  };

  test.for([
    [["<VirtualHost *:80>", "  Timeout 90", "  ProxyPass / http://a/", "</VirtualHost>"], 2, "  Timeout 2"],
    [
      ["<VirtualHost *:80>", "  ProxyPass / http://a/ timeout=90 x=1", "</VirtualHost>"],
      2,
      "  ProxyPass / http://a/ timeout=2 x=1",
    ],
    [["<VirtualHost *:80>", "  ProxyPass / http://a/", "</VirtualHost>"], 2, "  ProxyTimeout 2"],
    [["ServerRoot /x", "<Location />", "  ProxyPass http://a/", "</Location>"], 2, "ProxyTimeout 2"],
  ] as const)("%j", ([lines, line, text]) => {
    expect(scaledIn(...lines).split("\n")[line - 1]).toBe(text);
  });

  test("not on a line that goes on in the next", () => {
    const [route] = product.routes([fileOf("a", "ProxyPass / http://a/ \\", "  timeout=90")], null);
    expect(product.scaled(route!, route!.limits[0]!, 2)).toBeNull();
  });
});

test("suspects are the lines that people write for a stream", () => {
  expect(product.suspects(faulty!)).toEqual([{ kind: "remove", file: "chat.conf", line: 8 }]);
  expect(product.suspects(right!)).toEqual([]);
});

test("flushpackets is a suspect where HTTP is asked, and none where FastCGI is", () => {
  const suspectsOf = (url: string) => {
    const [route] = product.routes([fileOf("a", `ProxyPass / ${url} flushpackets=on timeout=9`)], null);
    return product.suspects(route!);
  };
  expect(suspectsOf("http://app/")).toEqual([
    { kind: "replace", file: "a", line: 1, text: "ProxyPass / http://app/ timeout=9" },
  ]);
  expect(suspectsOf("fcgi://php:9000/")).toEqual([]);
});

test.for([
  ["apache/inspects", faulty, 2],
  ["apache/flushpackets", php, 2],
  ["apache/idle-limit", faulty, 5],
  ["apache/headers-limit", faulty, 5],
] as const)("%s is read in what has it, and in nothing else", ([id, route, line]) => {
  const rule = product.rules.find((one) => one.id === id)!;
  expect(rule.reads!(route!)?.at.line).toBe(line);
  expect(rule.reads!(right!)).toBeNull();
});

describe("treatments, by what `apache2 -t` said (2.4.71)", () => {
  const syntax = (text: string): string =>
    `AH00526: Syntax error on line 9 of /etc/apache2/sites-enabled/a.conf:\n${text}`;
  const treated = (message: string) => treatmentFor(message, product.treatments);
  test.for([
    [
      syntax("SSLCertificateFile: file '/c/fullchain.pem' does not exist or is empty"),
      { kind: "pem", path: "/c/fullchain.pem" },
    ],
    [
      syntax("SSLCertificateKeyFile: file '/c/key.pem' does not exist or is empty"),
      { kind: "pem", path: "/c/key.pem" },
    ],
    [
      syntax("DocumentRoot '/usr/local/apache2/htdocs' is not a directory, or is not readable"),
      { kind: "folder", path: "/usr/local/apache2/htdocs" },
    ],
    [
      "(2)No such file or directory: AH02291: Cannot access directory '/var/log/httpd/' for main error log",
      { kind: "folder", path: "/var/log/httpd" },
    ],
    [
      "(2)No such file or directory: AH02297: Cannot access directory '/var/log/httpd/' for log file '/var/log/httpd/chat.log' defined at /a:17",
      { kind: "folder", path: "/var/log/httpd" },
    ],
    [
      "Syntax error on line 11 of /a.conf: Could not open configuration file /etc/letsencrypt/options-ssl-apache.conf: No such file or directory",
      { kind: "empty-file", path: "/etc/letsencrypt/options-ssl-apache.conf" },
    ],
  ] as const)("%s", ([message, treatment]) => {
    expect(treated(message)).toEqual(treatment);
  });

  test.for([
    "Syntax error on line 4 of /a.conf: Could not open configuration file /etc/apache2/snippets/x.conf: No such file or directory",
    syntax(
      "Invalid command 'JkMount', perhaps misspelled or defined by a module not included in the server configuration",
    ),
  ])("asked for: %s", (message) => {
    expect(treated(message)).toMatchObject({ kind: "ask" });
  });

  test("the product's own refusal", () => {
    expect(treated(syntax("ProxyPass takes at least one argument"))).toBeNull();
  });
});

describe("place", () => {
  test("a site goes below Debian's config, with its ports and modules; lines keep their numbers", () => {
    const placed = product.place([FAULTY]);
    expect(placed.files["/etc/apache2/sites-enabled/chat.conf"]!.split("\n")[3]).toBe("# taken out: User www");
    expect(placed.files["/etc/apache2/ports.conf"]).toBe("Listen 80\n");
    expect(placed.ours).toEqual(["/etc/apache2/ports.conf", "/etc/apache2/conf-enabled/lab.conf"]);
    expect(placed.assumed).toEqual([
      "chat.conf:4 taken out: User www (the lab's container has no such rights)",
      "Listen 80, as ports.conf has it",
    ]);
    expect(placed.check).toContain("LoadModule security2_module /usr/lib/apache2/modules/mod_security2.so");
  });

  test("a whole config takes the place of Debian's, with the modules where Debian has them", () => {
    const lines = ['ServerRoot "/usr/local/apache2"', "Listen 80", "LoadModule proxy_module modules/mod_proxy.so"];
    const placed = product.place([fileOf("httpd.conf", ...lines, "LoadModule unixd_module modules/mod_unixd.so")]);
    expect(Object.keys(placed.files)).toEqual(["/etc/apache2/apache2.conf"]);
    expect(placed.files["/etc/apache2/apache2.conf"]!.split("\n").slice(1)).toEqual([
      "Listen 80",
      "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
      "# taken out: LoadModule unixd_module modules/mod_unixd.so",
      "",
    ]);
    expect(placed.ours).toEqual([]);
  });

  test("Debian's own apache2.conf, what it includes, and a file beside", () => {
    const main = fileOf("apache2.conf", "IncludeOptional mods-enabled/*.load", "IncludeOptional sites-enabled/*.conf");
    const placed = product.place([
      main,
      fileOf("sites-enabled/a.conf", "ProxyPass / http://a/"),
      fileOf("b.inc", "Timeout 9"),
    ]);
    expect(Object.keys(placed.files).slice(0, 3)).toEqual([
      "/etc/apache2/apache2.conf",
      "/etc/apache2/sites-enabled/a.conf",
      "/etc/apache2/sites-enabled/b.inc.conf",
    ]);
  });

  test("an address of the person's own machine is any", () => {
    const file = fileOf(
      "a",
      "Listen 10.0.0.1:443 https",
      "Listen [::1]:80",
      "Listen [::]:82",
      "<VirtualHost 10.0.0.1:80 *:81 a.com _default_:443>",
      "</VirtualHost>",
    );
    const placed = product.place([file]);
    expect(placed.files["/etc/apache2/sites-enabled/a.conf"]!.split("\n").slice(0, 4)).toEqual([
      "Listen 443 https",
      "Listen 80",
      "Listen [::]:82",
      "<VirtualHost *:80 *:81 * _default_:443>",
    ]);
    expect(placed.assumed?.[0]).toBe("a:1 any address: Listen 443 https");
  });

  test("lets it write its logs; a program that would take them is not asked", () => {
    const file = fileOf(
      "a",
      "CustomLog /var/log/httpd/a.log combined",
      'ErrorLog "|/usr/sbin/cronolog /x"',
      "ProxyPass / http://a/",
    );
    const placed = product.place([file]);
    expect(placed.writable).toContain("/var/log/httpd");
    expect(placed.files["/etc/apache2/sites-enabled/a.conf"]!.split("\n")[1]).toMatch(/^# taken out: ErrorLog/);
  });
});
