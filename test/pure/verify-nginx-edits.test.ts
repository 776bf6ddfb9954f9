import { describe, expect, test } from "vitest";
import { product } from "../../layers/nginx/verify/index.ts";
import type { Edit, Fault } from "../../src/verify/product.ts";
import type { Route } from "../../src/verify/route.ts";

const PASS = "proxy_pass http://api:8000;";
const file = (lines: readonly string[]): string => ["server {", ...lines, "}", ""].join("\n");
const routes = (text: string): readonly Route[] => product.routes([{ name: "a.conf", text }], null);
/** The first route of a server with these lines, which begin at line 2. */
const route = (...lines: string[]): Route => routes(file(lines))[0]!;
const says = (edits: readonly Edit[]): string[] =>
  edits.map((edit) => {
    if (edit.kind === "remove") return `${edit.line} -`;
    return edit.kind === "insert" ? `${edit.afterLine} + ${edit.text}` : `${edit.line} = ${edit.text}`;
  });
const cures = (one: Route, fault: Fault): string[] => says(product.candidates(one, fault));

describe("an edit", () => {
  test("adds a line behind the location's brace, indented as its lines are", () => {
    expect(cures(route("  location / {", `      ${PASS}`, "  }"), "holds")[0]).toBe("2 +       proxy_buffering off;");
  });

  test("replaces the line that the location has already, and leaves its comment", () => {
    expect(cures(route("location / {", PASS, "\tproxy_buffering on; # why", "}"), "holds")[0]).toBe(
      "4 = \tproxy_buffering off; # why",
    );
  });

  test("leaves the server's own line alone: the location gets one", () => {
    expect(cures(route("proxy_buffering on;", "location / {", PASS, "}"), "holds")[0]).toBe("3 + proxy_buffering off;");
  });

  test("of a location on one line stays on it", () => {
    expect(cures(route(`location / { ${PASS} }`), "holds")[0]).toBe(`2 = location / { proxy_buffering off; ${PASS} }`);
    expect(cures(route(`location / { ${PASS} proxy_buffering on; }`), "holds")[0]).toBe(
      `2 = location / { ${PASS} proxy_buffering off; }`,
    );
  });

  test("goes to the location around an if, which takes no such directive", () => {
    const all = routes(file(["location / {", "if ($x) {", PASS, "}", "}"]));
    expect(cures(all[0]!, "holds")[0]).toBe("2 + proxy_buffering off;");
  });

  test("goes to its own of two blocks that begin alike", () => {
    const all = routes(file(["location /a { # location /a/b {", PASS, "}", "location /a/b {", PASS, "}"]));
    expect(all.map((one) => cures(one, "holds")[0])).toEqual(["2 + proxy_buffering off;", "5 + proxy_buffering off;"]);
  });

  test("of a CRLF file has no CR", () => {
    const [one] = routes(file(["location / {", `  ${PASS}`, "  proxy_buffering on;", "}"]).replaceAll("\n", "\r\n"));
    expect(cures(one!, "holds")[0]).toBe("4 =   proxy_buffering off;");
  });

  test("is none where the directive goes over two lines, or stands in a file of the image", () => {
    expect(cures(route("location / {", PASS, "proxy_buffering", "  on;", "}"), "holds")[0]).not.toContain(
      "proxy_buffering",
    );
    const text = file(["location / {", "include snippet;", "}"]);
    const dump = `# configuration file /etc/nginx/conf.d/a.conf:\n${text}\n# configuration file /etc/nginx/snippet:\n${PASS} proxy_buffering on;\n\n`;
    const main = "# configuration file /etc/nginx/nginx.conf:\nevents {} http { include conf.d/a.conf; }\n\n";
    const [one] = product.routes([{ name: "a.conf", text }], main + dump);
    expect(cures(one!, "holds").join()).not.toContain("proxy_buffering");
  });
});

describe("candidates", () => {
  const plain = route("location / {", PASS, "}");
  const none = route("proxy_buffering off; proxy_http_version 1.1;", "location / {", PASS, "}");
  const names = (one: Route, fault: Fault): string[] => cures(one, fault).map((text) => text.replace(/^\d+ [+=] /, ""));
  test("of a hold: buffering first, what cures some cells behind it", () => {
    const all = route("gzip on; proxy_cache c; limit_rate 1k; tcp_nodelay off;", "location / {", PASS, "}");
    const expected = ["proxy_buffering off;", "gzip off;", "proxy_http_version 1.1;", "proxy_cache off;"];
    expect(names(all, "holds")).toEqual([...expected, "limit_rate 0;", "tcp_nodelay on;", "postpone_output 0;"]);
    expect(names(none, "holds")).toEqual([]);
  });

  test.for([
    ["loses", ["gzip on;"], ["gzip off;", "proxy_http_version 1.1;", "proxy_buffering off;"]],
    [
      "loses",
      ["chunked_transfer_encoding off; proxy_buffering off; proxy_http_version 1.1;"],
      ["chunked_transfer_encoding on;"],
    ],
    ["cuts", [], ["proxy_read_timeout 3600s;"]],
    ["cuts", ["proxy_read_timeout 1d;"], []],
    ["replays", ["proxy_cache c;"], ["proxy_cache off;"]],
    ["replays", [], []],
    ["goes-on", ["proxy_ignore_client_abort on; proxy_buffering off;"], ["proxy_ignore_client_abort off;"]],
    ["goes-on", ["proxy_buffering off;"], []],
    ["repeats", ["mirror /copy;"], ["mirror off;", "proxy_next_upstream off;"]],
    ["repeats", ["proxy_next_upstream off;"], []],
  ] as const)("of %s, with %s: %s", ([fault, lines, expected]) => {
    expect(names(route(...lines, "location / {", PASS, "}"), fault)).toEqual(expected);
  });

  test("are those of the family that passes the request on", () => {
    expect(names(route("location / {", "uwsgi_pass app:1;", "}"), "holds")).toEqual([
      "uwsgi_buffering off;",
      "postpone_output 0;",
    ]);
    expect(names(route("location / {", "grpc_pass m:1;", "}"), "holds")).toEqual([]);
  });

  test("outlive a copy of their route", () => {
    expect(cures(structuredClone(plain), "holds")).toEqual(cures(plain, "holds"));
  });
});

describe("suspects", () => {
  test("are the lines that guides copy, in force around the route", () => {
    const one = route(
      ...[
        "proxy_http_version 1.0;",
        "tcp_nodelay on;",
        "location / {",
        PASS,
        "proxy_cache off; # why",
        "proxy_http_version 1.1;",
      ],
      ...[
        `proxy_set_header Connection "";`,
        "proxy_set_header Host $host;",
        "proxy_buffering off;",
        "proxy_read_timeout 300s;",
        "}",
      ],
    );
    expect(says(product.suspects(one))).toEqual(["6 -", "7 -", "8 -", "3 -"]);
  });

  test("leave what else stands on their line", () => {
    expect(says(product.suspects(route(`location / { proxy_cache off; ${PASS} }`)))).toEqual([
      `2 = location / { ${PASS} }`,
    ]);
  });

  test("are none where a line does something: a cache that is on, a header of the app's", () => {
    expect(
      product.suspects(route("location / {", PASS, "proxy_cache c;", "add_header X-Y z;", "gzip on;", "}")),
    ).toEqual([]);
  });
});

describe("a scaled limit", () => {
  const idle = (one: Route, kind: "idle" | "total" = "idle"): string[] => {
    const edit = product.scaled(one, { kind, seconds: { value: "60", at: null } }, 2);
    return says(edit === null ? [] : [edit]);
  };
  test("replaces the location's line, or adds one", () => {
    expect(idle(route("location / {", PASS, "proxy_read_timeout 60s;", "}"))).toEqual(["4 = proxy_read_timeout 2s;"]);
    expect(idle(route("location / {", "grpc_pass m:1;", "}"))).toEqual(["2 + grpc_read_timeout 2s;"]);
  });

  test("is none for a total, which nginx does not have", () => {
    expect(idle(route("location / {", PASS, "}"), "total")).toEqual([]);
  });
});
