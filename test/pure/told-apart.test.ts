import { describe, expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import type { ReaderObservation } from "../../src/model/observation.ts";
import type { VerdictDocument } from "../../src/model/result.ts";
import type { Kind } from "../../src/model/words.ts";
import { verdictOf } from "../../src/verdict/index.ts";
import { allSeen, HELD, observation, paced, PACED_TRACE, seen } from "./observations.ts";
import { experiment, side } from "./traces.ts";

/** Sides by name: what each expects, what its reader saw, the peak memory that was read. */
type Sides = Record<string, [Expectation | undefined, Partial<ReaderObservation>, Record<string, number>?]>;

function judge(kind: Kind, sides: Sides): Pick<VerdictDocument, "verdict" | "doubts" | "notToldApart"> {
  const traces = Object.entries(sides).map(([name, [expected]]) => side(name, expected, [PACED_TRACE]));
  const observations = Object.fromEntries(
    Object.entries(sides).map(([name, [, reader, peakMemoryMb = {}]]) => [
      name,
      observation([paced({ reader })], { peakMemoryMb }),
    ]),
  );
  const { verdict, doubts, notToldApart } = verdictOf(experiment(traces, { kind }), allSeen(observations));
  return { verdict, doubts, notToldApart };
}

const PASS = { verdict: "pass", doubts: [] };
const undecided = (name: string) => ({
  verdict: "inconclusive",
  doubts: [{ code: "not-told-apart", values: { side: name } }],
});

describe("pairs of sides that are not told apart", () => {
  // the incident: the old version shows a fault that nobody looked for, and so does the new one
  const oldWords = { shape: "streamed", ttfbMs: { max: 50 } } as const;
  const newWords = { shape: "streamed", tokens: { min: 24 } } as const;

  test("each passes what the other expects: named once", () => {
    expect(judge("placebo", { "1.26": [oldWords, {}], "1.31": [newWords, {}] })).toEqual({
      ...PASS,
      notToldApart: [{ side: "1.31", passesAs: "1.26" }],
    });
  });

  test("one that was seen to do what the other did not is told apart, whichever of the two it is", () => {
    const late = { ttfbMs: 900 };
    for (const kind of ["placebo", "version"] as const) {
      expect(judge(kind, { old: [{ shape: "streamed" }, late], new: [oldWords, {}] })).toEqual({
        ...PASS,
        notToldApart: [],
      });
    }
  });

  test("sides that expect the same claim no difference, in whatever order it is written", () => {
    const again = { ttfbMs: { max: 50 }, shape: "streamed" } as const;
    expect(judge("placebo", { without: [oldWords, {}], with: [again, {}] }).notToldApart).toEqual([]);
    expect(judge("version", { "1.26": [oldWords, {}], "1.31": [again, {}] })).toMatchObject(PASS);
  });

  test("the sides of an innocent are meant to be alike", () => {
    expect(judge("innocent", { without: [oldWords, {}], with: [newWords, {}] })).toEqual({ ...PASS, notToldApart: [] });
  });

  test("three sides: each pair for itself", () => {
    const sides: Sides = { a: [oldWords, {}], b: [{ shape: "held" }, HELD], c: [newWords, {}] };
    expect(judge("placebo", sides).notToldApart).toEqual([{ side: "c", passesAs: "a" }]);
  });

  test("a side that is not judged, or not measured, is in no pair", () => {
    expect(judge("placebo", { a: [oldWords, {}], b: [undefined, {}] }).notToldApart).toEqual([]);
    const traces = [side("a", oldWords, [PACED_TRACE]), side("b", newWords, [])];
    expect(verdictOf(experiment(traces), { a: seen([paced()]) }).notToldApart).toEqual([]);
  });

  test("memory that was not read of a side tells it apart from nobody", () => {
    const large = { shape: "streamed", peakMemoryMb: { app: { min: 200 } } } as const;
    const sides = (mb: number): Sides => ({
      a: [large, {}, { app: 210 }],
      b: [{ shape: "streamed", status: 200 }, {}, mb === 0 ? {} : { app: mb }],
    });
    expect(judge("placebo", sides(0)).notToldApart).toHaveLength(1);
    expect(judge("placebo", sides(250)).notToldApart).toHaveLength(1);
    expect(judge("placebo", sides(61)).notToldApart).toHaveLength(0);
  });
});

describe("a fix in which no side fails what the first one expects does not pass", () => {
  test("told apart", () => {
    expect(judge("fix", { broken: [{ shape: "held" }, HELD], fixed: [{ shape: "streamed" }, {}] })).toEqual({
      ...PASS,
      notToldApart: [],
    });
  });

  test.each<[string, Sides]>([
    ["the fault was never described", { broken: [{ status: 200 }, HELD], fixed: [{ shape: "streamed" }, {}] }],
    ["both are the same", { broken: [{ shape: "held" }, HELD], fixed: [{ shape: "held" }, HELD] }],
    ["there is one side", { broken: [{ shape: "held" }, HELD] }],
    ["the other side is not judged", { broken: [{ shape: "held" }, HELD], fixed: [undefined, {}] }],
  ])("%s", (_what, sides) => {
    expect(judge("fix", sides)).toMatchObject(undecided("broken"));
  });

  test("one of several is enough", () => {
    const sides: Sides = {
      broken: [{ shape: "held" }, HELD],
      useless: [{ shape: "held" }, HELD],
      fixed: [{ shape: "streamed" }, {}],
    };
    expect(judge("fix", sides)).toMatchObject(PASS);
  });

  test("an answer without tokens fails as a stream", () => {
    const empty = { shape: "empty", tokens: 0, tokensSent: 0 } as const;
    expect(judge("fix", { first: [{ shape: "streamed" }, {}], none: [{ shape: "empty" }, empty] })).toMatchObject(PASS);
  });

  test("a difference that the rig's own delay makes is none", () => {
    const traces = [side("broken", { shape: "delayed" }, [PACED_TRACE]), side("fixed", { status: 200 }, [PACED_TRACE])];
    const late = [paced({ reader: { shape: "delayed" } })];
    expect(verdictOf(experiment(traces), { broken: seen(late), fixed: seen([paced()]) }).verdict).toBe("pass");
    const made = { broken: seen(late), fixed: seen([paced()], late) };
    expect(verdictOf(experiment(traces), made)).toMatchObject(undecided("broken"));
  });

  test("a fail stays a fail", () => {
    expect(judge("fix", { broken: [{ status: 503 }, {}], fixed: [{ status: 503 }, {}] })).toMatchObject({
      ...{ verdict: "fail", doubts: [] },
    });
  });
});

describe("a version flip that claims a difference must show one", () => {
  test("the fault was seen in neither", () => {
    const sides: Sides = { "1.26": [{ tokens: { min: 1 } }, {}], "1.31": [{ shape: "streamed" }, {}] };
    expect(judge("version", sides)).toEqual({
      ...undecided("1.26"),
      notToldApart: [{ side: "1.31", passesAs: "1.26" }],
    });
  });

  test("one pair of three is enough", () => {
    const sides: Sides = {
      "1.26": [{ shape: "held" }, HELD],
      "1.30": [{ shape: "streamed", status: 200 }, {}],
      "1.31": [{ shape: "streamed" }, {}],
    };
    expect(judge("version", sides)).toEqual({ ...PASS, notToldApart: [{ side: "1.31", passesAs: "1.30" }] });
  });
});
