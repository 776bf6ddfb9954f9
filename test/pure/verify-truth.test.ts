import { describe, expect, test } from "vitest";
import type { Cell, Seen } from "../../src/verify/cell.ts";
import { nextCells } from "../../src/verify/plan.ts";
import type { Measured } from "../../src/verify/plan.ts";
import type { Guard } from "../../src/verify/route.ts";
import { lineAbout, stillShows, truthOf } from "../../src/verify/truth.ts";
import type { Truth } from "../../src/verify/truth.ts";
import { context, held, place, route, seen, streaming } from "./verify-cells.ts";

/** The truth of a route that is followed to its end; some cells see something of their own. */
function truth(sees: (cell: Cell) => readonly Seen[] | null, of = route()): Truth {
  const done: Measured[] = [];
  for (let cells = nextCells(of, done, context); cells.length > 0; cells = nextCells(of, done, context)) {
    done.push(...cells.map((cell) => ({ cell, seen: sees(cell) ?? streaming(cell) })));
  }
  return truthOf(of, done);
}

test("what came through, each token by itself, streams", () => {
  expect(truth(() => null)).toMatchObject({ verdict: "streams", why: null, holds: [], faults: [] });
});

test("nothing asked is no stream", () => {
  expect(truthOf(route(), [])).toMatchObject({ verdict: "not-measured", cells: 0 });
});

const guard = (kind: Guard["kind"]): Guard => ({ kind, at: place(60) });

test.for([
  [{ status: 401, reached: 0, got: 0 }, "refused", "your own guard answers 401 (line 60): --header"],
  [{ status: 404, reached: 0, got: 0 }, "not-reached", "it answers 404 by itself: the origin saw no request"],
  [
    { status: 301, reached: 0, got: 0, redirect: "https://a/" },
    "not-reached",
    "it answers 301 by itself and sends the reader to https://a/: the origin saw no request",
  ],
  [{ status: null, reached: 0, got: 0, error: "connect ECONNREFUSED" }, "not-reached", "connect ECONNREFUSED"],
  [{ status: 502, got: 0 }, "not-measured", "it answers 502 although the origin has answered 200"],
] as const)("%j is no result", ([what, verdict, why]) => {
  const of = route({ guards: [guard("auth")] });
  expect(truth(() => [seen(what)], of)).toMatchObject({ verdict, why, faults: [] });
});

test.for([
  ["rate", 429],
  ["connections", 503],
] as const)("a limit of %s is no question of a header", ([kind, status]) => {
  const of = route({ guards: [guard(kind)] });
  const why = `your own limit answers ${status} (line 60): the lab has asked more often than it allows`;
  expect(truth(() => [seen({ status, reached: 0, got: 0 })], of)).toMatchObject({ verdict: "refused", why });
});

describe("faults", () => {
  const only = (kind: string, sees: Seen[]) => (cell: Cell) => (cell.act.kind === kind ? sees : null);

  test("a hold: its size, for whom, and the cells that show it", () => {
    const found = truth((cell) => (cell.id.startsWith("first") ? [held(4_200)] : null));
    expect(found).toMatchObject({
      verdict: "holds",
      holds: [{ origin: "closes", reader: "HTTP/1.1", encoding: null, bytes: 4_200, toTheEnd: false }],
      faults: [{ fault: "holds", seen: "holds 4.1 KB" }],
    });
    expect(found.faults[0]!.by).toHaveLength(1);
  });

  test("of two holds of one kind the worse is told; where and of what are kinds", () => {
    const compresses = route({ compresses: true });
    const json = (cell: Cell): boolean => cell.origin.contentType === "application/json";
    const found = truth(
      (cell) =>
        cell.act.kind !== "lockstep" || cell.reader.offers === null ? null : [held(json(cell) ? null : 4_200)],
      compresses,
    );
    expect(found.holds.map(({ contentType, listen, toTheEnd }) => [contentType, listen, toTheEnd])).toContainEqual([
      ...["application/json", "80"],
      true,
    ]);
    expect(new Set(found.holds.map((hold) => JSON.stringify({ ...hold, bytes: 0, toTheEnd: 0 }))).size).toBe(
      found.holds.length,
    );
  });

  test("a token that waits, and comes by itself: HAProxy's 200 ms", () => {
    const late = (latencyMs: number) => (cell: Cell) =>
      cell.origin.framing === "chunked" && cell.act.kind === "lockstep" ? [seen({ latencyMs })] : null;
    const found = truth(late(207.6));
    expect(found).toMatchObject({
      verdict: "holds",
      holds: [{ origin: "chunked", bytes: null, toTheEnd: false, eachMs: 208 }],
      faults: [{ fault: "holds", seen: "holds each token for 208 ms" }],
    });
    expect(truth(late(60)).faults).toEqual([]);
  });

  test("a hold to the end", () => {
    expect(truth((cell) => (cell.act.kind === "lockstep" ? [held(null)] : null)).faults[0]).toMatchObject({
      seen: "holds all of the answer",
    });
  });

  test("missing tokens behind a clean end are lost, not held", () => {
    const lost = seen({ sent: 1311, got: 5, held: { bytes: null, toTheEnd: true } });
    const found = truth((cell) => (cell.origin.coding === "always" ? [lost] : null));
    expect(found).toMatchObject({ verdict: "loses", holds: [] });
    const says = "5 of 1311 tokens came, then the answer was ended cleanly";
    expect(found.faults[0]!.seen).toBe(`when your app compresses: ${says}`);
    expect(truth((cell) => (cell.act.kind === "lockstep" ? [lost] : null)).faults[0]!.seen).toBe(says);
  });

  test.for([
    ["replays", only("twice", [seen(), seen({ reached: 0, got: 0, foreign: true })])],
    ["goes-on", only("leave", [seen({ end: "cut", leftMs: null })])],
    ["repeats", only("two", [seen(), seen({ reached: 2 })])],
    ["hides", only("crash", [seen({ sent: 3, got: 3 })])],
  ] as const)("%s, although each token came by itself", ([fault, sees]) => {
    const found = truth(sees);
    expect(found.verdict).toBe("streams");
    expect(found.faults.map((each) => each.fault)).toEqual([fault]);
  });

  test("of many at once some are refused: who, and with what; all or nobody is no such fault", () => {
    const of = route({ guards: [{ ...guard("connections"), everybody: true }] });
    const burst = (refused: number): Truth =>
      truth(({ act }) => {
        if (act.kind !== "burst") return null;
        return Array.from({ length: act.readers }, (_, index) =>
          index < refused ? seen({ status: 503, reached: 0, sent: 0, got: 0 }) : seen(),
        );
      }, of);
    expect(burst(8)).toMatchObject({
      ...{ verdict: "streams", faults: [{ fault: "refuses", seen: "of 20 readers at once 8 were refused (503)" }] },
    });
    expect([burst(0).faults, burst(20).faults]).toEqual([[], []]);
  });

  test("an answer that is broken off for its reader too hides nothing, nor does one that is an error", () => {
    for (const what of [{ end: "cut" }, { status: 502, got: 0 }, { end: "open" }] as const) {
      expect(truth(only("crash", [seen({ sent: 3, got: 3, ...what })])).faults).toEqual([]);
    }
  });

  test("what an app could ask for is no fault", () => {
    const cell = nextCells(route(), [], context)[0]!;
    const asked: Measured = {
      cell: { ...cell, id: "asks", origin: { ...cell.origin, headers: { "x-accel-buffering": "no" } } },
      seen: [held()],
    };
    expect(truthOf(route(), [{ cell, seen: [seen()] }, asked]).faults).toEqual([]);
  });
});

describe("a cure is none", () => {
  const cell = nextCells(route(), [], context)[0]!;
  test.for([
    ["when it still holds", held(), true],
    ["when nothing reaches the origin any more", seen({ reached: 0, got: 0, status: 502 }), true],
    ["when tokens are lost instead", seen({ got: 3 }), true],
    ["else it is one", seen(), false],
  ] as const)("%s", ([, what, still]) => {
    expect(stillShows("holds", { cell, seen: [what] })).toBe(still);
  });
});

test("a product's own words about a path", () => {
  const log = `2026/11/26 01:41:46 [error] 4#4: *1 upstream timed out, request: "POST /api/chat HTTP/1.1"
172.18.0.1 "POST /v1/x HTTP/1.1" 200
`;
  expect(lineAbout(log, "/api/chat")).toMatch(/^\[error\] 4#4: \*1 upstream timed out/);
  expect(lineAbout(log, "/v1/x")).toBeNull();
});
