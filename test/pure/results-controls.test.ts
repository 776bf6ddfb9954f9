import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { passedFor, readerBuild, remember, RIG_FILES, rigBuild, rigImages } from "../../src/results/controls.ts";
import { layers } from "./catalog-fixtures.ts";

/** A tree that has one file for each of these patterns. */
function tree(patterns: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "lab-"));
  for (const pattern of patterns) write(root, pattern.replace("/**", "").replaceAll("*", "x"), "text");
  return root;
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

describe("a build of the rig", () => {
  test("changes with a file, an image and the engine, and with nothing else", () => {
    const root = tree(RIG_FILES);
    const build = rigBuild("26.1", { mock: "sha256:1" }, root);
    expect(rigBuild("26.1", { mock: "sha256:1" }, root)).toBe(build);
    expect(rigBuild("27.0", { mock: "sha256:1" }, root)).not.toBe(build);
    expect(rigBuild("26.1", { mock: "sha256:2" }, root)).not.toBe(build);
    write(root, "layers/app/variants/another.ts", "not in a control's path");
    expect(rigBuild("26.1", { mock: "sha256:1" }, root)).toBe(build);
    write(root, "src/observe/x.ts", "edited");
    expect(rigBuild("26.1", { mock: "sha256:1" }, root)).not.toBe(build);
  });

  test.for(RIG_FILES)("cannot be told without a file for %s", (pattern) => {
    const others = RIG_FILES.filter((each) => each !== pattern);
    expect(() => rigBuild("26.1", {}, tree(others))).toThrow(`no file fits ${pattern}`);
  });

  test("takes in the images of the controls' paths and of every reader", () => {
    const images = rigImages(layers).map((image) => image.replace(/^.*\/|:.*$/g, ""));
    expect(images).toEqual(expect.arrayContaining(["app", "curl", "hold-all", "mock-llm", "probe"]));
    expect(images).not.toContain("nginx");
  });
});

describe("a reader's own build", () => {
  const root = tree(["layers/curl/compose.yaml", "layers/curl/README.md"]);

  test("changes with its files, not with what is said of it", () => {
    const build = readerBuild("rig", "curl", root);
    expect(readerBuild("other rig", "curl", root)).not.toBe(build);
    write(root, "layers/curl/README.md", "another sentence");
    expect(readerBuild("rig", "curl", root)).toBe(build);
    write(root, "layers/curl/variants/no-buffer-on.sh", "-N");
    expect(readerBuild("rig", "curl", root)).not.toBe(build);
  });

  test("is remembered for this reader and this build only", async () => {
    const home = tree(["layers/curl/compose.yaml", "layers/probe/compose.yaml"]);
    expect(await passedFor("rig", "curl", home)).toBe(false);
    await remember("rig", "curl", home);
    expect(await passedFor("rig", "curl", home)).toBe(true);
    expect(await passedFor("rig", "probe", home)).toBe(false);
    expect(await passedFor("another rig", "curl", home)).toBe(false);
  });

  test("of a layer that is not there cannot be told", () => {
    expect(() => readerBuild("rig", "wget", root)).toThrow(/no file fits layers\/wget/);
  });
});
