import { expect, test } from "vitest";
import type { Cell, Seen } from "../../src/verify/cell.ts";
import { nextCells } from "../../src/verify/plan.ts";
import type { Measured, PlanContext } from "../../src/verify/plan.ts";
import type { Route } from "../../src/verify/route.ts";
import { context, held, route, seen, streaming } from "./verify-cells.ts";

/** Follows a plan to its end. @returns the ids of its cells, step by step */
function follow(of: Route, sees: (cell: Cell) => readonly Seen[], more: Partial<PlanContext> = {}): string[][] {
  const done: Measured[] = [];
  const steps: string[][] = [];
  for (let limit = 0; limit < 10; limit++) {
    const cells = nextCells(of, done, { ...context, ...more });
    if (cells.length === 0) return steps;
    steps.push(cells.map(({ id }) => id));
    done.push(...cells.map((cell) => ({ cell, seen: sees(cell) })));
  }
  throw new Error("the plan has no end");
}

const all = (steps: string[][]): string[] => steps.flat();

test("first one request, to an origin that closes", () => {
  expect(nextCells(route(), [], context)).toMatchObject(
    [{ id: /^first: POST 80/, origin: { framing: "closes" }, act: { kind: "lockstep" } }].map((each) => ({
      ...each,
      id: expect.stringMatching(each.id) as string,
    })),
  );
});

test("what nobody let through needs no second request", () => {
  expect(all(follow(route(), () => [seen({ status: 401, reached: 0, got: 0 })]))).toHaveLength(1);
});

test.for([405, 403, 404])("where POST is answered with %i, GET is asked, and then all with it", (status) => {
  const ids = all(
    follow(route(), (cell) => (cell.reader.method === "POST" ? [seen({ status, reached: 0 })] : streaming(cell))),
  );
  expect(ids[1]).toMatch(/^first GET/);
  expect(ids.slice(2).every((id) => id.includes("GET"))).toBe(true);
  expect(ids.length).toBeGreaterThan(5);
});

test("where what closes is no measure, the origin answers with chunks alone", () => {
  const ids = all(follow(route({ target: { ...route().target, asks: "1.1", chunks: true } }), () => [held()]));
  expect(ids[0]).toMatch(/^first: POST 80, chunked/);
  expect(ids.filter((id) => id.includes("closes"))).toEqual([]);
});

test("what GET alone reaches is asked with nothing else", () => {
  const ids = all(follow(route({ method: "GET" }), streaming));
  expect(ids[0]).toMatch(/^first: GET/);
  expect(ids.filter((id) => id.includes("POST"))).toEqual([]);
});

test("what streams for an origin that closes is asked for chunks once, over one reader", () => {
  const two = {
    listeners: [
      { port: 80, tls: false, http2: false },
      { port: 443, tls: true, http2: true },
    ],
  };
  const ids = all(follow(route(two), streaming));
  expect(ids.filter((id) => id.startsWith("origin: ") && id.includes("chunked"))).toEqual([
    "origin: POST 80, chunked text/event-stream",
  ]);
  expect(ids.filter((id) => id.includes("443"))).toHaveLength(2);
});

test("what holds is asked for chunks over each reader, and with what the app could say", () => {
  const answers = [{ "x-accel-buffering": "no" }];
  const two = { listeners: [{ port: 443, tls: true, http2: true }] };
  const ids = all(follow(route(two), () => [held()], { answers }));
  expect(ids.filter((id) => id.startsWith("origin: ") && id.includes(", chunked"))).toHaveLength(2);
  expect(ids.filter((id) => id.startsWith("asks for a stream"))).toHaveLength(2);
});

test("an origin that is asked with HTTP/1.0 chunks all the same; one that is asked with HTTP/2 has one framing", () => {
  const asks = (asked: "1.0" | "2"): string[] =>
    all(follow(route({ target: { ...route().target, asks: asked } }), () => [held()]));
  expect(asks("1.0").filter((id) => id.includes("chunked-to-1.0"))).toHaveLength(1);
  const framed = asks("1.0").filter((id) => !id.startsWith("app breaks off"));
  expect(framed.some((id) => id.includes(", chunked text"))).toBe(false);
  expect(asks("2").every((id) => id.includes(", chunked text"))).toBe(true);
});

test("the app breaks off once, and is asked to chunk: what it does with HTTP/1.0 is its own", () => {
  const crash = (asks: "1.0" | "1.1" | "2"): Cell[] => {
    const of = route({ target: { ...route().target, asks } });
    const done = follow(of, streaming).flat();
    expect(done.filter((id) => id.startsWith("app breaks off"))).toHaveLength(1);
    return nextCells(of, [{ cell: nextCells(of, [], context)[0]!, seen: [seen()] }], context).filter(
      ({ act }) => act.kind === "crash",
    );
  };
  for (const asks of ["1.0", "1.1", "2"] as const)
    expect(crash(asks)).toMatchObject([{ origin: { framing: "chunked" } }]);
});

test("a burst comes last, and only where the config counts all readers together", () => {
  const guarded = (everybody: boolean): Route =>
    route({ guards: [{ kind: "connections", at: route().at, ...(everybody && { everybody }) }] });
  const steps = follow(guarded(true), streaming);
  expect(steps.at(-1)).toEqual([expect.stringMatching(/^burst: POST 80/)]);
  expect(all(steps).filter((id) => id.startsWith("burst"))).toHaveLength(1);
  expect(all(follow(guarded(false), streaming)).some((id) => id.startsWith("burst"))).toBe(false);
});

test("large events are sent where something compresses: Caddy's encode decides by the first write", () => {
  const large = (ids: string[]): boolean => ids.some((id) => id.startsWith("offers") && id.includes("large events"));
  expect(large(all(follow(route(), streaming)))).toBe(false);
  expect(large(all(follow(route({ compresses: true }), streaming)))).toBe(true);
});

test("other types are asked for where something compresses: in the config, or seen", () => {
  const json = (ids: string[]): boolean => ids.some((id) => id.includes("application/json"));
  expect(json(all(follow(route(), streaming)))).toBe(false);
  expect(json(all(follow(route({ compresses: true }), streaming)))).toBe(true);
  const coding = (cell: Cell): Seen[] =>
    streaming(cell).map((each) => ({ ...each, contentEncoding: cell.reader.offers === null ? null : "gzip" }));
  expect(json(all(follow(route(), coding)))).toBe(true);
});

test("a question is asked twice where there is a cache, with GET too; else once a server", () => {
  const twice = (of: Route, firstOfServer: boolean): string[] =>
    all(follow(of, streaming, { firstOfServer })).filter((id) => id.startsWith("asked twice"));
  expect(twice(route({ caches: true }), false)).toHaveLength(2);
  expect(twice(route(), true)).toHaveLength(1);
  expect(twice(route(), false)).toHaveLength(0);
});
