import { describe, expect, test } from "vitest";
import type { ReaderObservation } from "../../src/model/observation.ts";
import type { Finding } from "../../src/model/result.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { onlyFirst } from "./paths.ts";
import { finding, render, tell } from "./render.ts";
import type { Said, SaidOf } from "./render.ts";
import { experiment, run, side } from "./traces.ts";

const PAGE = { width: 80, colour: false };

/** A side that was refused with this status after so long. */
function refused(name: string, status: number, afterMs: number): SideTrace {
  const record = { status, headersAtNs: 5e9 + afterMs * 1e6, endedAtNs: 5e9 + afterMs * 1e6 };
  return side(name, { shape: "refused" }, [run({ path: onlyFirst(0), marker: false, record })]);
}

/** What verdict says of a side that was refused, judged by these fields. */
function judged(findings: readonly Partial<Finding>[], more: Omit<Said, "judgement"> = {}): Said {
  return { ...more, judgement: { findings: findings.map(finding) } };
}

const status = (observed: number): Partial<Finding> => ({ what: "status", expected: observed, observed });
const endedMs = (observed: number): Partial<Finding> => ({
  what: "endedMs",
  unit: "ms",
  expected: { min: 1 },
  observed,
});
const generations = (observed: number): Partial<Finding> => ({
  ...{ what: "generations", reader: null, unit: "count", expected: observed, observed },
});

describe("the figures that decide", () => {
  const trace = experiment([refused("get", 504, 2010), refused("post", 504, 1005), refused("down", 502, 1)]);
  const said: SaidOf = {
    get: judged([status(504), endedMs(2010), generations(2)]),
    post: judged([status(504), endedMs(1005), generations(1)]),
    down: judged([status(502), endedMs(1)], { run: { generations: 0 } }),
  };

  test("are a table below the lanes, and a refused reader has its time", () => {
    expect(render(trace, PAGE, said)).toMatchInlineSnapshot(`
      "written-by-hand   A trace written by hand
        path    probe > nginx > app > mock-llm
                24 tokens, 75 ms apart, 170 B events
        sent    |.....................   |
        get     |                       x|  refused, status 504 after 2.01 s
        post    |            x           |  refused, status 504 after 1.00 s
        down    |x                       |  refused, status 502 after 1 ms
                 0 s       1.0 s    2.0 s   . up to 2 tokens   x ended early
        seen                 get     post    down
                status       504     504     502
                ended at     2.01 s  1.00 s  1 ms
                generations  2       1       0
        changes get to post, down:
                  nothing: the same configuration, version and request
        why     the numbers say so
        pass in 4.0 s     results/written-by-hand/latest"
    `);
  });

  test("stand the other way round where that is narrower, and in sentences where neither fits", () => {
    const sides = Array.from({ length: 9 }, (_, index) => refused(`version-1.${index}`, 504, index < 5 ? 1000 : 2000));
    const findings = Object.fromEntries(
      sides.map(({ side: { name } }, index) => [name, judged([endedMs(index < 5 ? 1000 : 2000), generations(index)])]),
    );
    expect(seenIn(render(experiment(sides), PAGE, findings))).toMatchInlineSnapshot(`
      "ended at  generations
      version-1.0  1.00 s    0
      version-1.1  1.00 s    1
      version-1.2  1.00 s    2
      version-1.3  1.00 s    3
      version-1.4  1.00 s    4
      version-1.5  2.00 s    5
      version-1.6  2.00 s    6
      version-1.7  2.00 s    7
      version-1.8  2.00 s    8"
    `);
    expect(seenIn(render(experiment(sides), { ...PAGE, width: 40 }, findings))).toMatchInlineSnapshot(`
      "ended at: 1.00 s
      (version-1.0,
      version-1.1, version-1.2,
      version-1.3,
      version-1.4), 2.00 s
      (version-1.5,
      version-1.6, version-1.7,
      version-1.8)
      generations: 0
      (version-1.0), 1
      (version-1.1), 2
      (version-1.2), 3
      (version-1.3), 4
      (version-1.4), 5
      (version-1.5), 6
      (version-1.6), 7
      (version-1.7), 8
      (version-1.8)"
    `);
  });
});

/** The lines of the table, without its label. */
function seenIn(text: string): string {
  const lines = /^ {2}seen [^]*?(?=\n {2}(changes|the fix|why))/m.exec(text)?.[0] ?? "";
  return lines.replaceAll(/^(?: {2}seen)? +/gm, "");
}

/** Rows of the table of two sides: what, and both cells. */
function rowsOf(a: Said, b: Said, more: Partial<SideTrace>[] = []): (string | null)[][] {
  const sides = ["a", "b"].map((name, index) => ({ ...side(name, { shape: "streamed" }, [run()]), ...more[index] }));
  return tell(experiment(sides), { a, b }).figures.rows.map(({ what, cells }) => [what, ...cells]);
}

describe("a figure", () => {
  test("has no row where it is the same, or where the lanes say it", () => {
    const said = judged([
      status(200),
      finding({ observed: "held" }),
      { what: "ttftMs", unit: "ms", expected: { max: 9 }, observed: 2000 },
    ]);
    const other = judged([status(200), finding({ observed: "streamed" }), { what: "end", observed: "cut" }]);
    expect(rowsOf(said, other)).toEqual([]);
  });

  test("of time has one only if a person would say that it differs", () => {
    const rows = (a: number, b: number) => rowsOf(judged([endedMs(a)]), judged([endedMs(b)]));
    expect(rows(10, 55)).toEqual([]);
    expect(rows(10, 70)).toEqual([["ended at", "10 ms", "70 ms"]]);
    expect(rows(2000, 2190)).toEqual([]);
    expect(rows(2000, 2300)).toEqual([["ended at", "2.00 s", "2.30 s"]]);
  });

  test("that one side does not judge is what was observed there", () => {
    const steps = { count: 3, minBytes: 1360, maxBytes: 4080, threshold: null };
    const a = judged([{ what: "stepBytes", unit: "bytes", expected: { min: 1 }, observed: { min: 1360, max: 4080 } }]);
    expect(rowsOf(a, judged([], { seen: { steps: null } }))).toEqual([["bytes of a step", "1.3 KB to 4.0 KB", "none"]]);
    expect(rowsOf(a, judged([], { seen: { steps } }))).toEqual([]);
    const told = judged([{ what: "toldMs", unit: "ms", expected: { max: 9 }, observed: 3 }]);
    expect(rowsOf(told, judged([], { seen: { toldMs: null } }))).toEqual([["model told after", "3 ms", "never"]]);
    const header = { what: "requestHeaders", of: "accept-encoding", reader: null, unit: "text" } as const;
    expect(rowsOf(judged([{ ...header, expected: "gzip", observed: "gzip" }]), judged([]))).toEqual([
      ["request header accept-encoding at the model", "gzip", "none"],
    ]);
  });

  test("that nobody knows of the other side is no difference", () => {
    expect(rowsOf(judged([{ what: "tokensOf", expected: "own", observed: "own" }]), judged([]))).toEqual([]);
  });

  test("of a log is whether the line is there, whoever asked for it", () => {
    const log = (what: string, observed: string | null) => ({ what, of: "app", observed, expected: "/cancel/" });
    const about = { reader: null, proof: null, unit: "text" } as const;
    const some = judged([{ ...log("logs", "read cancelled"), ...about }]);
    const none = judged([{ ...log("logs.none", null), ...about }]);
    expect(rowsOf(some, none)).toEqual([["log of app /cancel/", "yes", "no"]]);
    expect(rowsOf(some, judged([]), [{}, { logs: { app: "listening\n" } }])).toEqual([
      ["log of app /cancel/", "yes", "no"],
    ]);
    expect(rowsOf(some, judged([]))).toEqual([]);
  });

  test("of lockstep is left to the proof", () => {
    const held = { what: "holdBytes", reader: null, proof: "lockstep", unit: "bytes", expected: { min: 1 } } as const;
    expect(rowsOf(judged([{ ...held, observed: { max: 1 } }]), judged([{ ...held, observed: { max: 9 } }]))).toEqual(
      [],
    );
  });
});

describe("several readers", () => {
  const load = (
    name: string,
    count: number,
    ended: (index: number) => number,
    seen: Partial<ReaderObservation> = {},
  ) => {
    const names = Array.from({ length: count }, (_, index) => `r-${index + 1}`);
    const findings = names.map((reader, index) => ({ ...endedMs(ended(index)), reader }));
    return {
      trace: side(name, { shape: "streamed" }, [run(names.map((reader) => ({ reader })))]),
      said: judged(findings, { seen }),
    };
  };
  const rowsFor = (...sides: ReturnType<typeof load>[]): (string | null)[][] => {
    const said = Object.fromEntries(sides.map((each) => [each.trace.side.name, each.said]));
    const story = tell(experiment(sides.map(({ trace }) => trace)), said);
    return story.figures.rows.map(({ what, cells }) => [what, ...cells]);
  };

  test("have a row each, if they are few", () => {
    const rows = rowsFor(
      load("a", 2, (index) => 1000 + index),
      load("b", 2, (index) => 1000 * (index + 1)),
    );
    expect(rows).toEqual([["ended at, r-2", "1.00 s", "2.00 s"]]);
  });

  test("share one where they saw the same", () => {
    const rows = rowsFor(
      load("a", 4, () => 1000),
      load("b", 4, (index) => (index === 2 ? 3000 : 2000)),
    );
    expect(rows).toEqual([
      ["ended at, r-1, r-2, r-4", "1.00 s", "2.00 s"],
      ["ended at, r-3", "1.00 s", "3.00 s"],
    ]);
  });

  test("share one with their range, if they are many", () => {
    const rows = rowsFor(
      load("a", 8, () => 1000),
      load("b", 8, (index) => 1000 * (index + 1)),
    );
    expect(rows).toEqual([["ended at, 8 readers (r-1 to r-8)", "1.00 s", "1.00 s to 8.00 s"]]);
  });
});
