import { describe, expect, test } from "vitest";
import { product as caddy } from "../../layers/caddy/verify/index.ts";
import { product as haproxy } from "../../layers/haproxy/verify/index.ts";
import { product as nginx } from "../../layers/nginx/verify/index.ts";
import type { Cell, Seen } from "../../src/verify/cell.ts";
import type { LimitReport } from "../../src/verify/document.ts";
import { findingOf, levelOf } from "../../src/verify/findings.ts";
import { nextCells } from "../../src/verify/plan.ts";
import type { Measured } from "../../src/verify/plan.ts";
import type { OwnFile, Product } from "../../src/verify/product.ts";
import type { BodyFilter } from "../../src/verify/route.ts";
import { truthOf } from "../../src/verify/truth.ts";
import { context, held, place, route, seen, streaming, toy } from "./verify-cells.ts";

describe("a limit that cuts what models do is a fault, and one just above is none", () => {
  test.for<[LimitReport["kind"], number, "error" | null]>([
    ["idle", 29, "error"],
    ["idle", 30, "error"], // HAProxy's examples, and many a platform's
    ["idle", 31, null],
    ["headers", 30, "error"],
    ["total", 120, "error"],
    ["total", 121, null],
  ])("%s, %i s", ([kind, seconds, level]) => {
    expect(levelOf({ kind, seconds, file: null, line: null, proof: "read" })).toBe(level);
  });
});

const filter = (name: string, does: BodyFilter["does"], line: number): BodyFilter => ({ name, does, at: place(line) });
const gzipped = (what: Seen): Seen => ({ ...what, contentEncoding: "gzip" });

/** All cells of a route that is followed to its end; some see something of their own. */
function measured(of: ReturnType<typeof route>, sees: (cell: Cell) => Seen | null): Measured[] {
  const done: Measured[] = [];
  for (let cells = nextCells(of, done, context); cells.length > 0; cells = nextCells(of, done, context)) {
    done.push(...cells.map((cell) => ({ cell, seen: [sees(cell) ?? streaming(cell)[0]!] })));
  }
  return done;
}

describe("who has compressed what is held", () => {
  const offers = ({ reader, act }: Cell): boolean => reader.offers !== null && act.kind === "lockstep";
  const holdsOf = (filters: BodyFilter[], sees: (cell: Cell) => Seen | null) => {
    const of = route({ compresses: true, filters });
    return truthOf(of, measured(of, sees)).holds;
  };
  const byProxy = (cell: Cell): Seen | null => (offers(cell) && cell.origin.coding === "none" ? gzipped(held()) : null);

  test("the proxy, and by which filter", () => {
    const holds = holdsOf([filter("brotli", "compresses", 4), filter("gzip", "compresses", 5)], byProxy);
    expect(holds[0]).toMatchObject({ codedBy: "proxy", codedAt: { name: "gzip", file: "toy.conf", line: 5 } });
  });

  test("one that makes any coding is it; of two such nobody knows", () => {
    expect(holdsOf([filter("encode", "compresses", 4)], byProxy)[0]!.codedAt).toMatchObject({ name: "encode" });
    const two = [filter("encode", "compresses", 4), filter("encode", "compresses", 9)];
    expect(holdsOf(two, byProxy)[0]).toMatchObject({ codedBy: "proxy", codedAt: null });
  });

  test("the app, where it was asked to", () => {
    const holds = holdsOf([filter("gzip", "compresses", 5)], ({ origin }) =>
      origin.coding === "if-asked" ? { ...gzipped(held()), askedCoding: "gzip" } : null,
    );
    expect(holds).toMatchObject([{ codedBy: "app", codedAt: null }]);
  });

  test("events of both sizes are two kinds of holds", () => {
    const sizes = holdsOf([], byProxy).map(({ eventBytes }) => eventBytes);
    expect(new Set(sizes)).toEqual(new Set([0, 1_200]));
  });
});

describe("what is blamed", () => {
  const blame = (filters: BodyFilter[], sees: (cell: Cell) => Seen | null, product: Product = toy) => {
    const of = route({ compresses: true, filters });
    const [fault] = truthOf(of, measured(of, sees)).faults;
    return findingOf(of, fault!, null, { product, files: [] });
  };
  const coded = (cell: Cell): Seen | null => (cell.reader.offers !== null ? gzipped(held()) : null);

  test("the compressor, where only what it compresses is held", () => {
    const own = (cell: Cell): Seen | null => (cell.origin.coding === "none" ? coded(cell) : null);
    expect(blame([filter("gzip", "compresses", 5)], own)).toMatchObject({
      ...{ rule: "toy/holds", line: 5, message: "only what gzip compresses is held" },
    });
  });

  test("not where something plain is held, too, nor where the app compresses", () => {
    const plain = (cell: Cell): Seen | null => coded(cell) ?? (cell.act.kind === "lockstep" ? held() : null);
    expect(blame([filter("gzip", "compresses", 5)], plain)).toMatchObject({ line: 2, message: "it holds" });
    const apps = (cell: Cell): Seen | null => (cell.origin.coding === "always" ? gzipped(held()) : null);
    expect(blame([filter("gzip", "compresses", 5)], apps)).toMatchObject({ line: 2 });
  });

  test("what counts readers, where some of many are refused", () => {
    const of = route({ guards: [{ kind: "connections", at: place(7), everybody: true }] });
    const fault = { fault: "refuses", by: [], seen: "of 20 readers at once 8 were refused (503)" } as const;
    expect(findingOf(of, fault, null, { product: toy, files: [] })).toMatchObject({
      ...{ rule: "toy/refuses", level: "warning", line: 7, message: "readers who come at once fill it" },
    });
  });

  test("who writes into what the app compresses, where only that is lost", () => {
    const lost = seen({ sent: 13, got: 5 });
    const broken = (cell: Cell): Seen | null => (cell.origin.coding === "always" ? lost : null);
    const both = [filter("sub_filter", "writes", 6), filter("ssi", "writes", 7)];
    expect(blame(both, broken)).toMatchObject({
      ...{ line: 6, message: "sub_filter, ssi write into what your app has compressed" },
    });
    expect(blame(both, (cell) => (cell.act.kind === "lockstep" ? lost : null))).toMatchObject({ line: 2 });
  });
});

describe("the filters of each product, with their lines", () => {
  const filtersOf = (product: Product, file: OwnFile): (string | number)[][] =>
    (product.routes([file], null)[0]!.filters ?? []).map(({ name, does, at }) => [name, does, at.line]);

  test("nginx: inherited ones too, and none that is off", () => {
    const location = "location / {\nsub_filter a b;\nssi off;\nproxy_pass http://app:1;\n}";
    const text = `events {}\nhttp {\ngzip on;\nbrotli off;\nserver {\n${location}\n}\n}`;
    expect(filtersOf(nginx, { name: "nginx.conf", text })).toEqual([
      ["gzip", "compresses", 3],
      ["sub_filter", "writes", 7],
    ]);
  });

  test("Caddy", () => {
    const text = ":80 {\n\tencode gzip\n\ttemplates\n\treverse_proxy app:1\n}\n";
    expect(filtersOf(caddy, { name: "Caddyfile", text })).toEqual([
      ["encode", "compresses", 2],
      ["templates", "writes", 3],
    ]);
  });

  test("HAProxy", () => {
    const text =
      "defaults\n  mode http\nfrontend web\n  bind :80\n  default_backend app\nbackend app\n  compression algo gzip\n  server a app:1\n";
    expect(filtersOf(haproxy, { name: "haproxy.cfg", text })).toEqual([["compression", "compresses", 7]]);
  });
});
