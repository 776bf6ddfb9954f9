import { describe, expect, test } from "vitest";
import { flipOf } from "../../src/commands/versions.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { renderVersions } from "../../src/report/index.ts";
import type { VersionFlip, VersionSeen, VersionSide } from "../../src/report/index.ts";
import { experiment, layers } from "./catalog-fixtures.ts";
import { PLAIN } from "./render.ts";

function side(version: string, seen: VersionSeen | Record<string, VersionSeen>): VersionSide {
  const isOne = typeof seen.shape === "string" || Object.keys(seen).length === 0;
  return { side: version, version, readers: (isOne ? { reader: seen } : seen) as VersionSide["readers"] };
}

const flip: VersionFlip = {
  id: "nginx-version",
  product: "nginx",
  title: "the same nginx.conf holds the answer on 1.26.3 and streams it on 1.31.3",
  last: "pass",
  sides: [side("1.26.3", { shape: "held", end: "clean" }), side("1.31.3", { shape: "streamed" })],
  changed: [{ in: "1.29.7", source: "https://nginx.org/en/CHANGES" }],
};
const page = (...flips: VersionFlip[]): string => renderVersions(flips, PLAIN);

describe("the page", () => {
  test("has each version's shape, and between them the release that changed it", () => {
    const alike: VersionFlip = {
      ...flip,
      ...{ id: "nginx-uwsgi-version", last: null, changed: [] },
      title: "uwsgi_pass passes a long answer on in steps of one page, on both",
      sides: [side("1.26.3", { shape: "batched" }), side("1.31.3", { shape: "batched" })],
    };
    const caddy: VersionFlip = { ...flip, id: "caddy-version", product: "caddy", last: "fail" };
    expect(page(flip, alike, caddy)).toMatchInlineSnapshot(`
      "nginx
        nginx-version  pass
          the same nginx.conf holds the answer on 1.26.3 and streams it on 1.31.3
            1.26.3        held
            since 1.29.7  https://nginx.org/en/CHANGES
            1.31.3        streamed
        nginx-uwsgi-version  not run
          uwsgi_pass passes a long answer on in steps of one page, on both
            1.26.3  batched
            1.31.3  batched
            no change

      caddy
        caddy-version  fail
          the same nginx.conf holds the answer on 1.26.3 and streams it on 1.31.3
            1.26.3        held
            since 1.29.7  https://nginx.org/en/CHANGES
            1.31.3        streamed

      A shape is what is expected of a version; pass: all of them were last seen so on this machine.
      3 experiments, 2 with a change; run one: ./lab run nginx-version"
    `);
  });

  test("sorts releases by number; a change stands above the side of its own release", () => {
    const changed = [
      { in: "2.9.0", source: null },
      { in: "2.11.7", source: "https://example.com/7905" },
    ];
    const sides = [side("2.8.4", { shape: "held" }), side("2.9.1", {}), side("2.11.7", { shape: "streamed" })];
    expect(linesOf({ ...flip, sides, changed })).toEqual([
      "2.8.4         held",
      "since 2.9.0   source not found",
      "2.9.1         any shape",
      "since 2.11.7  https://example.com/7905",
      "2.11.7        streamed",
    ]);
  });

  test("says the end or the head where the shape is the same, and only there", () => {
    const sides = [side("1", { shape: "cut", end: "silent" }), side("2", { shape: "cut", end: "cut" })];
    expect(linesOf({ ...flip, sides, changed: [] })).toEqual(["1  cut, end silent", "2  cut, end cut", "no change"]);
    const heads = [
      side("1", { shape: "held", headers: "with-token" }),
      side("2", { shape: "streamed", headers: "with-token" }),
      side("3", { shape: "streamed", headers: "before-token" }),
    ];
    expect(linesOf({ ...flip, sides: heads, changed: [] })).toEqual([
      "1  held, head with-token",
      "2  streamed, head with-token",
      "3  streamed, head before-token",
      "no change",
    ]);
  });

  test("names readers where they do not see the same", () => {
    const sides = [
      side("1", { curl: { shape: "cut" }, httpx: { shape: "cut" }, probe: { shape: "streamed" } }),
      side("2", { curl: { shape: "streamed" }, httpx: { shape: "streamed" }, probe: { shape: "streamed" } }),
    ];
    expect(linesOf({ ...flip, sides, changed: [] })).toEqual([
      "1  cut (curl, httpx), streamed (probe)",
      "2  streamed",
      "no change",
    ]);
  });

  test.each([60, 80])("fits %i columns", (width) => {
    const lines = renderVersions([flip], { width, colour: false }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  /** The rows of one experiment. */
  function linesOf(one: VersionFlip): string[] {
    return page(one)
      .split("\n")
      .filter((line) => line.startsWith("      "))
      .map((line) => line.trim());
  }
});

describe("an experiment as a row", () => {
  const conf = { variants: { nginx: "http-1.0-buffering-on" } };
  const changes: Partial<ExperimentInput> = {
    kind: "version",
    changed: [{ in: "1.29.7", source: null }],
    readers: { one: {}, two: {} },
    sides: {
      "1.26.3": { ...conf, expect: { shape: "held", readers: { two: { shape: "cut", end: "silent" } } } },
      "1.31.3": { ...conf, versions: { nginx: "1.31.3" }, expect: { shape: "streamed" } },
      "1.31.3-long": { ...conf, versions: { nginx: "1.31.3" }, scenario: { tokens: 90 } },
      cured: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
    },
  };

  test("has the sides that differ in the version alone, with what each reader is expected to see", () => {
    expect(flipOf(experiment(changes, "nginx-test"), layers, "pass")).toEqual({
      ...{ id: "nginx-test", product: "nginx", title: "nginx holds what it should pass on", last: "pass" },
      sides: [
        {
          ...{ side: "1.26.3", version: "1.26.3" },
          readers: { one: { shape: "held" }, two: { shape: "cut", end: "silent" } },
        },
        { side: "1.31.3", version: "1.31.3", readers: { one: { shape: "streamed" }, two: { shape: "streamed" } } },
      ],
      changed: [{ in: "1.29.7", source: null }],
    });
  });

  test("of a package in the layer's image is called like the package, and so are its versions", () => {
    const changed = [{ product: "uvloop", in: "0.23.0", source: null }];
    const uvloop = { path: ["uvicorn", "mock-llm"], variants: { uvicorn: "sync-client-uvloop" } };
    const sides: ExperimentInput["sides"] = {
      "uvloop-0.22.1": { ...uvloop, versions: { uvicorn: "uvloop-0.22.1" }, expect: { shape: "held" } },
      "uvloop-0.23.0": { ...uvloop, expect: { shape: "streamed" } },
    };
    const found = flipOf(experiment({ ...changes, changed, sides }, "uvloop-test", "uvicorn"), layers, null);
    expect(found.product).toBe("uvloop");
    expect(found.sides.map(({ version }) => version)).toEqual(["0.22.1", "0.23.0"]);
    expect(found.changed).toEqual([{ in: "0.23.0", source: null }]);
  });
});
