import { describe, expect, test } from "vitest";
import { resolveSides } from "../../src/catalog/resolve.ts";
import { kindProblems } from "../../src/catalog/rules-kind.ts";
import { changeProblems } from "../../src/catalog/rules-version.ts";
import { comparisonProblems, reloadProblems } from "../../src/catalog/rules-compare.ts";
import { knobsOf } from "../../src/catalog/knobs.ts";
import { subjectOf } from "../../src/catalog/subject.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { digestOf } from "../../src/results/digest.ts";
import { experiment, GOOD, layers, problems } from "./catalog-fixtures.ts";

const { broken, fixed } = GOOD.sides;
const OFF = "http-1.0-buffering-off";
type Sides = ExperimentInput["sides"];

function sidesOf(changes: Partial<ExperimentInput>) {
  return resolveSides(experiment(changes), layers);
}

describe("kinds", () => {
  const streamed = { ...fixed, expect: { shape: "streamed" } } as const;
  const cases: { what: string; kind: ExperimentInput["kind"]; sides: Sides; says: RegExp | null }[] = [
    { what: "fix with one side", kind: "fix", sides: { broken }, says: /needs two sides/ },
    {
      what: "fix without a cure",
      kind: "fix",
      sides: { broken, b: { ...fixed, expect: { shape: "batched" } } },
      says: /no side is cured/,
    },
    {
      what: "fix of what the shape does not say",
      kind: "fix",
      sides: {
        a: { ...broken, expect: { generations: 2 } },
        b: { ...fixed, expect: { generations: 1, text: "identical" } },
      },
      says: null,
    },
    {
      what: "fix whose cure may be an error",
      kind: "fix",
      sides: { a: { ...broken, expect: { generations: 2 } }, b: { ...fixed, expect: { generations: 1 } } },
      says: /no cured side states a shape or a text/,
    },
    {
      what: "fix that fixes nothing",
      kind: "fix",
      sides: { a: { ...broken, expect: { shape: "held" } }, b: { ...fixed, expect: { shape: "held" } } },
      says: /seen alike, so nothing is fixed/,
    },
    {
      what: "fix without a broken side",
      kind: "fix",
      sides: {
        a: { ...broken, readers: { r: { bytesPerSecond: 9 } }, expect: { shape: "stretched" } },
        b: { ...fixed, readers: { r: { bytesPerSecond: 9 } }, expect: { shape: "streamed" } },
      },
      says: /no side is broken/,
    },
    {
      what: "fix whose first side is the cured one",
      kind: "fix",
      sides: { fixed, broken },
      says: /the first side is the broken one, but fixed is expected streamed/,
    },
    {
      what: "fix that cures with two knobs at once",
      kind: "fix",
      sides: {
        broken,
        longer: { ...broken, scenario: { tokens: 30 } },
        cured: { ...fixed, versions: { nginx: "1.31.3" } },
      },
      says: /no cured side differs from a broken one in one knob only/,
    },
    {
      what: "fix that cures with another stream",
      kind: "fix",
      sides: { broken, b: { ...broken, scenario: { tokens: 30, gapMs: 90 }, expect: { shape: "streamed" } } },
      says: null,
    },
    {
      what: "fix that cures with a version that the server's config offers",
      kind: "fix",
      sides: { broken, b: { ...fixed, readers: { reader: { httpVersion: "2" } } } },
      says: null,
    },
    {
      what: "fix whose one reader is left broken",
      kind: "fix",
      sides: { broken, b: { ...fixed, expect: { shape: "streamed", readers: { reader: { shape: "queued" } } } } },
      says: /no side is cured/,
    },
    {
      what: "innocent",
      kind: "innocent",
      sides: { a: { ...broken, expect: { shape: "streamed" } }, b: streamed },
      says: null,
    },
    {
      what: "innocent that holds",
      kind: "innocent",
      sides: { a: broken, b: streamed },
      says: /every side must be expected streamed/,
    },
    {
      what: "placebo",
      kind: "placebo",
      sides: { broken, b: { ...broken, variants: { nginx: "http-1.0-cache-off" } }, fixed },
      says: null,
    },
    {
      what: "placebo without a cure",
      kind: "placebo",
      sides: { broken, b: { ...broken, variants: { nginx: "http-1.0-cache-off" } } },
      says: /no cured side/,
    },
    {
      what: "placebo without a useless side",
      kind: "placebo",
      sides: { broken, fixed },
      says: /no two broken sides of one shape, one knob apart: before and after/,
    },
    {
      what: "placebo whose setting changes what is seen",
      kind: "placebo",
      sides: { broken, b: { variants: { nginx: "http-1.0-cache-off" }, expect: { shape: "batched" } }, fixed },
      says: /no two broken sides of one shape/,
    },
    {
      what: "placebo whose setting ends in an error",
      kind: "placebo",
      sides: { broken, b: { variants: { nginx: "http-1.0-cache-off" }, expect: { shape: "refused" } }, fixed },
      says: null,
    },
    {
      what: "placebo whose cure is of another side",
      kind: "placebo",
      sides: {
        broken,
        b: { ...broken, variants: { nginx: "http-1.0-cache-off" } },
        cured: { path: ["app", "mock-llm"], scenario: { tokens: 40 }, expect: { shape: "streamed" } },
      },
      says: /no cured side differs from broken in one knob only/,
    },
    {
      what: "placebo where nothing is broken",
      kind: "placebo",
      sides: { a: streamed, b: streamed },
      says: /no side is broken/,
    },
    {
      what: "version of one version",
      kind: "version",
      sides: { broken, fixed },
      says: /every side runs the same version/,
    },
    {
      what: "version that flips a config too",
      kind: "version",
      sides: { broken, b: { ...fixed, versions: { nginx: "1.31.3" } } },
      says: /no side differs from broken in the version alone/,
    },
    {
      what: "version of two kinds of build",
      kind: "version",
      sides: { broken, b: { ...streamed, versions: { nginx: "1.31.3" } } },
      says: /versions of nginx from different kinds of build: 1.26.3 from Dockerfile, 1.31.3 from Dockerfile.wheel/,
    },
    {
      what: "fix that cures with another kind of build",
      kind: "fix",
      sides: { broken, b: { ...broken, versions: { nginx: "1.31.3" }, expect: { shape: "streamed" } } },
      says: /versions of nginx from different kinds of build/,
    },
    {
      what: "version of two kinds of build, the other kind seen as the first one too",
      kind: "version",
      sides: {
        broken,
        b: { ...streamed, versions: { nginx: "1.31.3" } },
        c: { ...broken, versions: { nginx: "1.31.3" } },
      },
      says: null,
    },
    { what: "control of one side", kind: "control", sides: { broken }, says: null },
    { what: "no side", kind: "control", sides: {}, says: /no side/ },
  ];
  test.for(cases)("$what", ({ kind, sides, says }) => {
    const found = kindProblems(kind, sidesOf({ sides, proofs: ["paced"] }), layers);
    if (says === null) expect(found).toEqual([]);
    else expect(found.join("\n")).toMatch(says);
  });

  test("version within one kind of build", () => {
    const sides: Sides = {
      old: { versions: { django: "6.0.10" }, expect: { shape: "held" } },
      new: { expect: { shape: "streamed" } },
    };
    expect(kindProblems("version", sidesOf({ path: ["django", "mock-llm"], sides }), layers)).toEqual([]);
  });
});

describe("what versions changed", () => {
  const old = { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } } as const;
  const recent = { ...old, versions: { nginx: "1.31.3" } };
  const changed: ExperimentInput["changed"] = [{ in: "1.29.7", source: null }];
  const cases: { what: string; changes: Partial<ExperimentInput>; says: RegExp | null }[] = [
    {
      what: "is said where two versions are seen differently",
      changes: { kind: "version", sides: { old, recent: { ...recent, expect: { shape: "streamed" } } }, changed },
      says: null,
    },
    {
      what: "is not left out there",
      changes: { kind: "version", sides: { old, recent: { ...recent, expect: { shape: "streamed" } } } },
      says: /old and recent are not expected to be seen alike, but `changed` does not say/,
    },
    {
      what: "is not left out where they differ in more than the shape",
      changes: { kind: "version", sides: { old, recent: { ...recent, expect: { shape: "held", end: "silent" } } } },
      says: /old and recent are not expected to be seen alike/,
    },
    {
      what: "is nothing where all versions are seen alike",
      changes: { kind: "version", sides: { old, recent } },
      says: null,
    },
    {
      what: "is not said where all versions are seen alike",
      changes: { kind: "version", sides: { old, recent }, changed },
      says: /so nothing has changed/,
    },
    {
      what: "is not said where a config makes the difference",
      changes: { kind: "version", sides: { old, recent, fixed: { ...fixed, versions: recent.versions } }, changed },
      says: /so nothing has changed/,
    },
    {
      what: "is not said of another kind",
      changes: { changed },
      says: /changed is for kind version, and this is a fix/,
    },
  ];
  test.for(cases)("$what", ({ changes, says }) => {
    const whole = experiment({ proofs: ["paced"], ...changes });
    const found = changeProblems(whole, resolveSides(whole, layers));
    if (says === null) expect(found).toEqual([]);
    else expect(found.join("\n")).toMatch(says);
  });

  test("belongs to no digest: a stored result stays valid", () => {
    const sides = { old, recent: { ...recent, expect: { shape: "streamed" } } } as const;
    const digest = (rest: Partial<ExperimentInput>): string =>
      digestOf(subjectOf(experiment({ kind: "version", sides, ...rest }), layers));
    expect(digest({ changed })).toBe(digest({}));
  });

  test.for([
    { in: "soon", source: null },
    { in: "1.29.7", source: "the list of changes" },
  ])("is a release and an address: %o", (change) => {
    expect(() => experiment({ changed: [change] })).toThrow(/must be a/);
  });
});

describe("knobs", () => {
  const knobs = (other: Sides[string], rest: Partial<ExperimentInput> = {}): string[] => {
    const [a, b] = sidesOf({ proofs: ["paced"], ...rest, sides: { first: { variants: { nginx: OFF } }, other } });
    return knobsOf(a!, b!);
  };
  const act = { at: { token: 2 }, do: "kill" } as const;
  const cases: { what: string; other: Sides[string]; rest?: Partial<ExperimentInput>; are: string[] }[] = [
    { what: "nothing", other: { variants: { nginx: OFF } }, are: [] },
    { what: "a default that is named", other: { variants: { nginx: OFF, app: "compression-off" } }, are: [] },
    { what: "a config", other: { variants: { nginx: "http-1.0-buffering-on" } }, are: ["config of nginx"] },
    { what: "a longer path, and what stands in it", other: { path: ["app", "mock-llm"] }, are: ["path"] },
    {
      what: "a version",
      other: { variants: { nginx: OFF }, versions: { nginx: "1.31.3" } },
      are: ["version of nginx"],
    },
    {
      what: "a scenario, for every reader",
      other: { variants: { nginx: OFF }, scenario: { tokens: 3, gapMs: 5 } },
      are: ["scenario.tokens", "scenario.gapMs"],
    },
    {
      what: "readers that differ alike",
      rest: { readers: { reader: { count: 3 } } },
      other: { variants: { nginx: OFF }, readers: { reader: { headers: { a: "b" } } } },
      are: ["reader.headers"],
    },
    { what: "a further reader", other: { variants: { nginx: OFF }, readers: { more: {} } }, are: ["readers"] },
    {
      what: "an act",
      other: { variants: { nginx: OFF }, acts: [{ ...act, layer: "nginx" }] },
      are: ["acts"],
    },
    {
      what: "another layer at one place, with the same act",
      rest: { acts: [{ ...act, layer: "nginx" }] },
      other: { path: ["envoy", "app", "mock-llm"], acts: [{ ...act, layer: "envoy" }] },
      are: ["path"],
    },
    {
      what: "where a reader enters",
      other: { variants: { nginx: OFF }, readers: { reader: { at: "app" } } },
      are: ["reader.at"],
    },
    {
      what: "a dialect, target included",
      other: { variants: { nginx: OFF }, readers: { reader: { dialect: "anthropic" } } },
      are: ["reader.dialect"],
    },
  ];
  test.for(cases)("$what", ({ other, rest, are }) => {
    expect(knobs(other, rest).sort()).toEqual(are.sort());
  });
});

describe("compared sides", () => {
  const two = { ...fixed, scenario: { tokens: 30 } };

  test("of an innocent flip one knob, too", () => {
    const sides = {
      without: { ...fixed, expect: { shape: "streamed" } },
      with: { ...two, variants: broken.variants },
    } as const;
    expect(problems({ kind: "innocent", sides }).join("\n")).toMatch(/no side differs from without in one knob only/);
  });

  test("two knobs at once show nothing, unless another side flips one of them alone", () => {
    expect(problems({ sides: { broken, two } }).join("\n")).toMatch(
      /no side differs from broken in one knob only.*two in config of nginx \+ scenario.tokens/,
    );
    expect(problems({ sides: { broken, fixed, two } })).toEqual([]);
  });

  test("that differ in nothing", () => {
    expect(
      problems({ sides: { broken, again: { ...broken, expect: { shape: "batched" } }, fixed } }).join("\n"),
    ).toMatch(/sides broken and again differ in nothing/);
  });

  test("whose variants are one text under two names", () => {
    const copied = new Map(layers);
    const nginx = layers.get("nginx")!;
    const variants = new Map(nginx.variants).set("a-copy", nginx.variants.get("http-1.0-buffering-on")!);
    copied.set("nginx", { ...nginx, variants });
    const [first, other] = resolveSides(
      experiment({ sides: { broken, copy: { ...broken, variants: { nginx: "a-copy" } } } }),
      copied,
    );
    expect(comparisonProblems("fix", [first!, other!])).toEqual([
      "nginx variants http-1.0-buffering-on and a-copy are equal",
    ]);
  });
});

describe("reloaded sides", () => {
  const reloaded = (other: Sides[string]): string[] =>
    reloadProblems(sidesOf({ sides: { broken, other: { ...fixed, ...other } } }), layers);

  test("differ in configs only, of layers that read them again, and in what is asked", () => {
    expect(reloaded({})).toEqual([]);
    expect(reloaded({ scenario: { tokens: 3 }, readers: { reader: { body: { model: "other" } } } })).toEqual([]);
    expect(reloaded({ versions: { nginx: "1.31.3" } })).toEqual([
      "sidesRun reloaded: side other differs in version of nginx; only configs and requests can",
    ]);
    expect(reloaded({ readers: { reader: { layer: "curl" } } })).toEqual([
      "sidesRun reloaded: side other differs in reader.layer; only configs and requests can",
    ]);
    expect(reloaded({ variants: { nginx: OFF, app: "compression-on" } })).toEqual([
      "sidesRun reloaded: app cannot be reloaded: its fragment has no label buffering-lab.reload",
    ]);
  });

  test("end no layer: the next side needs it", () => {
    const acts = [{ at: { token: 3 }, do: "kill", layer: "nginx" }] as const;
    expect(reloaded({ acts: [...acts] }).join("\n")).toMatch(/act kill on nginx of side other leaves no stack/);
  });
});
