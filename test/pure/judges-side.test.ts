import { describe, expect, test } from "vitest";
import { markCut } from "../../src/model/cut.ts";
import type { Expectation } from "../../src/model/expectation.ts";
import type { RunObservation } from "../../src/model/observation.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { SHAPES } from "../../src/model/words.ts";
import { findingsOf } from "../../src/verdict/findings.ts";
import { LOCKSTEP_FIELDS, PACED_FIELDS, WHOLE_FIELDS } from "../../src/verdict/side-fields.ts";
import { HELD, line, lockstep, LOCKSTEP_TRACE, observation, paced, PACED_TRACE } from "./observations.ts";
import { side } from "./traces.ts";

const RUNS = [PACED_TRACE, LOCKSTEP_TRACE];

function judge(expected: Expectation, runs: RunObservation[], more: Parameters<typeof side>[3] = {}): string[] {
  return lines(side("any", expected, RUNS, more), expected, runs);
}

function lines(trace: SideTrace, expected: Expectation, runs: RunObservation[]): string[] {
  const { peakMemoryMb } = trace;
  return findingsOf(trace, observation(runs, { peakMemoryMb }), expected).map(line);
}

type Row = [Expectation, RunObservation, Parameters<typeof side>[3], string];
const CUT_LOG = { logs: { nginx: markCut("start\n") } };
const LOG = { logs: { nginx: "start\n  an answer is buffered to a file\n" } };
const HEADERS = paced(undefined, { requestHeaders: { connection: "close" }, requestHttpVersion: "1.0" });
const HOLD = lockstep("let-go", { holdBytes: { over: 1320, atMost: 1540 } });

/** For every field of the side: an observation that is as expected, and one that is not. */
const ROWS: Row[] = [
  [{ requests: 2 }, paced(undefined, { requests: 2 }), {}, "requests: 2 | 2 | ok"],
  [{ requests: 1 }, paced(undefined, { requests: 2 }), {}, "requests: 1 | 2 | not ok"],
  [{ requests: 1 }, paced(undefined, { requests: null }), {}, "requests: 1 | null | not ok"],
  [{ generations: 1 }, paced(), {}, "generations: 1 | 1 | ok"],
  [{ generations: 1 }, paced(undefined, { generations: 0 }), {}, "generations: 1 | 0 | not ok"],
  [{ tokensForNobody: { max: 0 } }, paced(), {}, 'tokensForNobody: {"max":0} | 0 | ok'],
  [
    { tokensForNobody: { max: 0 } },
    paced(undefined, { tokensForNobody: 9 }),
    {},
    'tokensForNobody: {"max":0} | 9 | not ok',
  ],
  [{ requestHeaders: { connection: "close" } }, HEADERS, {}, "requestHeaders of connection: close | close | ok"],
  [{ requestHeaders: { connection: { like: "^c" } } }, HEADERS, {}, "requestHeaders of connection: /^c/ | close | ok"],
  [{ requestHeaders: { te: null } }, HEADERS, {}, "requestHeaders of te: null | null | ok"],
  [{ requestHeaders: { te: "gzip" } }, HEADERS, {}, "requestHeaders of te: gzip | null | not ok"],
  // without a request nobody has seen that it has no such header
  [
    { requestHeaders: { te: null } },
    paced(undefined, { requestHeaders: null }),
    {},
    "requestHeaders of te: null | null | not ok",
  ],
  [{ requestHttpVersion: "1.0" }, HEADERS, {}, "requestHttpVersion: 1.0 | 1.0 | ok"],
  [{ requestHttpVersion: "1.1" }, HEADERS, {}, "requestHttpVersion: 1.1 | 1.0 | not ok"],
  [{ crowd: [{ status: 200 }] }, paced(), {}, 'crowd of all status: {"min":1} | 1 | ok'],
  [{ crowd: [{ status: 503 }] }, paced(), {}, 'crowd of all status: {"min":1} | 0 | not ok'],
  [{ lockstep: "held" }, lockstep("held"), {}, "lockstep: held | held | ok"],
  [{ lockstep: "held" }, lockstep("acknowledged"), {}, "lockstep: held | acknowledged | not ok"],
  [{ lockstep: "acknowledged" }, lockstep("broken-off"), {}, "lockstep: acknowledged | broken-off | not ok"],
  [
    { holdBytes: { min: 1400, max: 1600 } },
    HOLD,
    {},
    'holdBytes: {"min":1400,"max":1600} | {"min":1320,"max":1540} | ok',
  ],
  [{ holdBytes: { max: 1539 } }, HOLD, {}, 'holdBytes: {"max":1539} | {"min":1320,"max":1540} | not ok'],
  [{ holdBytes: { min: 1541 } }, HOLD, {}, 'holdBytes: {"min":1541} | {"min":1320,"max":1540} | not ok'],
  [
    { holdBytes: { max: 99 } },
    lockstep("let-go", { holdBytes: { over: null, atMost: 98 } }),
    {},
    'holdBytes: {"max":99} | {"max":98} | ok',
  ],
  [{ holdBytes: { min: 0 } }, lockstep("held"), {}, 'holdBytes: {"min":0} | null | not ok'],
  [{ logs: { nginx: "to a f.le" } }, paced(), LOG, "logs of nginx: /to a f.le/ | an answer is buffered to a file | ok"],
  [{ logs: { nginx: { some: "start" } } }, paced(), LOG, "logs of nginx: /start/ | start | ok"],
  [{ logs: { nginx: "refused" } }, paced(), LOG, "logs of nginx: /refused/ | null | not ok"],
  // lines, not the whole text
  [{ logs: { nginx: "start[^]*file" } }, paced(), LOG, "logs of nginx: /start[^]*file/ | null | not ok"],
  [{ logs: { app: "" } }, paced(), LOG, "logs of app: // | null | not ok"],
  [{ logs: { nginx: { none: "refused" } } }, paced(), LOG, "logs.none of nginx: /refused/ | null | ok"],
  [{ logs: { nginx: { none: "start" } } }, paced(), LOG, "logs.none of nginx: /start/ | start | not ok"],
  // a log that is not there does not show what is not in it
  [{ logs: { app: { none: "refused" } } }, paced(), LOG, "logs.none of app: /refused/ | null | not ok"],
  // a log that was cut: what is not in it may have been written all the same
  [{ logs: { nginx: { none: "refused" } } }, paced(), CUT_LOG, "logs.none of nginx: /refused/ | null | not ok"],
  [{ logs: { nginx: "start" } }, paced(), CUT_LOG, "logs of nginx: /start/ | start | ok"],
  [
    { peakMemoryMb: { app: { min: 200 } } },
    paced(),
    { peakMemoryMb: { app: 210 } },
    'peakMemoryMb of app: {"min":200} | 210 | ok',
  ],
  [
    { peakMemoryMb: { app: { min: 200 } } },
    paced(),
    { peakMemoryMb: { app: 61 } },
    'peakMemoryMb of app: {"min":200} | 61 | not ok',
  ],
  [{ peakMemoryMb: { app: { max: 200 } } }, paced(), {}, 'peakMemoryMb of app: {"max":200} | null | not ok'],
];

describe("what is expected of a side, and what is found", () => {
  test.each(ROWS)("%j, %#", (expected, run, more, finding) => {
    expect(judge(expected, [run], more)).toEqual([finding]);
  });

  test("each row of the tables has an input that passes and one that breaks it", () => {
    const fields = [PACED_FIELDS, LOCKSTEP_FIELDS, WHOLE_FIELDS].flatMap((table) => Object.keys(table)).sort();
    for (const ok of [true, false]) {
      const tried = ROWS.filter((row) => row[3].endsWith("| ok") === ok).map(([expected]) => Object.keys(expected)[0]);
      expect([...new Set(tried)].sort()).toEqual(fields);
    }
  });

  test("a log may have a line that must be there and one that must not", () => {
    expect(judge({ logs: { nginx: { some: "start", none: "buffered" } } }, [paced()], LOG)).toEqual([
      "logs of nginx: /start/ | start | ok",
      "logs.none of nginx: /buffered/ | an answer is buffered to a file | not ok",
    ]);
  });
});

describe("readers by name", () => {
  test("a reader's own expectation wins over the side's, field by field", () => {
    const trace = side("any", undefined, RUNS, { side: { readers: {} } });
    const both = paced({ ann: {}, bob: { shape: "queued", ttftMs: 900 } });
    expect(lines(trace, { status: 200, shape: "streamed", readers: { bob: { shape: "queued" } } }, [both])).toEqual([
      "ann shape: streamed | streamed | ok",
      "ann end: clean | clean | ok",
      "ann status: 200 | 200 | ok",
      "bob shape: queued | queued | ok",
      "bob end: clean | clean | ok",
      "bob status: 200 | 200 | ok",
    ]);
  });
});

describe("the end that a shape implies", () => {
  const leaving = { readers: { reader: { leave: { afterToken: 3 } } } };
  test.each<[Expectation, Parameters<typeof side>[3], string[]]>([
    [{ shape: "streamed" }, {}, ["reader end: clean | silent | not ok"]],
    [{ shape: "held" }, {}, ["reader end: clean | silent | not ok"]],
    [{ shape: "streamed" }, leaving, ["reader end: left | silent | not ok"]],
    [{ shape: "streamed", end: "silent" }, {}, ["reader end: silent | silent | ok"]],
    [{ shape: "cut" }, {}, []],
    [{ shape: "refused" }, {}, []],
    [{ shape: "stalled" }, {}, []],
    [{ tokens: { min: 1 } }, {}, []],
    [{}, leaving, []],
  ])("%j %j", (expected, more, ends) => {
    const found = judge(expected, [paced({ reader: { end: "silent" } })], more);
    expect(found.filter((each) => each.includes(" end: "))).toEqual(ends);
  });
});

test("a whole answer implies an end, and nothing else does", () => {
  const implied = SHAPES.filter((shape) => judge({ shape }, [paced()]).some((each) => each.includes(" end: ")));
  expect(implied).toEqual(["replayed", "held", "batched", "stretched", "delayed", "queued", "streamed"]);
});

describe("the handshake that a shape implies", () => {
  test.each<[Expectation["shape"], string[]]>([
    ["streamed", ["lockstep: acknowledged | acknowledged | ok"]],
    ["delayed", ["lockstep: acknowledged | acknowledged | ok"]],
    ["stretched", ["lockstep: acknowledged | acknowledged | ok"]],
    ["queued", ["lockstep: acknowledged | acknowledged | ok"]],
    ["held", ["lockstep: held | acknowledged | not ok"]],
    ["batched", ["lockstep: let-go | acknowledged | not ok"]],
    ["cut", []],
    [undefined, []],
  ])("%s", (shape, findings) => {
    expect(judge(shape === undefined ? {} : { shape }, [lockstep("acknowledged")])).toEqual(findings);
  });

  test("a stated one wins", () => {
    expect(judge({ shape: "streamed", lockstep: "let-go" }, [lockstep("let-go")])).toEqual([
      "lockstep: let-go | let-go | ok",
    ]);
  });

  const stepped = (maxMs: number) =>
    paced({ reader: { shape: "batched", holdMs: { p50: maxMs / 2, p99: maxMs, max: maxMs } } });
  const about = (found: string[]) => found.filter((each) => each.startsWith("lockstep"));
  test("a hold by time below the deadline of 1500 ms is not seen in lockstep, and not contradicted by it", () => {
    const expected = { shape: "batched" } as const;
    expect(about(judge(expected, [stepped(1499), lockstep("acknowledged")]))).toEqual([]);
    expect(about(judge(expected, [stepped(1500), lockstep("acknowledged")]))).toEqual([
      "lockstep: let-go | acknowledged | not ok",
    ]);
    expect(about(judge(expected, [stepped(300), lockstep("held")]))).toEqual(["lockstep: let-go | held | not ok"]);
  });

  test("... but it still is where the paced run was not held either, and where it is stated", () => {
    expect(about(judge({ shape: "batched" }, [paced(), lockstep("acknowledged")]))).toHaveLength(1);
    const stated = { shape: "batched", lockstep: "let-go" } as const;
    expect(about(judge(stated, [stepped(300), lockstep("acknowledged")]))).toHaveLength(1);
    expect(about(judge({ shape: "held" }, [paced({ reader: HELD }), lockstep("acknowledged")]))).toHaveLength(1);
  });
});

describe("a lockstep run that breaks after the handshake", () => {
  test.each(["held", "let-go"] as const)("is found after %s, too", (how) => {
    const reset = lockstep(how, {}, { end: "reset", tokens: 0 });
    const found = judge({ shape: how === "held" ? "held" : "batched", lockstep: how }, [reset]);
    expect(found.slice(1)).toEqual(["reader end: clean | reset | not ok", 'reader tokens: {"min":24} | 0 | not ok']);
    expect(judge({ lockstep: how }, [reset])).toHaveLength(3);
    expect(judge({ shape: "cut", lockstep: how }, [reset])).toHaveLength(1);
  });

  const broken = lockstep("acknowledged", {}, { end: "reset", tokens: 23 });
  const passed = "lockstep: acknowledged | acknowledged | ok";
  const found = [passed, "reader end: clean | reset | not ok", 'reader tokens: {"min":24} | 23 | not ok'];
  test("is found, by its end and by its missing tokens", () => {
    expect(judge({ shape: "streamed" }, [broken])).toEqual(found);
    expect(judge({ lockstep: "acknowledged" }, [broken])).toEqual(found);
    expect(judge({ shape: "streamed" }, [lockstep("acknowledged", {}, { tokens: 23 })])).toHaveLength(2);
  });

  test("is found as well where the handshake cannot see the hold", () => {
    const batched = paced({ reader: { shape: "batched" } });
    expect(judge({ shape: "batched" }, [batched, broken]).slice(2)).toEqual(found.slice(1));
  });

  test("a reader that leaves as it is told lacks nothing, and neither does one that is to break", () => {
    const left = lockstep("acknowledged", {}, { end: "left", tokens: 3 });
    const leaving = { readers: { reader: { leave: { afterToken: 3 } } } };
    expect(judge({ shape: "streamed" }, [left], leaving)).toEqual([passed]);
    expect(judge({ shape: "streamed" }, [left])).toHaveLength(3);
    expect(judge({ shape: "cut", end: "reset" }, [broken])).toEqual([]);
    expect(judge({ shape: "streamed", end: "reset", tokens: { max: 23 } }, [broken])).toEqual([passed]);
  });
});
