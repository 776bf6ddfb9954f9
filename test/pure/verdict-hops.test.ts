import { describe, expect, test } from "vitest";
import type { HopChain } from "../../src/model/hop.ts";
import type { Judgement } from "../../src/model/result.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { hopsVerdictOf, withPackets, withStatedHops } from "../../src/verdict/hops.ts";
import { config } from "./render.ts";
import { run, side } from "./traces.ts";

/** What packets say of nginx and app. */
function heard(
  trace: SideTrace,
  nginx: "holds" | "passes" | "unknown",
  app: "holds" | "passes" | "unknown",
): SideTrace {
  const hop = (name: string, verdict: typeof app): HopChain["hops"][number] => ({
    ...{ hop: name, in: [], out: [], waitMs: null, steps: 0, stepBytes: null, basis: "shape" },
    ...{ verdict, why: "at-once", whyBytes: null, sideCalls: [] },
  });
  const chain = {
    reader: "probe",
    hops: [hop("nginx", nginx), hop("app", app)],
    origin: { name: "mock-llm", steps: 16, spanMs: 1 },
  };
  return { ...trace, runs: trace.runs.map((each) => ({ ...each, hops: { reader: chain } })) };
}

const configs = (nginx: string, app: string) => ({
  side: { configs: { nginx: config(nginx, nginx), app: config(app, app) } },
});
const broken = side("broken", { shape: "held" }, [run()], configs("on", "on"));
const halfCured = side("half-cured", { shape: "held" }, [run()], configs("off", "on"));
const fixed = side("fixed", { shape: "streamed" }, [run()], configs("off", "off"));
const SIDES = [broken, halfCured, fixed];
const agrees = (trace: SideTrace, ...words: [Parameters<typeof heard>[1], Parameters<typeof heard>[2]]) =>
  hopsVerdictOf(heard(trace, ...words), "nginx", SIDES)?.agrees;

describe("packets agree", () => {
  test("where the layer under test holds on a broken side, and nobody on a cured one", () => {
    expect(agrees(broken, "holds", "passes")).toBe(true);
    expect(agrees(fixed, "passes", "passes")).toBe(true);
    expect(agrees(fixed, "unknown", "passes")).toBe(true);
  });

  test("where the layer under test is cured and another that still differs holds", () => {
    expect(agrees(halfCured, "unknown", "holds")).toBe(true);
    expect(hopsVerdictOf(heard(halfCured, "unknown", "holds"), "nginx", SIDES)?.blamed).toEqual(["nginx", "app"]);
  });
});

describe("whom packets may name", () => {
  const blamed = (trace: SideTrace, sides: readonly SideTrace[], layer = "app") =>
    hopsVerdictOf(heard(trace, "holds", "passes"), layer, sides)?.blamed;
  test("the layer under test, and nobody else, where a streaming side has it otherwise", () => {
    expect(blamed(broken, [broken, fixed])).toEqual(["app"]);
    expect(blamed(halfCured, [halfCured, fixed])).toEqual(["app"]);
  });

  test("beside it a layer that no streaming side has", () => {
    const direct = side("direct", { shape: "streamed" }, [run()], {
      side: { path: ["app", "mock-llm"], configs: { app: config("on", "on") } },
    });
    expect(blamed(broken, [broken, direct])).toEqual(["app", "nginx"]);
  });

  test("nobody else where no side streams", () => {
    expect(blamed(broken, [broken, halfCured])).toEqual(["app"]);
  });
});

describe("packets contradict", () => {
  test("where only somebody else holds, nobody does, or a cured side has a holder", () => {
    expect(agrees(broken, "passes", "holds")).toBe(false);
    expect(agrees(broken, "passes", "passes")).toBe(false);
    expect(agrees(fixed, "passes", "holds")).toBe(false);
  });
});

test("of a crowd a tenth must say it: a few wait for their turn", () => {
  const chain = (verdict: "holds" | "passes"): HopChain =>
    Object.values(heard(fixed, verdict, "passes").runs[0]!.hops!)[0]!;
  const crowd = (holding: number): SideTrace => {
    const hops = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`r${n}`, chain(n < holding ? "holds" : "passes")]),
    );
    return { ...fixed, runs: fixed.runs.map((each) => ({ ...each, hops })) };
  };
  expect(hopsVerdictOf(crowd(4), "nginx", SIDES)?.agrees).toBe(true);
  expect(hopsVerdictOf(crowd(20), "nginx", SIDES)?.agrees).toBe(false);
});

describe("packets say nothing", () => {
  test("against a side while no core was free: what waited may have waited for its turn", () => {
    const crowded = (trace: SideTrace): SideTrace => ({
      ...trace,
      runs: trace.runs.map((each) => ({ ...each, rig: { ...each.rig, busy: 0.97 } })),
    });
    expect(agrees(crowded(fixed), "passes", "holds")).toBeNull();
    expect(agrees(crowded(broken), "passes", "passes")).toBeNull();
    expect(agrees(crowded(fixed), "passes", "passes")).toBe(true);
  });

  test("where the layer cannot be known", () => {
    expect(agrees(broken, "unknown", "holds")).toBeNull();
  });

  test("of shapes that no hop makes by keeping bytes, and of a slow reader", () => {
    expect(agrees(side("refused", { shape: "refused" }, [run()]), "passes", "passes")).toBeNull();
    const slow = side("slow", { shape: "stretched" }, [run()], { readers: { reader: { bytesPerSecond: 900 } } });
    expect(agrees(slow, "passes", "passes")).toBeNull();
  });

  test("where what is under test is no hop", () => {
    expect(hopsVerdictOf(heard(broken, "passes", "passes"), "curl", [broken])?.expected).toBeNull();
  });

  test("where nobody listened", () => {
    expect(hopsVerdictOf(broken, "nginx", SIDES)).toBeUndefined();
  });
});

describe("a judgement with the packets' word", () => {
  const pass: Judgement = { verdict: "pass", doubts: [], findings: [], quotes: {} };
  const word = (nginx: "holds" | "passes") => hopsVerdictOf(heard(broken, nginx, "passes"), "nginx", SIDES);

  test("fails where they contradict, and says what they name", () => {
    const judged = withPackets(pass, word("passes"));
    expect(judged).toMatchObject({
      verdict: "fail",
      findings: [{ what: "hops", expected: "nginx", observed: null, ok: false }],
    });
  });

  test("stays where they agree, cannot know, or where it was in doubt", () => {
    expect(withPackets(pass, word("holds")).verdict).toBe("pass");
    expect(withPackets(pass, undefined)).toBe(pass);
    expect(withPackets({ ...pass, verdict: "inconclusive" }, word("passes")).verdict).toBe("inconclusive");
  });
});

describe("hops that an expectation names", () => {
  const pass: Judgement = { verdict: "pass", doubts: [], findings: [], quotes: {} };
  const stating = (hops: string[]): SideTrace => side("stating", { shape: "held", hops }, [run()], configs("on", "on"));
  const judged = (trace: SideTrace, ...words: [Parameters<typeof heard>[1], Parameters<typeof heard>[2]]) =>
    withPackets(pass, hopsVerdictOf(heard(trace, ...words), "nginx", SIDES), trace.side.expect?.hops);

  test("hold, and no other", () => {
    expect(judged(stating(["app"]), "passes", "holds").verdict).toBe("pass");
    expect(judged(stating(["app"]), "unknown", "holds").verdict).toBe("pass");
    expect(judged(stating(["nginx", "app"]), "holds", "holds").verdict).toBe("pass");
  });

  test("fail where another one holds, or one of them passes", () => {
    expect(judged(stating(["app"]), "holds", "holds").verdict).toBe("fail");
    expect(judged(stating(["nginx", "app"]), "holds", "passes")).toMatchObject({
      verdict: "fail",
      findings: [{ what: "hops", expected: "nginx, app", observed: "nginx", ok: false }],
    });
  });

  test("of another side tell two sides apart that are alike but for them", () => {
    const trace = heard(stating(["app"]), "passes", "holds");
    expect(withStatedHops(pass, trace, { shape: "held", hops: ["app"] }).verdict).toBe("pass");
    expect(withStatedHops(pass, trace, { shape: "held", hops: ["nginx"] }).verdict).toBe("fail");
    expect(withStatedHops(pass, trace, { shape: "held" })).toBe(pass);
  });

  test("are not seen where packets cannot tell, or nobody listened", () => {
    const doubts = [{ code: "hops-untold", values: { untold: "nginx" } }];
    expect(judged(stating(["nginx"]), "unknown", "passes")).toMatchObject({ verdict: "inconclusive", doubts });
    expect(withPackets(pass, undefined, ["nginx"])).toMatchObject({ verdict: "inconclusive", doubts });
    const fail: Judgement = { ...pass, verdict: "fail" };
    expect(withPackets(fail, undefined, ["nginx"])).toBe(fail);
  });
});
