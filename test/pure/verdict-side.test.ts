import { describe, expect, test } from "vitest";
import { metricsOf } from "../../src/metrics/index.ts";
import type { SideVerdict } from "../../src/model/result.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { verdictOf } from "../../src/verdict/index.ts";
import { inPace, late, onlyFirst, silentBetween, toTheEnd } from "./paths.ts";
import { experiment, handshake, judged, run, side } from "./traces.ts";

function verdict(trace: SideTrace): SideVerdict {
  return judged(experiment([trace])).sides[trace.side.name]!;
}

const rig = (mockLatenessMaxMs: number, readerDelayMaxMs = 1, steal = 0) => ({
  mockLatenessMaxMs,
  readerDelayMaxMs,
  steal,
});

describe("pass and fail", () => {
  test("pass: both proofs as expected", () => {
    const fixed = verdict(side("fixed", { shape: "streamed" }, [run(), handshake("acknowledged")]));
    expect(fixed).toMatchObject({
      verdict: "pass",
      reason: null,
      expected: "streamed",
      shape: "streamed",
      end: "clean",
      batches: 24,
    });
    expect(fixed.lockstep).toMatchObject({ acknowledged: 24, stoppedAtToken: null });
  });

  test("fail: the reason names what was expected and what was seen", () => {
    const fixed = verdict(side("fixed", { shape: "streamed" }, [run({ path: toTheEnd }), handshake("held")]));
    expect(fixed.verdict).toBe("fail");
    expect(fixed.reason).toBe(
      "shape expected streamed, observed held (24 of 24 tokens in 1 batch, TTFT 1.73 s) (paced); " +
        "lockstep expected acknowledged, observed held (stopped at token 1 of 24, 4.0 KB outstanding at the end) (lockstep)",
    );
  });

  test("fail: the proofs contradict each other", () => {
    const broken = verdict(side("broken", { shape: "held" }, [run({ path: toTheEnd }), handshake("acknowledged")]));
    expect(broken.verdict).toBe("fail");
    expect(broken.reason).toMatch(/^the proofs contradict each other: lockstep expected held, observed acknowledged/);
  });

  test("several readers: a shape for each", () => {
    const streams = [{ reader: "first" }, { reader: "second", startMs: 200, queueMs: 1800 }];
    const queue = { shape: "streamed", readers: { second: { shape: "queued" } } } as const;
    const turn = verdict(side("turn", queue, [run(streams)]));
    expect(turn).toMatchObject({ verdict: "pass", expected: "first streamed, second queued" });
    expect(turn.readers).toMatchObject({ first: { shape: "streamed" }, second: { shape: "queued", tokens: 24 } });
  });

  test("a line of a layer's log is judged and quoted", () => {
    const logs = { nginx: "start\nan upstream response is buffered to a temporary file\n" };
    const seen = verdict(side("a", { logs: { nginx: "buffered to a .* file" } }, [run()], { logs }));
    expect(seen).toMatchObject({
      verdict: "pass",
      quotes: { nginx: "an upstream response is buffered to a temporary file" },
    });
    expect(verdict(side("b", { logs: { nginx: "refused" } }, [run()], { logs }))).toMatchObject({
      verdict: "fail",
      quotes: {},
    });
  });
});

test.each([
  [{ app: 210 }, "at least 200 MB | 210 MB", "pass"],
  [{ app: 61 }, "at least 200 MB | 61 MB", "fail"],
  [{}, "at least 200 MB | none", "fail"],
])("peak memory %j: %s", (peakMemoryMb, said, expected) => {
  const seen = verdict(side("a", { peakMemoryMb: { app: { min: 200 } } }, [run()], { peakMemoryMb }));
  const finding = seen.findings.find(({ what }) => what === "peak memory of app")!;
  expect([`${finding.expected} | ${finding.observed}`, seen.verdict]).toEqual([said, expected]);
});

describe("inconclusive: nothing to judge by", () => {
  const error = { code: "layer_failed", message: "nginx died", hint: "look at its log" };
  test.each<[RegExp, SideTrace]>([
    [/^nginx died; look at its log$/, side("a", { shape: "streamed" }, [], { error })],
    [/no run/, side("a", { shape: "streamed" }, [])],
    [/^no tokens: the reader reader received none of 24/, side("a", { shape: "empty" }, [run({ path: () => null })])],
    [/^no tokens/, side("a", { shape: "empty", tokens: { max: 0 } }, [run({ scenario: { tokens: 0 } })])],
    [/the reader second left no record/, side("a", { readers: { second: { shape: "held" } } }, [run()])],
    [/there was no lockstep run/, side("a", { lockstep: "held" }, [run()])],
    [/nothing was judged/, side("a", { generations: 1 }, [handshake("held")])],
    [/no handshake/, side("a", { shape: "held" }, [run({}, { proof: "lockstep" })])],
    [/the judge crashed: Invalid regular expression/, side("a", { logs: { nginx: "(" } }, [run()])],
  ])("%s", (reason, trace) => {
    const { verdict: word, reason: said } = verdict(trace);
    expect(word).toBe("inconclusive");
    expect(said).toMatch(reason);
  });

  test("tokens that the mock's log does not know", () => {
    const trace = run();
    const foreign = { ...trace, sendLog: { ...trace.sendLog, runId: "another" } };
    expect(verdict(side("a", { shape: "streamed" }, [foreign])).reason).toMatch(
      /24 of 24 tokens that the mock's log does not know/,
    );
  });

  test("metrics that do not belong to the trace", () => {
    const trace = experiment([side("a", { shape: "streamed" }, [run()])]);
    expect(verdictOf(trace, { ...metricsOf(trace), sides: {} }).verdict).toBe("inconclusive");
  });
});

describe("inconclusive: the rig", () => {
  test.each([
    [/the mock was 200 ms late in the paced run, limit 173 ms; stop what else runs/, rig(200)],
    [/a reader was 1\.80 s late/, rig(0, 1800)],
    [/the hypervisor stole 30 % of the CPU time, limit 10 %/, rig(0, 1, 0.3)],
  ])("starved: %s", (reason, health) => {
    const { verdict: word, reason: said } = verdict(
      side("a", { shape: "held" }, [run({ path: toTheEnd }, { rig: health })]),
    );
    expect(word).toBe("inconclusive");
    expect(said).toMatch(reason);
  });

  test("starved in lockstep: late by a quarter of the deadline", () => {
    const trace = { ...handshake("held"), rig: rig(0, 400) };
    expect(verdict(side("a", { shape: "held" }, [trace])).reason).toMatch(
      /400 ms late in the lockstep run, limit 375 ms/,
    );
  });

  test("a hold that the rig's own delay explains is not blamed on the path", () => {
    const seen = (mockLateMs: number) =>
      verdict(
        side("a", { shape: "streamed" }, [
          run({ path: late(120) }, { rig: rig(mockLateMs) }),
          handshake("acknowledged"),
        ]),
      );
    expect(seen(2)).toMatchObject({ verdict: "fail", shape: "delayed" });
    expect(seen(40)).toMatchObject({ verdict: "inconclusive", shape: "delayed" });
    expect(seen(40).reason).toMatch(
      /^too busy to tell: the rig's own delay \(up to 80 ms on every token\).*expected streamed, observed delayed/,
    );
  });

  test("a shape that only the rig's own delay makes does not pass", () => {
    const seen = (mockLateMs: number) =>
      verdict(side("a", { shape: "delayed" }, [run({ path: late(120) }, { rig: rig(mockLateMs) })]));
    expect(seen(2).verdict).toBe("pass");
    expect(seen(40).verdict).toBe("inconclusive");
  });

  test("a hold far above the rig's own delay still fails, one far below still passes", () => {
    const busy = { rig: rig(50, 50) };
    expect(verdict(side("a", { shape: "streamed" }, [run({ path: toTheEnd }, busy)])).verdict).toBe("fail");
    expect(verdict(side("a", { shape: "streamed" }, [run({ path: silentBetween(300, 900) }, busy)])).verdict).toBe(
      "fail",
    );
    expect(verdict(side("a", { shape: "streamed" }, [run({ path: inPace }, busy)])).verdict).toBe("pass");
    expect(verdict(side("a", { shape: "held" }, [run({ path: toTheEnd }, busy)])).verdict).toBe("pass");
    expect(
      verdict(side("a", { shape: "cut", end: "silent" }, [run({ path: onlyFirst(9), marker: false }, busy)])).verdict,
    ).toBe("pass");
  });
});
