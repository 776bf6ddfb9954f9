import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Config, ResolvedReader } from "../../src/model/experiment.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { inPace, onlyFirst, toTheEnd } from "./paths.ts";
import { config, render } from "./render.ts";
import { experiment, run, side } from "./traces.ts";

const PAGE = { width: 80, colour: false };

/** A side with these variants; held unless both are off. */
function cell(nginx: string, app: string, more: Parameters<typeof side>[3] = {}): SideTrace {
  const cured = nginx.endsWith("off") && app.endsWith("off");
  const [expect, path] = cured
    ? [{ shape: "streamed" } as const, {}]
    : [{ shape: "held" } as const, { path: toTheEnd }];
  return side(`${nginx}-${app}`, expect, [run(path)], { side: { configs: configsOf({ nginx, app }) }, ...more });
}

function configsOf(names: Readonly<Record<string, string>>): Record<string, Config> {
  return Object.fromEntries(Object.entries(names).map(([place, name]) => [place, config(name, `# ${name}`)]));
}

const square = [cell("b-on", "c-on"), cell("b-off", "c-on"), cell("b-on", "c-off"), cell("b-off", "c-off")] as const;

function twoReaders({ side: { name, configs } }: SideTrace): SideTrace {
  const held = configs.nginx?.name === "b-on";
  const readers = { ann: { shape: held ? ("held" as const) : ("streamed" as const) } };
  const streams = [{ reader: "ann", path: held ? toTheEnd : inPace }, { reader: "bob" }];
  return side(name, { shape: "streamed", readers }, [run(streams)], { side: { configs } });
}

/** The lines of the matrix, without its label. */
function matrixIn(trace: readonly SideTrace[], page = PAGE): string {
  const text = render(experiment(trace), page);
  const lines = /^ {2}matrix [^]*?(?=\n {2}(changes|the fix|why))/m.exec(text)?.[0] ?? "";
  return lines.replaceAll(/^(?: {2}matrix)? +/gm, "");
}

describe("the matrix of two layers", () => {
  test("has a cell for each pair of settings", () => {
    expect(matrixIn(square)).toMatchInlineSnapshot(`
      "nginx \\ app  c-on  c-off
      b-on         held  held
      b-off        held  streamed"
    `);
  });

  test("a layer that is not in the path is a setting too, and the outermost layer has the rows", () => {
    const direct = (app: string): SideTrace =>
      side(`direct-${app}`, {}, [run()], {
        readers: { reader: { at: "app" } },
        side: { path: ["app", "mock-llm"], configs: configsOf({ app }) },
      });
    expect(matrixIn([direct("c-on"), direct("c-off"), square[0], square[2]])).toMatchInlineSnapshot(`
      "nginx \\ app  c-on      c-off
      absent       streamed  streamed
      b-on         held      held"
    `);
  });

  test("versions count where sides name them, and a variant that no side names is the default", () => {
    const at = (name: string, versions: Record<string, string>): SideTrace =>
      side(name, { shape: name === "a" ? "held" : "streamed" }, [run(name === "a" ? { path: toTheEnd } : {})], {
        side: { versions },
      });
    const sides = [
      at("a", {}),
      at("b", { nginx: "1.30" }),
      at("c", { app: "2" }),
      at("d", { nginx: "1.30", app: "2" }),
    ];
    expect(matrixIn(sides)).toMatch(/^nginx \\ app +default +default 2\ndefault +.*\ndefault 1\.30 +streamed/);
  });

  test("a side that was not measured leaves its cell open", () => {
    const error = { code: "layer_failed", message: "nginx exited", hint: null };
    expect(matrixIn([...square.slice(0, 3), { ...square[3], runs: [], error }])).toMatch(/b-off +held +not measured$/);
  });

  test("colours do not move a column", () => {
    const coloured = render(experiment(square), { ...PAGE, colour: true });
    expect(stripVTControlCharacters(coloured)).toBe(render(experiment(square), PAGE));
    expect(coloured).toContain("\u001b[31mheld");
  });

  test("a page too narrow for it has none", () => {
    const long = square.map((each) => {
      const { nginx, app } = each.side.configs;
      const configs = { nginx: { ...nginx!, name: `${nginx!.name}-by-a-long-name` }, app: app! };
      return { ...each, side: { ...each.side, configs } };
    });
    expect(matrixIn(long, { ...PAGE, width: 60 })).not.toBe("");
    expect(matrixIn(long, { ...PAGE, width: 50 })).toBe("");
  });

  test.each<[string, readonly SideTrace[]]>([
    ["a pair is missing", square.slice(0, 3)],
    ["a pair is there twice", [...square, { ...square[0], side: { ...square[0].side, name: "again" } }]],
    [
      "a third layer varies",
      [
        ...square.slice(0, 3),
        cell("b-off", "c-off", { side: { configs: configsOf({ nginx: "b-off", app: "c-off", "mock-llm": "x" }) } }),
      ],
    ],
    ["the request varies", [...square.slice(0, 3), cell("b-off", "c-off", { readers: { reader: { method: "GET" } } })]],
    ["only one layer varies", [square[0], square[1]]],
    ["a side has several readers", square.map(twoReaders)],
  ])("there is none where %s", (_what, sides) => {
    expect(matrixIn(sides)).toBe("");
  });
});

describe("the matrix of sides and readers", () => {
  const kinds: Record<string, Partial<ResolvedReader>> = {
    probe: {},
    curl: { layer: "curl" },
    "probe-2": { httpVersion: "2" },
  };
  const read = (name: string, readers: Record<string, Partial<ResolvedReader>>, cutOne: string | null): SideTrace => {
    const record = { end: "reset", saying: "ECONNRESET" } as const;
    const shapes = cutOne === null ? {} : { [cutOne]: { shape: "cut" as const } };
    const streams = Object.keys(readers).map((reader) => ({
      reader,
      ...(reader === cutOne ? { path: onlyFirst(1), record } : {}),
    }));
    return side(name, { shape: "streamed", readers: shapes }, [run(streams)], { readers });
  };

  test("has a cell for each, with the tokens where they are not all", () => {
    expect(matrixIn([read("5.2", kinds, "curl"), read("6.0", kinds, null)])).toMatchInlineSnapshot(`
      "side \\ reader  probe     curl      probe-2
      5.2            streamed  cut 1/24  streamed
      6.0            streamed  streamed  streamed"
    `);
  });

  test.each<[string, readonly SideTrace[]]>([
    [
      "readers are mere arrivals of one kind",
      [read("a", { ann: {}, bob: { startMs: 50 } }, "bob"), read("b", { ann: {}, bob: { startMs: 50 } }, null)],
    ],
    ["sides have other readers", [read("a", kinds, "probe"), read("b", { probe: {}, curl: { layer: "curl" } }, null)]],
    ["there is one side", [read("a", kinds, "curl")]],
    ["all felt the same", [read("a", kinds, null), read("b", kinds, null)]],
  ])("there is none where %s", (_what, sides) => {
    expect(matrixIn(sides)).toBe("");
  });
});
