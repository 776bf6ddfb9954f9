import { describe, expect, test } from "vitest";
import { overrideProblems, problemsOf } from "../../src/catalog/rules.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { experiment, GOOD, layers, problems } from "./catalog-fixtures.ts";

const { broken, fixed } = GOOD.sides;

/** The two sides of GOOD, the broken one with changes. */
function withBroken(changes: Partial<ExperimentInput["sides"][string]>): Partial<ExperimentInput> {
  return { sides: { broken: { ...broken, ...changes }, fixed } };
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
    expect(problems({ readers: { reader: { at: "app" } } })).toEqual([
      "its folder says that nginx is under test, but every reader enters behind it",
    ]);
    expect(problemsOf(experiment({}, "X_y"), layers)).toEqual([expect.stringMatching(/must be kebab-case/)]);
  });
});

describe("a side", () => {
  const act = { at: { token: 3 }, do: "kill" } as const;
  const cases: { what: string; changes: Partial<ExperimentInput>; says: RegExp }[] = [
    { what: "without a mock", changes: { path: ["nginx", "app"] }, says: /must end at mock-llm/ },
    {
      what: "with the mock before the end",
      changes: { path: ["nginx", "mock-llm#2", "mock-llm"] },
      says: /mock-llm#2 forwards nothing/,
    },
    {
      what: "with a reader in the path",
      changes: { path: ["nginx", "curl", "app", "mock-llm"] },
      says: /curl reads and forwards nothing/,
    },
    {
      what: "with what nothing calls beside it",
      changes: { beside: ["ext-proc"] },
      says: /ext-proc stands beside the path, but no config of the side names it/,
    },
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
      what: "with an act that takes the send log",
      changes: { proofs: ["paced"], acts: [{ ...act, layer: "mock-llm" }] },
      says: /act kill on mock-llm: every verdict needs its send log/,
    },
    {
      what: "with a reader that leaves behind the end",
      changes: { proofs: ["paced"], scenario: { tokens: 20 }, readers: { reader: { leave: { afterToken: 21 } } } },
      says: /reader reader leaves after token 21, but the answer has 20/,
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
      what: "with such events that no reader gets, but the mock is told",
      changes: { scenario: { eventBytes: 5 }, readers: { one: { scenario: { eventBytes: 300 } } } },
      says: /side broken: scenario.eventBytes: .*\d/,
    },
    {
      what: "with an answer that its reader's dialect cannot write",
      changes: { scenario: { format: "ndjson" }, readers: { reader: { dialect: "anthropic" } } },
      says: /scenario.format: ndjson, but anthropic has only sse/,
    },
    {
      what: "with a lockstep of its own",
      changes: { scenario: { lockstep: { deadlineMs: 9, stepMs: 9 } } },
      says: /scenario.lockstep is the rig's own/,
    },
    {
      what: "with an answer that takes long, for no stated reason",
      changes: { scenario: { tokens: 21, gapMs: 600 } },
      says: /the model means to take 12 s, the limit is 10 s: say in `slow`/,
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

  test("a long answer with its reason is well", () => {
    expect(problems({ scenario: { tokens: 21, gapMs: 600 }, slow: "waits for a default of 10 s" })).toEqual([]);
  });

  function fixed2(shape: "held" | "streamed"): ExperimentInput["sides"][string] {
    return { variants: { "nginx#2": `http-1.0-buffering-${shape === "held" ? "on" : "off"}` }, expect: { shape } };
  }

  test("two instances, in the path or beside it, are well", () => {
    expect(problems({ path: ["nginx#2", "nginx", "app", "mock-llm"] })).toEqual([]);
  });
});

describe("a reader", () => {
  type Reader = NonNullable<ExperimentInput["readers"]>[string];
  const cases: { what: string; reader: Reader; says: RegExp }[] = [
    { what: "whose target is no path", reader: { target: "v1/chat" }, says: /target v1\/chat must begin with \// },
    { what: "whose GET has a body", reader: { method: "GET", body: { a: 1 } }, says: /a GET sends no body/ },
    { what: "that names itself", reader: { body: { user: "me" } }, says: /body.user is the rig's/ },
    { what: "without patience", reader: { patienceMs: 0 }, says: /patienceMs 0 gives up at once/ },
    { what: "with a header that is none", reader: { headers: { "a b": "c" } }, says: /header a b is no valid header/ },
    { what: "that starts after nobody", reader: { startMs: 100 }, says: /no reader starts at 0 ms/ },
  ];
  test.for(cases)("$what", ({ reader, says }) => {
    expect(problems({ readers: { reader } }).join("\n")).toMatch(says);
  });
});

describe("the whole", () => {
  test("a proof that is named twice", () => {
    expect(problems({ proofs: ["paced", "paced"] })).toEqual(["proofs: paced, paced names one twice"]);
  });

  test("a control that no verdict relies on", () => {
    expect(problems({ kind: "control" })).toEqual([
      expect.stringMatching(/^kind control is for passthrough and hold-all/),
    ]);
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
