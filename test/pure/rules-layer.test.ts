import { describe, expect, test } from "vitest";
import { loadLayers } from "../../src/catalog/layers.ts";
import { layersProblems } from "../../src/catalog/rules-layer.ts";
import { folderOf } from "./catalog-fixtures.ts";

const FRAGMENT = `
services:
  proxy:
    image: \${PROXY_IMAGE:-buffering-lab/proxy:1.0}
    command: [proxy, "/variants/\${PROXY_VARIANT:-plain}.conf"]
    labels: { buffering-lab.reload: SIGHUP, buffering-lab.version-command: proxy -v }
  proxy-2.0:
    profiles: [versions]
    image: buffering-lab/proxy:2.0
`;
const FILES = {
  "proxy/compose.yaml": FRAGMENT,
  "proxy/variants/plain.conf": "plain",
  "proxy/variants/script.conf": "load script.js",
  "proxy/variants/script.js": "// njs",
};

function problemsOf(files: Readonly<Record<string, string>>): string[] {
  const dir = folderOf({ ...FILES, ...files });
  return layersProblems(loadLayers(dir), dir);
}

test("a good layer has no problem", () => {
  expect(problemsOf({})).toEqual([]);
});

test("the layers of the lab have none", () => {
  expect(layersProblems(loadLayers())).toEqual([]);
});

describe("a fragment", () => {
  test.for([
    [
      "whose image no variable turns",
      "${PROXY_IMAGE:-buffering-lab/proxy:1.0}",
      "proxy:1",
      /must be \$\{PROXY_IMAGE:-/,
    ],
    ["whose command names no variant", "${PROXY_VARIANT:-plain}", "plain", /no \$\{PROXY_VARIANT:-<default>\}/],
    [
      "whose version has another name",
      "proxy-2.0:",
      "proxy-2:",
      /proxy-2 builds the version 2.0, so it must be called proxy-2.0/,
    ],
    [
      "with a label that nobody reads",
      "buffering-lab.reload",
      "buffering-lab.relaod",
      /the label buffering-lab.relaod: SIGHUP/,
    ],
    ["with a signal that is none", "SIGHUP", "HUP", /the label buffering-lab.reload: HUP/],
    [
      "whose time to start has no unit",
      "buffering-lab.reload: SIGHUP",
      "buffering-lab.starts-within: '90'",
      /the label buffering-lab.starts-within: 90/,
    ],
  ] as const)("%s", ([, right, wrong, says]) => {
    const found = problemsOf({ "proxy/compose.yaml": FRAGMENT.replace(right, wrong) });
    expect(found.join("\n")).toMatch(says);
    expect(found[0]).toMatch(/^layers\/proxy\/compose.yaml: /);
  });

  test("that builds one version twice", () => {
    const again = "  proxy-2.0-again: { profiles: [versions], image: buffering-lab/proxy:2.0 }\n";
    expect(problemsOf({ "proxy/compose.yaml": FRAGMENT + again }).join("\n")).toMatch(
      /another service builds 2.0, too/,
    );
  });

  test("whose variables another layer has", () => {
    const other = { "pro-xy/compose.yaml": "services: { pro-xy: { image: '${PRO_XY_IMAGE:-x}' } }" };
    const same = { "pro.xy/compose.yaml": "services: { pro.xy: { image: '${PRO_XY_IMAGE:-x}' } }" };
    expect(problemsOf({ ...other, ...same })).toEqual(["layers pro-xy and pro.xy share PRO_XY_VARIANT and the like"]);
  });
});

describe("a variant", () => {
  test.for([
    ["of two configs", { "plain.yaml": "plain" }, /plain is plain.conf, plain.yaml, and none names the others/],
    ["without the file that runs", { "other.yaml": "x" }, /other has no other.conf, from which the command starts/],
    ["that is a folder, too", { "plain/a.conf": "x" }, /plain is a folder and plain.conf: which is meant\?/],
    ["of another spelling", { "Plain_2.conf": "x" }, /Plain_2 must be kebab-case/],
  ] as const)("%s", ([, files, says]) => {
    const below = Object.entries(files).map(([file, text]): [string, string] => [`proxy/variants/${file}`, text]);
    expect(problemsOf(Object.fromEntries(below)).join("\n")).toMatch(says);
  });
});
