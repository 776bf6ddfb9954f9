import { describe, expect, test } from "vitest";
import type { Cell, Seen } from "../../src/verify/cell.ts";
import { scaledLimits, waitedLimits } from "../../src/verify/loop/limits.ts";
import { findCures } from "../../src/verify/loop/cure.ts";
import type { Bench } from "../../src/verify/loop/cure.ts";
import type { Limit, OwnFile, Product } from "../../src/verify/product.ts";
import type { Stand } from "../../src/verify/stand.ts";
import { context, place, route, seen, toy } from "./verify-cells.ts";

/** A product that cuts after the seconds of its line `wait`, and reads no other line. */
function cutting(text: string, { act }: Cell): Seen[] {
  const limitMs = Number(/^wait (\d+)/m.exec(text)?.[1] ?? 60) * 1000;
  const silentMs = act.kind === "pause" ? act.silentMs : 0;
  if (silentMs < limitMs) return [seen({ sent: 2, got: 2, endedMs: silentMs })];
  if (act.kind === "pause" && act.first) return [seen({ status: 504, sent: 0, got: 0, endedMs: limitMs + 3 })];
  return [seen({ sent: 1, got: 1, end: "cut", endedMs: limitMs + 3 })];
}

const idle = (seconds: number): Limit => ({
  kind: "idle",
  seconds: { value: `${seconds}s`, at: place(2, `wait ${seconds}`) },
});

function benchOf(text: string, scaled: Product["scaled"]): Bench & { readonly file: OwnFile } {
  const file = { name: "toy.conf", text };
  let running = text;
  const stand = { measure: (cell: Cell) => Promise.resolve(cutting(running, cell)) } as unknown as Stand;
  const change = (files: readonly OwnFile[]): Promise<null> => {
    running = files[0]!.text;
    return Promise.resolve(null);
  };
  const candidates: Product["candidates"] = () => [{ kind: "replace", file: "toy.conf", line: 2, text: "wait 3600" }];
  return { product: { ...toy, scaled, candidates }, files: [file], stand, change, file };
}

const atLine =
  (line: number): Product["scaled"] =>
  (_route, _limit, seconds) => ({ kind: "replace", file: "toy.conf", line, text: `wait ${seconds}` });

describe("a limit", () => {
  const of = route({ limits: [idle(60), { ...idle(60), kind: "headers" }] });
  const routes = new Map([[of, context]]);
  const proofs = async (scaled: Product["scaled"]) =>
    (await scaledLimits(routes, [], benchOf("a\nwait 60\nb\n", scaled))).get(of)!.map(({ report }) => report.proof);

  test("is proved where its line, set to two seconds, cuts after two", async () => {
    expect(await proofs(atLine(2))).toEqual(["scaled", "scaled"]);
  });

  test("is only read where that line changes nothing", async () => {
    expect(
      await proofs((_route, _limit, seconds) => ({ kind: "replace", file: "toy.conf", line: 3, text: `b ${seconds}` })),
    ).toEqual(["read", "read"]);
  });

  test("is only read where it cannot be set", async () => {
    expect(await proofs(() => null)).toEqual(["read", "read"]);
  });
});

describe("a short limit", () => {
  const waited = async (seconds: number, all = false) => {
    const of = route({ limits: [idle(seconds)] });
    const bench = benchOf(`a\nwait ${seconds}\nb\n`, atLine(2));
    const routes = new Map([[of, context]]);
    const cuts = await waitedLimits(routes, await scaledLimits(routes, [], bench), bench, all);
    return { cuts, bench };
  };

  test("is waited for, and so is its cure", async () => {
    const { cuts, bench } = await waited(5);
    expect(cuts.map(({ problem }) => problem.fault.seen)).toEqual(["cut after 5.0 s"]);
    const cures = await findCures(
      cuts.map(({ problem }) => problem),
      bench,
    );
    expect([...cures.values()]).toMatchObject([
      { edits: [{ text: "wait 3600" }], seen: "not cut, 2 of 2 acknowledged" },
    ]);
  });

  test("is one only below what models are silent for; with --wait a longer one is waited for, too", async () => {
    expect((await waited(60)).cuts).toEqual([]);
    expect((await waited(60, true)).cuts).toHaveLength(1);
    expect((await waited(300, true)).cuts).toEqual([]);
  });
});
