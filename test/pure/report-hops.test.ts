import { describe, expect, test } from "vitest";
import type { Hop, HopChain } from "../../src/model/hop.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { sayHop, sayPassage } from "../../src/report/say/hop.ts";
import { PLAIN, render } from "./render.ts";
import { experiment, run, side } from "./traces.ts";

const steps = (count: number): Hop["in"] => Array.from({ length: count }, (_, index) => [index * 1e8, 220, 1]);

function hop(name: string, changes: Partial<Hop> = {}): Hop {
  const waitMs = { p50: 0.4, p99: 1, max: 2 };
  return {
    ...{ hop: name, in: steps(16), out: steps(16), waitMs, steps: 16, stepBytes: 220, basis: "events" },
    ...{ verdict: "passes", why: "at-once", whyBytes: null, sideCalls: [] },
    ...changes,
  };
}

const held: Partial<Hop> = {
  ...{ out: [[1.65e9, 3520, 16]], waitMs: { p50: 772, p99: 1650, max: 1650 }, steps: 1 },
  ...{ verdict: "holds", why: "to-the-end" },
};
const hidden: Partial<Hop> = {
  ...{ in: [[1.65e9, 3520, 16]], out: [[1.65e9, 3520, 16]] },
  verdict: "unknown",
  why: "few-arrivals",
};

function chain(...hops: Hop[]): HopChain {
  return { reader: "probe", hops, origin: { name: "mock-llm", steps: 16, spanMs: 1500 } };
}

function heard(name: string, shape: "held" | "streamed", hops: HopChain): SideTrace {
  const trace = side(name, { shape }, [run()]);
  return { ...trace, runs: trace.runs.map((each) => ({ ...each, hops: { reader: hops } })) };
}

const trace = experiment([
  heard("broken", "held", chain(hop("nginx", held), hop("app"))),
  heard("both", "held", chain(hop("nginx", hidden), hop("app", held))),
  heard("fixed", "streamed", chain(hop("nginx"), hop("app"))),
]);

describe("hops stand under the lanes", () => {
  test("a row for each, and one for a side whose hops all pass", () => {
    const lines = render(trace).split("\n");
    const from = lines.findIndex((line) => line.startsWith("  hops"));
    expect(lines.slice(from, from + 5).join("\n")).toMatchInlineSnapshot(`
      "  hops    broken  nginx  in 16 steps, out 1 step at 1.65 s   holds 772 ms (max 1.65 s), 3.4 KB
                        app    in 16 steps, out 16 steps           passes (0.4 ms)
                both    nginx  in 1 step, out 1 step at 1.65 s     cannot be known before app is cured
                        app    in 16 steps, out 1 step at 1.65 s   holds 772 ms (max 1.65 s), 3.4 KB
                fixed   all pass: nginx (0.4 ms), app (0.4 ms)"
    `);
  });

  test.each([60, 80, 100])("and no line is longer than a page of %i", (width) => {
    const lines = render(trace, { ...PLAIN, width }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("what packets contradict is said, and that nobody could listen", () => {
    const hops = { guilty: ["app"], unknown: [], expected: "none" as const, blamed: [], agrees: false, readers: {} };
    const [broken, ...others] = trace.sides;
    const without = { ...broken!, runs: [run()], hopsMissing: "the tap does not listen (no permission)" };
    const text = render({ ...trace, sides: [without, ...others] }, PLAIN, { fixed: { hops } });
    expect(text).toContain("broken: nobody could listen: the tap does not listen (no permission)");
    expect(text).toContain("fixed: no hold is expected, and packets name app");
  });
});

test("each verdict has its words", () => {
  const said = (changes: Partial<Hop>, ...more: Hop[]): string =>
    sayHop(hop("nginx", changes), chain(hop("nginx", changes), ...more));
  expect(sayPassage(hop("nginx", held))).toBe("in 16 steps, out 1 step at 1.65 s");
  expect(said({ verdict: "holds", why: "in-steps", steps: 4, stepBytes: 4096 })).toBe(
    "holds 0.4 ms (max 2 ms), in 4 steps of 4.0 KB",
  );
  expect(said({ verdict: "holds", why: "for-a-while", sideCalls: ["ext-proc"] })).toBe(
    "holds each 0.4 ms (max 2 ms), side call: ext-proc",
  );
  expect(said({ verdict: "holds", why: "stalls", whyBytes: 124_840 })).toBe("stalls: 121.9 KB never left");
  expect(said({ verdict: "holds", why: "early-bytes" })).toBe("holds: the first bytes waited 2 ms");
  expect(said({ verdict: "passes", why: "window" })).toBe("passes: it waits for its reader's room");
  expect(said(hidden)).toBe("cannot be known: it came in 1 step");
  expect(said({ verdict: "unknown", why: "lost", whyBytes: 1448 })).toBe("cannot be known: the capture lost 1.4 KB");
});
