import { describe, expect, test } from "vitest";
import { resolveSides } from "../../src/catalog/resolve.ts";
import { controlSubjects, subjectOf } from "../../src/catalog/subject.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { experiment, GOOD, layers } from "./catalog-fixtures.ts";

function sides(changes: Partial<ExperimentInput>, overrides = {}) {
  return resolveSides(experiment(changes), layers, overrides);
}

describe("readers", () => {
  test("one entry with a count stands for as many, each everyMs after the last", () => {
    const [broken] = sides({ readers: { crowd: { count: 3, everyMs: 60, startMs: 100 }, one: {} } });
    expect(Object.entries(broken!.readers).map(([name, { startMs }]) => [name, startMs])).toEqual([
      ["crowd-1", 100],
      ["crowd-2", 160],
      ["crowd-3", 220],
      ["one", 0],
    ]);
  });

  test("each of many is given one value of each list, the same ones for the same seed, on every side", () => {
    const of = (seed: number) =>
      sides({
        readers: {
          crowd: {
            count: 40,
            scenario: { tokens: 5, eventBytes: 300 },
            picks: { seed, tokens: [8, 12], ttftMs: [60, 600, 600] },
          },
        },
        proofs: ["paced"],
      }).map(({ readers }) => Object.values(readers).map(({ scenario }) => scenario));
    const [broken, fixed] = of(1);
    expect(broken).toHaveLength(40);
    expect(broken!.every(({ eventBytes, gapMs }) => eventBytes === 300 && gapMs === 75)).toBe(true);
    expect(new Set(broken!.map(({ tokens, ttftMs }) => `${tokens}/${ttftMs}`))).toEqual(
      new Set(["8/60", "8/600", "12/60", "12/600"]),
    );
    // what stands twice is picked more often
    expect(broken!.filter(({ ttftMs }) => ttftMs === 600).length).toBeGreaterThan(20);
    expect(fixed).toEqual(broken);
    expect(of(1)[0]).toEqual(broken);
    expect(of(2)[0]).not.toEqual(broken);
  });

  test("enter at the outermost place, found as upstream, unless they say where", () => {
    const readers = { outer: {}, named: { at: "nginx" }, inner: { at: "app" }, tls: { scheme: "https" } } as const;
    const [broken] = sides({ readers, proofs: ["paced"] });
    expect(broken!.readers).toMatchObject({
      outer: { at: "nginx", entry: { scheme: "http", host: "upstream", port: 8080 } },
      named: { at: "nginx", entry: { host: "upstream" } },
      inner: { at: "app", entry: { scheme: "http", host: "app", port: 8080 } },
      tls: { entry: { scheme: "https", host: "upstream", port: 8443 } },
    });
  });

  test("a further instance is found under its service's name", () => {
    const [broken] = sides({ path: ["nginx", "nginx#2", "app", "mock-llm"], readers: { inner: { at: "nginx#2" } } });
    expect(broken!.readers.inner?.entry.host).toBe("nginx-2");
  });

  test("ask where their dialect is spoken, unless they say where", () => {
    const [broken] = sides({ readers: { a: {}, b: { dialect: "anthropic" }, c: { target: "/own" } } });
    expect(Object.values(broken!.readers).map(({ target }) => target)).toEqual([
      "/v1/chat/completions",
      "/v1/messages",
      "/own",
    ]);
  });

  test("a side's own fields are merged into the experiment's, scenario included", () => {
    const base = { headers: { a: "1" }, scenario: { tokens: 5, ttftMs: 100 } };
    const [first, second] = sides({
      readers: { reader: base },
      sides: { ...GOOD.sides, fixed: { ...GOOD.sides.fixed, readers: { reader: { scenario: { ttftMs: 200 } } } } },
    });
    expect(first!.readers.reader).toMatchObject({ headers: { a: "1" }, scenario: { tokens: 5, ttftMs: 100 } });
    expect(second!.readers.reader).toMatchObject({ headers: { a: "1" }, scenario: { tokens: 5, ttftMs: 200 } });
  });
});

describe("scenarios", () => {
  test("the side's stands over the experiment's, the reader's over the side's, flags over all", () => {
    const changes: Partial<ExperimentInput> = {
      scenario: { tokens: 10, gapMs: 50, ttftMs: 1 },
      readers: { own: { scenario: { gapMs: 70, tokens: 3 } }, plain: {} },
      sides: { only: { scenario: { tokens: 20 }, expect: {} } },
    };
    const [side] = sides(changes);
    expect(side!.scenario).toMatchObject({ tokens: 20, gapMs: 50, ttftMs: 1 });
    expect(side!.readers.own?.scenario).toMatchObject({ tokens: 3, gapMs: 70, ttftMs: 1 });
    expect(side!.readers.plain?.scenario).toEqual(side!.scenario);
    const [flagged] = sides(changes, { tokens: 99, gapMs: 0 });
    expect(flagged!.scenario).toMatchObject({ tokens: 99, gapMs: 0, ttftMs: 1 });
    expect(flagged!.readers.own?.scenario).toMatchObject({ tokens: 99, gapMs: 0 });
  });
});

describe("configs", () => {
  test("are texts: of the named variant, of a default, of a reader's layer, of each instance", () => {
    const [side] = sides({
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      readers: { reader: { layer: "curl" } },
      sides: { only: { variants: { "nginx#2": "http-1.0-buffering-on" }, expect: {} } },
    });
    const { configs } = side!;
    expect(Object.keys(configs).sort()).toEqual(["app", "curl", "nginx", "nginx#2"]);
    expect(configs["nginx#2"]).toMatchObject({ name: "http-1.0-buffering-on", source: "layer" });
    expect(configs["nginx#2"]?.files["http-1.0-buffering-on.conf"]).toMatch(/proxy_buffering on;/);
    expect(configs.nginx?.name).toBe(layers.get("nginx")?.defaultVariant);
    expect(configs.curl?.name).toBe("no-buffer-on");
  });

  test("a variant that is not there is an error", () => {
    expect(() => sides({ sides: { only: { variants: { nginx: "none" } } } })).toThrow(/nginx has no variant none/);
  });
});

describe("subjects", () => {
  test("carry everything of the experiment but what only people need", () => {
    const subject = subjectOf(experiment(), layers);
    expect(subject).toMatchObject({ id: "nginx-test", layer: "nginx", kind: "fix", sidesRun: "together" });
    expect(subject.sides.map(({ name }) => name)).toEqual(["broken", "fixed"]);
  });

  test("the controls as another reader sees them: its config too, and results of their own", async () => {
    const [probe, curl] = await Promise.all([controlSubjects("probe", layers), controlSubjects("curl", layers)]);
    expect(probe.map(({ id }) => id)).toEqual(["passthrough", "hold-all"]);
    expect(curl.map(({ id }) => id)).toEqual(["passthrough-by-curl", "hold-all-by-curl"]);
    for (const { kind, sides: controlSides } of curl) {
      expect(kind).toBe("control");
      for (const side of controlSides) {
        expect(Object.values(side.readers).map(({ layer }) => layer)).toEqual(["curl"]);
        expect(side.configs.curl?.name).toBe("no-buffer-on");
      }
    }
  });
});
