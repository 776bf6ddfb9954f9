import {
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { filesUnder, removeStages, writeConfig } from "../../src/stack/stage.ts";
import { configCalled } from "./stack-sides.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lab-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe("the files of a config", () => {
  test("stand under their own names, and under the name that is mounted", () => {
    const files = { "off.conf": "a", "off.js": "b", "off/part.conf": "c", "offside.conf": "d", "lib/off.conf": "e" };
    expect(filesUnder("on", { name: "off", files, source: "given" })).toEqual({
      ...files,
      "on.conf": "a",
      "on.js": "b",
      "on/part.conf": "c",
    });
  });

  test.each(["../x.conf", "/etc/x.conf", "a/../../x.conf"])("cannot be at %s", (path) => {
    expect(() => filesUnder("on", { name: "on", files: { [path]: "" }, source: "given" })).toThrow("outside");
  });

  test("take the place of what was there, in the same folder, for everybody to read", () => {
    const umask = process.umask(0o077);
    try {
      writeConfig(join(dir, "nginx"), configCalled("on", "first"), "on");
      const { ino } = statSync(join(dir, "nginx"));
      writeConfig(
        join(dir, "nginx"),
        { name: "off", files: { "off.conf": "second", "d/x": "" }, source: "layer" },
        "on",
      );
      expect(readdirSync(join(dir, "nginx")).sort()).toEqual(["d", "off.conf", "on.conf"]);
      expect(readFileSync(join(dir, "nginx/on.conf"), "utf8")).toBe("second");
      expect(statSync(join(dir, "nginx")).ino).toBe(ino); // a container holds on to it
      for (const [path, mode] of Object.entries({ "": 0o755, "on.conf": 0o644, d: 0o755, "d/x": 0o644 })) {
        expect(statSync(join(dir, "nginx", path)).mode & 0o777).toBe(mode);
      }
    } finally {
      process.umask(umask);
    }
  });
});

test("a stack's folder goes by its labels; one without any is being written, or, once it is old, nobody's", () => {
  for (const run of ["mine", "other"]) {
    mkdirSync(join(dir, run));
    writeFileSync(join(dir, run, "labels.json"), JSON.stringify({ "buffering-lab.run": run }));
  }
  for (const name of ["being-written", "given-up"]) mkdirSync(join(dir, name));
  const twoMinutesAgo = Date.now() / 1000 - 120;
  utimesSync(join(dir, "given-up"), twoMinutesAgo, twoMinutesAgo);
  utimesSync(join(dir, "other"), twoMinutesAgo, twoMinutesAgo);
  removeStages((labels) => labels["buffering-lab.run"] === "mine", dir);
  expect(readdirSync(dir).sort()).toEqual(["being-written", "other"]);
  removeStages(() => true, join(dir, "none"));
});
