import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ReaderMetrics, RunMetrics } from "../../src/model/observation.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import { forgive } from "../../src/verdict/forgive.ts";
import { rigDoubts } from "../../src/verdict/rig.ts";
import { lockstep, LOCKSTEP_TRACE, paced, readerSeen } from "./observations.ts";
import { run } from "./traces.ts";

const rig = (mockLatenessMaxMs: number, readerDelayMaxMs = 1, steal = 0) => ({
  rig: { mockLatenessMaxMs, readerDelayMaxMs, steal, busy: 0.2 },
});

describe("starved", () => {
  test("a healthy rig is in no doubt", () => {
    expect(rigDoubts(run())).toEqual([]);
    expect(rigDoubts(LOCKSTEP_TRACE)).toEqual([]);
  });

  const proof = "paced";
  test.each([
    ["the mock", run({}, rig(200)), { who: "mock", proof, lateMs: 200, limitMs: 172.5 }],
    ["a reader", run({}, rig(0, 1800)), { who: "reader", proof, lateMs: 1800, limitMs: 172.5 }],
    ["the hypervisor", run({}, rig(0, 1, 0.3)), { who: "hypervisor", proof, steal: 0.3, limit: 0.1 }],
    [
      "in lockstep by a quarter of the deadline",
      { ...LOCKSTEP_TRACE, ...rig(0, 400) },
      { who: "reader", proof: "lockstep", lateMs: 400, limitMs: 375 },
    ],
    [
      "a short answer: at least 50 ms",
      run({ scenario: { tokens: 2 } }, rig(51)),
      { who: "mock", proof, lateMs: 51, limitMs: 50 },
    ],
  ])("%s", (_what, trace, values) => {
    expect(rigDoubts(trace)).toEqual([{ code: "starved", values }]);
  });

  test.each([
    ["the mock at the limit", run({}, rig(172.5, 172.5, 0.1))],
    ["in lockstep at the limit", { ...LOCKSTEP_TRACE, ...rig(0, 375) }],
    ["a short answer at the limit", run({ scenario: { tokens: 2 } }, rig(50))],
  ])("not: %s", (_what, trace) => {
    expect(rigDoubts(trace)).toEqual([]);
  });

  test("the shortest answer counts where readers have scenarios of their own", () => {
    const both = run([{ reader: "slow", scenario: { tokens: 101 } }, { reader: "fast" }], rig(300));
    expect(rigDoubts(both)).toEqual([]);
    const { scenario } = both.sendLog!;
    const own = { ...both, sendLog: { ...both.sendLog!, readers: { fast: { ...scenario, tokens: 11 } } } };
    expect(rigDoubts(own)[0]?.values).toEqual({ who: "mock", proof, lateMs: 300, limitMs: 75 });
  });

  test("without a mock, a share of the read itself", () => {
    const elsewhere = { ...run({}, rig(0, 200)), sendLog: null };
    expect(rigDoubts(elsewhere)[0]?.values["limitMs"]).toBeCloseTo(172.6, 0);
    expect(rigDoubts({ ...elsewhere, ...rig(0, 100) })).toEqual([]);
  });
});

describe("pace lost", () => {
  test("the mock sends all at once", () => {
    const values = { tokens: 24, sentMs: 0, plannedMs: 1725 };
    expect(rigDoubts(run({ emit: () => 0 }))).toEqual([{ code: "pace-lost", values }]);
  });

  test("with a schedule that forgot the gaps", () => {
    const trace = run({ emit: () => 0 });
    const generations = trace.sendLog!.generations.map((each) => ({
      ...each,
      tokens: each.tokens.map((token) => ({ ...token, plannedAtNs: token.sentAtNs })),
    }));
    expect(rigDoubts({ ...trace, sendLog: { ...trace.sendLog!, generations } })).toHaveLength(1);
  });

  test("a tenth early is too early, a little less is not", () => {
    expect(rigDoubts(run({ emit: (ms) => ms * 0.89 }))).toHaveLength(1);
    expect(rigDoubts(run({ emit: (ms) => ms * 0.91 }))).toEqual([]);
  });

  test("a first token that comes late is no part of the pace, a silence within is", () => {
    const planned = (beforeToken: number) =>
      rigDoubts(run({ scenario: { stalls: [{ beforeToken, ms: 1000 }] }, emit: (ms) => ms / 2 })).map(
        ({ values }) => values["plannedMs"],
      );
    expect(planned(1)).toEqual([1725]);
    expect(planned(12)).toEqual([2725]);
  });

  test("each answer has the pace of its own scenario", () => {
    const both = run([{ reader: "slow" }, { reader: "fast", emit: (ms) => ms / 5 }]);
    expect(rigDoubts(both)).toHaveLength(1);
    const { scenario } = both.sendLog!;
    const own = { ...both, sendLog: { ...both.sendLog!, readers: { fast: { ...scenario, gapMs: 15 } } } };
    expect(rigDoubts(own)).toEqual([]);
  });

  test("an answer that broke off has the pace of its own schedule; one of 100 ms has none", () => {
    expect(rigDoubts(run({ scenario: { cut: { afterToken: 3, how: "reset" } } }))).toEqual([]);
    expect(rigDoubts(run({ scenario: { tokens: 2 }, emit: () => 0 }))).toEqual([]);
  });
});

describe("forgiven: the numbers without the rig's own delay", () => {
  const of = (m: Partial<ReaderMetrics>, how: "tokens" | "lumps" = "tokens", seen = paced()): RunMetrics => {
    // takes the observation's own fields out
    const reader = v.parse(v.object(ReaderMetrics.entries), { ...readerSeen(), sentMs: [], arrivedMs: [], ...m });
    const numbers = v.parse(v.object(RunMetrics.entries), { ...seen, ...rig(40), readers: { reader } });
    return forgive({ schemaVersion: SCHEMA_VERSION, subject: "by hand", sides: { any: [numbers] } }, how).sides[
      "any"
    ]![0]!;
  };
  const arrived = (...of: Parameters<typeof forgiven>): number[] => forgiven(...of).arrivedMs;
  const forgiven = (...args: Parameters<typeof of>): ReaderMetrics => of(...args).readers["reader"]!;

  test("every arrival comes twice the worst lateness earlier, but not before it was sent", () => {
    const m = { sentMs: [0, 75, 150], arrivedMs: [120, 155, 231] };
    expect(arrived(m)).toEqual([40, 75, 151]);
    expect(of(m).rig).toEqual({ mockLatenessMaxMs: 0, readerDelayMaxMs: 0, steal: 0, busy: 0.2 });
  });

  test("so do first token, queue and end", () => {
    const m = { ttftMs: 130, queueMs: 90, endedMs: 1900, sentMs: [100], arrivedMs: [130] };
    expect(forgiven(m)).toMatchObject({ ttftMs: 100, queueMs: 10, endedMs: 1820 });
    expect(forgiven({ ttftMs: null, queueMs: null })).toMatchObject({ ttftMs: null, queueMs: null });
    expect(forgiven({ queueMs: 30 }).queueMs).toBe(0);
  });

  test("so do head, first byte and the news of the end: with the first token, or before it to the request at most", () => {
    const m = { headersMs: 130, ttfbMs: 130, toldMs: 90, sentMs: [100], arrivedMs: [130] };
    expect(forgiven(m)).toMatchObject({ headersMs: 100, ttfbMs: 100, toldMs: 10 });
    expect(forgiven({ ...m, headersMs: 90, ttfbMs: 20, toldMs: -5 })).toMatchObject({
      headersMs: 10,
      ttfbMs: 0,
      toldMs: -5,
    });
    expect(forgiven({ headersMs: null, ttfbMs: null, toldMs: null })).toMatchObject({ headersMs: null, ttfbMs: null });
    // the mock stamps behind its write: what came with the token may have come before the stamp, and is not moved at all
    expect(forgiven({ ttfbMs: 99.9, sentMs: [100], arrivedMs: [99.9] }).ttfbMs).toBe(99.9);
    // a lump moves as one
    const lump = { ttfbMs: 226, sentMs: [0, 225], arrivedMs: [226, 227] };
    expect(of(lump, "lumps").readers["reader"]!.ttfbMs).toBe(224);
  });

  test("what arrived before it was sent stays so; so does an unknown origin, and a lockstep run", () => {
    expect(arrived({ sentMs: [75], arrivedMs: [70] })).toEqual([70]);
    expect(arrived({ sentMs: [], arrivedMs: [70] })).toEqual([70]);
    expect(arrived({ sentMs: [], arrivedMs: [70, 70] }, "lumps")).toEqual([70, 70]);
    const stepped = of({ sentMs: [0], arrivedMs: [120] }, "tokens", lockstep("held"));
    expect(stepped.readers["reader"]!.arrivedMs).toEqual([120]);
    expect(stepped.rig.mockLatenessMaxMs).toBe(40);
  });

  test("a lump that the rig cannot explain stays together, one that it can does not", () => {
    const held = { sentMs: [0, 75, 150, 225], arrivedMs: [226, 226, 227, 227] };
    expect(arrived(held)).toEqual([146, 146, 150, 225]);
    expect(arrived(held, "lumps")).toEqual([224, 224, 225, 225]);
    const late = { sentMs: [0, 75], arrivedMs: [80, 80] };
    expect(arrived(late, "lumps")).toEqual([0, 75]);
    // single tokens move as before, however long they were held
    expect(arrived({ sentMs: [0, 75], arrivedMs: [120, 195] }, "lumps")).toEqual([40, 115]);
  });
});
