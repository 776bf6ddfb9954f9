import { describe, expect, test } from "vitest";
import { product } from "../../layers/traefik/verify/index.ts";
import { edited } from "../../src/verify/edit.ts";
import type { Edit, Fault } from "../../src/verify/product.ts";
import type { Route } from "../../src/verify/route.ts";
import { fileOf } from "./verify-samples.ts";

/** A router with these lines of middlewares, and what they are. */
function config(list: readonly string[], middlewares: readonly string[], balancer: readonly string[] = []): string[] {
  return [
    ...["http:", "  routers:", "    app:", "      rule: PathPrefix(`/`)", "      service: app", ...list],
    ...(middlewares.length > 0 ? ["  middlewares:", ...middlewares] : []),
    ...["  services:", "    app:", "      loadBalancer:", "        servers: [{ url: http://a:1 }]", ...balancer],
  ];
}

const LIMIT = ["    limit: { buffering: { maxRequestBodyBytes: 1 } }"];

/** Each candidate, as the lines that it leaves or makes different. */
function cures(fault: Fault, lines: readonly string[], statics: readonly string[] = []): string[] {
  const file = fileOf("r.yml", ...lines);
  const files = statics.length > 0 ? [fileOf("traefik.yml", ...statics), file] : [file];
  const [route] = product.routes(files, null) as [Route];
  return product.candidates(route, fault).map((edit) => said(edit));
}

const said = (edit: Edit): string =>
  edit.kind === "remove" ? `without ${edit.file}:${edit.line}` : `${edit.kind} ${edit.text.trim()}`;

describe("an answer that is held", () => {
  test.for([
    ["one of several", ["      middlewares: [limit, other]"], "replace middlewares: [other]"],
    ["the last of several", ["      middlewares: [other, limit]"], "replace middlewares: [other]"],
    ["the only one", ["      middlewares: [limit]"], "replace middlewares: []"],
    ["quoted, with its provider", ['      middlewares: ["limit@file"]'], "replace middlewares: []"],
    ["a line of its own", ["      middlewares:", "        - other", "        - limit"], "without r.yml:8"],
    ["the only line", ["      middlewares:", "        - limit"], "without r.yml:7"],
  ] as const)("buffering goes from the router: %s", ([, list, cure]) => {
    expect(cures("holds", config(list, LIMIT))[0]).toBe(cure);
  });

  test.for([
    ["{}", "replace small: { compress: { excludedContentTypes: [text/event-stream]} }"],
    [
      "{ minResponseBodyBytes: 1 }",
      "replace small: { compress: { excludedContentTypes: [text/event-stream], minResponseBodyBytes: 1 } }",
    ],
  ] as const)("compress %s leaves events out", ([options, cure]) => {
    const lines = config(["      middlewares: [small]"], [`    small: { compress: ${options} }`]);
    expect(cures("holds", lines).slice(0, 2)).toEqual([cure, "replace middlewares: []"]);
  });

  test("what cannot stand beside includedContentTypes is not put there", () => {
    const lines = config(["      middlewares: [s]"], ["    s: { compress: { includedContentTypes: [text/html] } }"]);
    expect(cures("holds", lines)[0]).toBe("replace middlewares: []");
  });

  test("fastProxy goes, where its line is its own", () => {
    const statics = ["entryPoints:", '  web: { address: ":80" }', "experimental:", "  fastProxy: {}"];
    expect(cures("holds", config([], []), statics)[0]).toBe("without traefik.yml:4");
    expect(cures("goes-on", config([], []), statics)).toEqual(["without traefik.yml:4"]);
    expect(cures("hides", config([], []), statics)).toEqual(["without traefik.yml:4"]);
  });
});

test("an answer that is cut: the limits are set to none, each where it stands", () => {
  const statics = [
    "entryPoints:",
    "  web:",
    '    address: ":80"',
    "    transport: { respondingTimeouts: { writeTimeout: 9s } }",
  ];
  const slow = [
    "        serversTransport: s",
    "  serversTransports:",
    "    s: { forwardingTimeouts: { responseHeaderTimeout: 5s } }",
  ];
  expect(cures("cuts", config([], [], slow), statics)).toEqual([
    "replace transport: { respondingTimeouts: { writeTimeout: 0s } }",
    "replace s: { forwardingTimeouts: { responseHeaderTimeout: 0s } }",
  ]);
});

test("a limit is scaled in its own line", () => {
  const slow = [
    "        serversTransport: s",
    "  serversTransports:",
    "    s: { forwardingTimeouts: { responseHeaderTimeout: 5s } }",
  ];
  const file = fileOf("r.yml", ...config([], [], slow));
  const [route] = product.routes([file], null) as [Route];
  const edit = product.scaled(route, route.limits[0]!, 2)!;
  expect(edited(file, [edit])).toContain("    s: { forwardingTimeouts: { responseHeaderTimeout: 2s } }");
});

test("lines that may do nothing: flushInterval, the request's limits, nginx's word for a stream", () => {
  const statics = [
    "entryPoints:",
    "  web:",
    '    address: ":80"',
    "    transport:",
    "      respondingTimeouts:",
    "        readTimeout: 9s",
    "        idleTimeout: 9s",
  ];
  const lines = config(
    ["      middlewares: [h]"],
    ["    h:", "      headers:", "        customResponseHeaders:", "          X-Accel-Buffering: no"],
    ["        responseForwarding:", "          flushInterval: 1s"],
  );
  const [route] = product.routes([fileOf("t.yml", ...statics), fileOf("r.yml", ...lines)], null) as [Route];
  expect(product.suspects(route).map(said)).toEqual([
    "without r.yml:17",
    "without t.yml:6",
    "without t.yml:7",
    "without r.yml:11",
  ]);
});

test.for([
  [
    "traefik/repeats",
    config(["      middlewares: [again]"], ['    again: { retry: { attempts: 2, status: ["500-599"] } }']),
    6,
  ],
  ["traefik/buffering", config(["      middlewares: [limit]"], LIMIT), 6],
  [
    "traefik/headers-limit",
    config(
      [],
      [],
      [
        "        serversTransport: s",
        "  serversTransports:",
        "    s: { forwardingTimeouts: { responseHeaderTimeout: 5s } }",
      ],
    ),
    12,
  ],
] as const)("%s is read off its line, and off no other config", ([id, lines, line]) => {
  const rule = product.rules.find((one) => one.id === id)!;
  const [broken] = product.routes([fileOf("r.yml", ...lines)], null) as [Route];
  const [right] = product.routes([fileOf("r.yml", ...config([], []))], null) as [Route];
  expect(rule.reads!(broken)?.at.line).toBe(line);
  expect(rule.reads!(right)).toBeNull();
});

test.for([
  ["3.3.4", 6],
  ["2.11.0", undefined],
  ["3.3.5", undefined],
  ["3.7.15", undefined],
  ["4.0.0", undefined],
  ["?", undefined],
] as const)("of %s compress is read to hold, or not", ([version, line]) => {
  const file = fileOf("r.yml", ...config(["      middlewares: [small]"], ["    small: { compress: {} }"]));
  const [route] = product.routes([file], null, version) as [Route];
  expect(product.rules.find(({ id }) => id === "traefik/compress")!.reads!(route)?.at.line).toBe(line);
});

test("a retry that asks again only while nothing has been sent is none to read of, and can be taken out", () => {
  const lines = config(["      middlewares: [again]"], ["    again: { retry: { attempts: 2 } }"]);
  const [route] = product.routes([fileOf("r.yml", ...lines)], null) as [Route];
  expect(product.rules.find(({ id }) => id === "traefik/repeats")!.reads!(route)).toBeNull();
  expect(cures("repeats", lines)).toEqual(["replace middlewares: []"]);
});
