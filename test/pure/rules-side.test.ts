import { describe, expect, test } from "vitest";
import { overrideProblems, problemsOf } from "../../src/catalog/rules.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { experiment, GOOD, layers, problems } from "./catalog-fixtures.ts";

const { broken, fixed } = GOOD.sides;

/** The two sides of GOOD, the broken one with changes. */
function withBroken(changes: Partial<ExperimentInput["sides"][string]>): Partial<ExperimentInput> {
  return { sides: { broken: { ...broken, ...changes }, fixed } };
}

/** ... and with another expectation. */
function expecting(expectation: NonNullable<ExperimentInput["sides"][string]["expect"]>): Partial<ExperimentInput> {
  return withBroken({ expect: { ...broken.expect, ...expectation } });
}

test("a good experiment has no problem", () => {
  expect(problems({})).toEqual([]);
});

describe("names", () => {
  const cases: { what: string; changes: Partial<ExperimentInput>; says: RegExp }[] = [
    { what: "a layer", changes: { path: ["ngnix", "mock-llm"] }, says: /no layer is called ngnix/ },
    { what: "a variant", changes: withBroken({ variants: { nginx: "off" } }), says: /nginx has no variant off/ },
    {
      what: "a variant of a layer that is elsewhere",
      changes: withBroken({ variants: { envoy: "defaults" } }),
      says: /variant for envoy, which is neither a reader, nor in the path, nor beside it/,
    },
    { what: "a reader that cannot read", changes: { readers: { reader: { layer: "app" } } }, says: /app cannot read/ },
    {
      what: "a reader's name that another's count makes",
      changes: { readers: { a: { count: 2 }, "a-1": {} }, proofs: ["paced"] },
      says: /two readers are called a-1/,
    },
  ];
  test.for(cases)("$what", ({ changes, says }) => {
    expect(problems(changes).join("\n")).toMatch(says);
  });

  test("the folder is a layer, and one that is under test", () => {
    expect(problemsOf(experiment({}, "x", "ngnix"), layers)).toEqual([expect.stringMatching(/^its folder: no layer/)]);
    expect(problemsOf(experiment({}, "x", "envoy"), layers)).toEqual([expect.stringMatching(/but no side has it$/)]);
    expect(problemsOf(experiment({}, "X_y"), layers)).toEqual([expect.stringMatching(/must be kebab-case/)]);
  });
});

describe("a side", () => {
  const act = { at: { token: 3 }, do: "kill" } as const;
  const cases: { what: string; changes: Partial<ExperimentInput>; says: RegExp }[] = [
    { what: "without a mock", changes: { path: ["nginx", "app"] }, says: /must end at mock-llm/ },
    { what: "without a reader", changes: { readers: {} }, says: /no reader/ },
    {
      what: "with a place twice",
      changes: { path: ["nginx", "nginx", "app", "mock-llm"] },
      says: /nginx stands twice: a second instance is called nginx#2/,
    },
    {
      what: "with a place in the path and beside it",
      changes: { beside: ["app"] },
      says: /app stands twice/,
    },
    {
      what: "with a second instance without a first",
      changes: { path: ["nginx#2", "app", "mock-llm"], sides: { broken: fixed2("held"), fixed: fixed2("streamed") } },
      says: /nginx#2 without nginx/,
    },
    {
      what: "with a third instance without a second",
      changes: { path: ["nginx", "nginx#3", "app", "mock-llm"] },
      says: /nginx#3 without nginx#2/,
    },
    {
      what: "with a reader that enters elsewhere",
      changes: { readers: { reader: { at: "envoy" } } },
      says: /reader reader enters at envoy, which is not in the path/,
    },
    {
      what: "with an act on a layer that is elsewhere",
      changes: { proofs: ["paced"], acts: [{ ...act, layer: "envoy" }] },
      says: /act on envoy/,
    },
    {
      what: "with an act that never comes",
      changes: { proofs: ["paced"], scenario: { tokens: 2 }, acts: [{ ...act, layer: "nginx" }] },
      says: /act at token 3, but the answer has 2/,
    },
    {
      what: "with a nameless reader that wants a scenario of its own",
      changes: { readers: { reader: { anonymous: true, scenario: { tokens: 3 } } } },
      says: /reader reader is anonymous/,
    },
    {
      what: "with events smaller than their own fields",
      changes: withBroken({ scenario: { eventBytes: 5 } }),
      says: /side broken: scenario.eventBytes: .*\d/,
    },
    {
      what: "with such events for one reader",
      changes: { readers: { one: { scenario: { eventBytes: 5 } }, other: {} }, proofs: ["paced"] },
      says: /side broken: readers.one.scenario.eventBytes: .*\d/,
    },
    {
      what: "with a version that nobody builds",
      changes: withBroken({ versions: { nginx: "9.9" } }),
      says: /nginx has no version 9.9 \(its fragment builds /,
    },
    {
      what: "with a version of a layer that is elsewhere",
      changes: withBroken({ versions: { envoy: "1.0" } }),
      says: /version of envoy, which is neither/,
    },
  ];
  test.for(cases)("$what", ({ changes, says }) => {
    expect(problems(changes).join("\n")).toMatch(says);
  });

  function fixed2(shape: "held" | "streamed"): ExperimentInput["sides"][string] {
    return { variants: { "nginx#2": `http-1.0-buffering-${shape === "held" ? "on" : "off"}` }, expect: { shape } };
  }

  test("two instances, in the path or beside it, are well", () => {
    expect(problems({ path: ["nginx#2", "nginx", "app", "mock-llm"] })).toEqual([]);
  });
});

describe("an expectation", () => {
  const crowd = { readers: { reader: { count: 4 } }, proofs: ["paced"] } satisfies Partial<ExperimentInput>;
  const cases: { what: string; changes: Partial<ExperimentInput>; says: RegExp }[] = [
    {
      what: "is missing",
      changes: { sides: { broken: { variants: broken.variants }, fixed } },
      says: /nothing is expected/,
    },
    {
      what: "of a reader that is not there",
      changes: expecting({ readers: { ann: {} } }),
      says: /a reader called ann \(there are reader\)/,
    },
    { what: "of a log that is not there", changes: expecting({ logs: { envoy: "x" } }), says: /the log of envoy/ },
    {
      what: "of the memory of a layer that is not there",
      changes: expecting({ peakMemoryMb: { envoy: { max: 5 } } }),
      says: /the memory of envoy/,
    },
    {
      what: "of a crowd of one",
      changes: expecting({ crowd: [{ share: { min: 0.5 } }] }),
      says: /the side has one reader/,
    },
    { what: "of a whole crowd", changes: { ...crowd, ...expecting({ crowd: [{}] }) }, says: /without rank or share/ },
    {
      what: "of a rank that nobody has",
      changes: { ...crowd, ...expecting({ crowd: [{ rank: { from: 3, to: 5 } }] }) },
      says: /ranks 3 to 5; ranks go from 1 to 4/,
    },
    {
      what: "of more than all",
      changes: { ...crowd, ...expecting({ crowd: [{ share: { min: 1.5 } }] }) },
      says: /a share from 1.5 to 1; shares go from 0 to 1/,
    },
  ];
  test.for(cases)("$what", ({ changes, says }) => {
    expect(problems(changes).join("\n")).toMatch(says);
  });

  test("of a crowd, by rank and by share, is well", () => {
    const seen = [{ rank: { from: 1, to: 2 } }, { share: { min: 0.5 }, ttftMs: { max: 300 } }];
    expect(problems({ ...crowd, ...expecting({ crowd: seen }) })).toEqual([]);
  });
});

describe("lockstep", () => {
  const cases: { what: string; changes: Partial<ExperimentInput> }[] = [
    { what: "several readers", changes: { readers: { reader: { count: 2 } } } },
    { what: "a reader that leaves", changes: { readers: { reader: { leave: { afterToken: 3 } } } } },
    { what: "a cut", changes: { scenario: { cut: { afterToken: 3, how: "close" } } } },
    { what: "acts", changes: { acts: [{ at: { token: 3 }, do: "kill", layer: "nginx" }] } },
  ];
  test.for(cases)("cannot prove $what", ({ what, changes }) => {
    expect(problems(changes).join("\n")).toMatch(new RegExp(`${what} cannot be proved in lockstep`));
    expect(problems({ ...changes, proofs: ["paced"] })).toEqual([]);
  });
});

describe("flags", () => {
  const late = experiment({ proofs: ["paced"], acts: [{ at: { token: 6 }, do: "kill", layer: "nginx" }] });

  test("that leave an act without its token are told, once for all sides", () => {
    expect(problemsOf(late, layers)).toEqual([]);
    expect(overrideProblems(late, layers, { tokens: 4 })).toEqual(["act at token 6, but the answer has 4"]);
    expect(overrideProblems(late, layers, { tokens: 6 })).toEqual([]);
  });
});
