import { describe, expect, test } from "vitest";
import { experimentIds, loadExperiment } from "../../src/catalog/experiments.ts";
import { buildsOf } from "../../src/catalog/fragments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { configOf } from "../../src/catalog/resolve.ts";
import { folderOf } from "./catalog-fixtures.ts";

const FRAGMENT = `
services:
  proxy:
    image: \${PROXY_IMAGE:-buffering-lab/proxy:1.0}
    build: { context: . }
    command: [proxy, "/variants/\${PROXY_VARIANT:-plain}.conf"]
    labels: { buffering-lab.reload: SIGHUP, buffering-lab.version-command: proxy -v }
  proxy-2.0:
    profiles: [versions]
    image: buffering-lab/proxy:2.0
    build: { dockerfile: Dockerfile.wheel }
`;

describe("layers", () => {
  const dir = folderOf({
    "proxy/compose.yaml": FRAGMENT,
    "proxy/variants/plain.conf": "plain",
    "proxy/variants/script.conf": "load script.js",
    "proxy/variants/script.js": "// njs",
    "proxy/variants/tree/main.conf": "include parts/a",
    "proxy/variants/tree/parts/a": "a",
    "proxy/variants/__pycache__/plain.pyc": "compiled",
  });
  const proxy = loadLayers(dir).get("proxy")!;

  test("say what the pipeline needs of them; a further version is none", () => {
    expect([...loadLayers(dir).keys()]).toEqual(["proxy"]);
    expect(proxy).toMatchObject({
      ...{ folder: "proxy", prefix: "PROXY", image: "buffering-lab/proxy:1.0", defaultVariant: "plain" },
      ...{ reader: false, versionCommand: ["proxy", "-v"], askedWith: null, reloadSignal: "SIGHUP" },
      startLimitMs: null,
    });
  });

  test("may say how long they take to start", () => {
    const slow = FRAGMENT.replace("{ buffering-lab.reload: SIGHUP,", "{ buffering-lab.starts-within: 90s,");
    expect(loadLayers(folderOf({ "proxy/compose.yaml": slow })).get("proxy")!.startLimitMs).toBe(90_000);
  });

  test("a variant is each file of its name, or all of a folder", () => {
    expect([...proxy.variants.keys()]).toEqual(["plain", "script", "tree"]);
    expect(configOf(proxy, "script").files).toEqual({ "script.conf": "load script.js", "script.js": "// njs" });
    expect(configOf(proxy, "tree").files).toEqual({ "tree/main.conf": "include parts/a", "tree/parts/a": "a" });
  });

  test("know which kind of build a version comes from", () => {
    expect([...buildsOf("proxy", dir)]).toEqual([
      ["1.0", "Dockerfile"],
      ["2.0", "Dockerfile.wheel"],
    ]);
  });

  test.for([
    ["services: {other: {}}", /no service called broken/],
    ["services: [", /layers\/broken\/compose.yaml is not YAML/],
    ["", /no service called broken/],
  ] as const)("a fragment that says %j is an error", ([text, says]) => {
    expect(() => loadLayers(folderOf({ "broken/compose.yaml": text }))).toThrow(says);
  });
});

describe("experiments", () => {
  test("are called like their files, in whichever folder", () => {
    expect(experimentIds(folderOf({ "nginx/b.ts": "", "app/a.ts": "", "claims.yaml": "" }))).toEqual(["a", "b"]);
  });

  test("two of one name are an error that names both", () => {
    expect(() => experimentIds(folderOf({ "nginx/a.ts": "", "app/a.ts": "" }))).toThrow(
      /two experiments are called a: .*experiments\/app\/a.ts/,
    );
  });

  test("stand in the folder of the layer under test", async () => {
    expect(await loadExperiment("nginx-buffering")).toMatchObject({ id: "nginx-buffering", layer: "nginx" });
  });

  test("every problem of a file is told at once, with its place", async () => {
    const dir = folderOf({ "nginx/bad.ts": `export default { title: "short", kind: "fixed", sides: {} };` });
    await expect(loadExperiment("bad", dir)).rejects.toThrow(/nginx\/bad.ts is not an experiment:[^]*title:[^]*kind:/);
    await expect(loadExperiment("none", dir)).rejects.toThrow(/no experiment is called none/);
  });
});
