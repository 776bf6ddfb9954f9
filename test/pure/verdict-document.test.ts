import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { VerdictDocument } from "../../src/model/result.ts";
import type { Doubt, Judgement, MetricsDocument } from "../../src/model/result.ts";
import type { SideObservation } from "../../src/model/observation.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import type { SideTrace, TraceDocument } from "../../src/model/trace.ts";
import type { VerdictWord } from "../../src/model/words.ts";
import { controlWord, isNoise, seenOf, verdictOf, worstControl, worstOf } from "../../src/verdict/index.ts";
import {
  allSeen,
  HELD,
  lockstep,
  LOCKSTEP_TRACE,
  observation,
  paced,
  PACED_TRACE,
  readerSeen,
} from "./observations.ts";
import { experiment, side } from "./traces.ts";

const streams = { a: [paced(), lockstep("acknowledged")], b: [paced({ reader: HELD }), lockstep("held")] };
const runs = [PACED_TRACE, LOCKSTEP_TRACE];
const busy = { ...PACED_TRACE, rig: { mockLatenessMaxMs: 900, readerDelayMaxMs: 1, steal: 0, busy: 0.2 } };

const pass = side("fixed", { shape: "streamed" }, runs);
const fail = side("broken", { shape: "held" }, runs);
const unknown = side("lost", { shape: "streamed" }, []);
const starved = side("busy", { shape: "streamed" }, [busy]);
const free = side("free", undefined, runs);
const lost = side("gone", undefined, []);

/** Every side but `lost` and `gone` was seen to stream. */
function judge(sides: readonly SideTrace[], more: Partial<TraceDocument> = {}): VerdictDocument {
  const observations = Object.fromEntries(
    sides.filter((each) => each.runs.length > 0).map((each) => [each.side.name, observation(streams.a)]),
  );
  return verdictOf(experiment(sides, { kind: "innocent", ...more }), allSeen(observations));
}

describe("the worst side decides, and fail is worse than inconclusive", () => {
  test.each([
    ["pass", [pass]],
    ["fail", [pass, fail]],
    ["inconclusive", [pass, unknown]],
    ["fail", [unknown, fail, pass]],
    ["pass", [pass, free]],
    ["pass", [pass, lost]],
    ["fail", [free, fail]],
  ])("%s", (verdict, sides) => {
    expect(judge(sides)).toMatchObject({ verdict, doubts: [] });
  });

  test("but beside a side for which the machine was too busy a fail is none, and measured again", () => {
    expect(judge([starved, fail, pass])).toMatchObject({ verdict: "inconclusive", doubts: [] });
    expect(isNoise(judge([starved, fail, pass]))).toBe(true);
    expect(isNoise(judge([starved, fail, unknown]))).toBe(false);
  });

  test("over several subjects too", () => {
    expect(worstOf(["pass", "inconclusive", "fail"])).toBe("fail");
    expect(worstOf(["pass", "inconclusive"])).toBe("inconclusive");
    expect(worstOf(["pass", "pass"])).toBe("pass");
    expect(worstOf([])).toBe("inconclusive");
  });

  test.each<[string, readonly VerdictWord[], ReturnType<typeof worstControl>]>([
    ["none is relied on", [], { passed: true, control: null, verdict: null }],
    ["all passed", ["pass", "pass"], { passed: true, control: null, verdict: null }],
    ["one is unclear", ["pass", "inconclusive"], { passed: false, control: "c1", verdict: "inconclusive" }],
    ["a fail is no noise", ["inconclusive", "fail"], { passed: false, control: "c1", verdict: "fail" }],
  ])("over the controls: %s", (_what, verdicts, word) => {
    expect(worstControl(verdicts.map((verdict, index) => controlWord(`c${index}`, verdict)))).toEqual(word);
  });

  test.each([
    ["no-run", []],
    ["nothing-judged", [free]],
    ["nothing-judged", [free, lost]],
  ])("%s", (code, sides) => {
    expect(judge(sides)).toMatchObject({ verdict: "inconclusive", doubts: [{ code, values: {} }] });
  });
});

describe("controls", () => {
  const controls = { passed: false, control: "passthrough", verdict: "fail" };
  test("without their pass nothing counts, not even a failing side", () => {
    for (const sides of [[pass], [fail], [unknown], [free]]) {
      const doubts = [{ code: "controls", values: { control: "passthrough", verdict: "fail" } }];
      expect(judge(sides, { controls })).toMatchObject({ verdict: "inconclusive", doubts });
    }
  });

  test("are judged like any other themselves", () => {
    expect(judge([pass], { kind: "control", controls }).verdict).toBe("pass");
    expect(judge([fail], { kind: "control", controls }).verdict).toBe("fail");
  });
});

describe("what was seen of every side", () => {
  test("is observed three times: as it is, and with both ways to forgive the rig", () => {
    const reader = { ...readerSeen(), sentMs: [0, 75], arrivedMs: [100, 100] };
    const metrics: MetricsDocument = {
      schemaVersion: SCHEMA_VERSION,
      subject: "any",
      sides: { a: [{ ...paced(), readers: { reader } }] },
    };
    // an observer that hands on when the first token came, as its hold
    const sides = seenOf(metrics, ({ sides: { a = [] } }) => ({
      a: observation(a.map((run) => paced({ reader: { delayMs: run.readers["reader"]!.arrivedMs[0]! } }))),
    }));
    const delayOf = (seen: SideObservation): unknown => seen.runs[0]?.readers["reader"]?.delayMs;
    const { observation: asItIs, forgiven } = sides["a"]!;
    expect([asItIs, forgiven.tokens, forgiven.lumps].map(delayOf)).toEqual([100, 98, 98]);
  });

  test("keeps the names, and a side without metrics stays without", () => {
    const metrics: MetricsDocument = { schemaVersion: SCHEMA_VERSION, subject: "any", sides: {} };
    expect(Object.keys(seenOf(metrics, () => ({ a: observation([]), b: observation([]) })))).toEqual(["a", "b"]);
  });
});

describe("what is noise", () => {
  const doubtful = (...codes: Doubt["code"][]): Judgement => ({
    ...{ verdict: codes.length === 0 ? "pass" : "inconclusive", findings: [], quotes: {} },
    doubts: codes.map((code) => ({ code, values: {} })),
  });
  const tooFine: Judgement = {
    ...doubtful(),
    verdict: "inconclusive",
    doubts: [{ code: "unclear", values: { unclear: "below the rig's resolution" } }],
  };
  const document = (...judgements: Judgement[]): VerdictDocument => {
    const names = judgements.map((_, index) => side(`s${index}`, {}, []));
    const { sides, ...rest } = judge(names);
    const named = Object.entries(sides).map(
      ([name, each], index) => [name, { ...each, judgement: judgements[index]! }] as const,
    );
    return { ...rest, verdict: worstOf(judgements.map(({ verdict }) => verdict)), sides: Object.fromEntries(named) };
  };

  test.each([
    [true, [doubtful("starved")]],
    [true, [doubtful("pace-lost"), doubtful()]],
    [true, [doubtful("swayed"), doubtful("starved")]],
    [true, [doubtful("unclear", "starved")]],
    [false, [doubtful("starved"), doubtful("side-failed")]],
    [false, [doubtful("no-tokens")]],
    [false, [doubtful("unclear")]],
    [true, [tooFine, doubtful()]],
    [false, [tooFine, doubtful("side-failed")]],
    [false, [doubtful()]],
    [false, []],
    [false, [{ ...doubtful(), verdict: "fail" as const }, doubtful("starved")]],
  ])("%s: %j", (noise, judgements) => {
    expect(isNoise(document(...judgements))).toBe(noise);
  });

  test("a doubt about the whole is none, and a side that is not judged is in no doubt", () => {
    expect(isNoise(judge([starved]))).toBe(true);
    expect(isNoise(judge([starved, free]))).toBe(true);
    expect(isNoise(judge([starved], { controls: { passed: false, control: "a", verdict: "fail" } }))).toBe(false);
    const untold = { passed: false, control: "a", verdict: "inconclusive" };
    expect(isNoise(judge([pass], { controls: untold }))).toBe(true);
    expect(isNoise(judge([unknown], { controls: untold }))).toBe(false);
    expect(isNoise(judge([pass], { kind: "fix" }))).toBe(false);
    expect(isNoise(judge([free]))).toBe(false);
  });
});

describe("the document", () => {
  test("says whether the caller's own flags or images were in play", () => {
    const overridden = (scenario: object, images: Record<string, string>) =>
      judge([pass], { overrides: { scenario, images } }).overridden;
    expect(overridden({}, {})).toBe(false);
    expect(overridden({ tokens: 40 }, {})).toBe(true);
    expect(overridden({}, { NGINX_IMAGE: "nginx:1.31" })).toBe(true);
  });

  test("carries what was seen, and fits its schema; the same input gives the same", () => {
    const trace = experiment([side("broken", { shape: "held" }, runs), pass, unknown, free], { attempts: 2 });
    const seen = { broken: observation(streams.b), fixed: observation(streams.a), free: observation(streams.a) };
    const document = verdictOf(trace, allSeen(seen));
    expect(document).toMatchObject({ attempts: 2, digest: "0", verdict: "inconclusive" });
    expect(document.sides["broken"]?.observation).toEqual(seen.broken);
    expect(v.parse(VerdictDocument, document)).toEqual(document);
    expect(verdictOf(trace, allSeen(seen))).toEqual(document);
  });
});
