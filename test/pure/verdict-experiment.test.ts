import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { VerdictDocument } from "../../src/model/result.ts";
import { toTheEnd } from "./paths.ts";
import { experiment, judged, run, side } from "./traces.ts";

const pass = side("fixed", { shape: "streamed" }, [run()]);
const fail = side("broken", { shape: "held" }, [run()]);
const unknown = side("lost", { shape: "streamed" }, []);

describe("the worst side decides", () => {
  test.each([
    ["pass", [pass]],
    ["fail", [pass, fail]],
    ["inconclusive", [pass, unknown]],
    ["fail", [unknown, fail, pass]],
    ["inconclusive", []],
  ])("%s", (verdict, sides) => {
    const document = judged(experiment(sides));
    expect(document.verdict).toBe(verdict);
    expect(document.reason === null).toBe(verdict === "pass");
  });

  test("the reason names each side that is not as expected", () => {
    expect(judged(experiment([pass, fail, unknown])).reason).toMatch(
      /^broken: shape expected held, .*\nlost: nothing was measured/,
    );
  });
});

describe("controls", () => {
  const controls = "control passthrough: fail";
  test("without their pass nothing counts, not even a failing side", () => {
    for (const sides of [[pass], [fail], [unknown]]) {
      expect(judged(experiment(sides, { controls }))).toMatchObject({
        verdict: "inconclusive",
        reason: expect.stringContaining(controls),
      });
    }
  });

  test("are judged like any other themselves", () => {
    expect(judged(experiment([pass], { kind: "control", controls })).verdict).toBe("pass");
    expect(judged(experiment([fail], { kind: "control", controls })).verdict).toBe("fail");
  });
});

test("claims are settled by a pass only", () => {
  const claims = { C01: "partly", C49: "confirmed" };
  expect(judged(experiment([pass], { claims })).claims).toEqual(claims);
  expect(judged(experiment([fail], { claims })).claims).toEqual({});
});

test("the document fits its schema and is the same each time", () => {
  const trace = experiment([pass, side("broken", { shape: "held" }, [run({ path: toTheEnd })]), unknown]);
  expect(v.parse(VerdictDocument, judged(trace))).toEqual(judged(trace));
});
