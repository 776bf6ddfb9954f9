import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { checkFix, writeFixed } from "../../src/commands/verify-fix.ts";
import type { OwnFile } from "../../src/verify/product.ts";

let home: string;
let files: OwnFile[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lab-fix-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, "conf.d"));
  files = ["nginx.conf", "conf.d/chat.conf", "conf.d/admin.conf"].map((name) => ({
    name: join(home, name),
    text: `${name}, as it was\n`,
  }));
  for (const { name, text } of files) writeFileSync(name, text);
});

/** The files with cures in some of them. */
const cured = (...which: number[]): OwnFile[] =>
  files.map((file, index) => (which.includes(index) ? { ...file, text: "cured\n" } : file));
const left = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .sort();
const names = (): string[] => files.map(({ name }) => name);

describe("a cured copy", () => {
  test("of one file is the path itself", () => {
    const path = join(home, "fixed.conf");
    expect(writeFixed(path, files, cured(1))).toBe(`${path}: ${files[1]!.name}, cured`);
    expect(readFileSync(path, "utf8")).toBe("cured\n");
  });

  test("of several goes into a folder, of each that a cure touches, as they stand to each other", () => {
    const path = join(home, "out", "cured");
    expect(writeFixed(path, files, cured(0, 1)).split("\n")).toHaveLength(2);
    expect(left(path)).toEqual(["conf.d/chat.conf", "nginx.conf"]);
  });

  test("of one file, in a folder that is there, or that is meant", () => {
    const path = join(home, "cured");
    mkdirSync(path);
    writeFixed(path, files, cured(0));
    writeFixed(`${join(home, "new")}/`, files, cured(2));
    expect([left(path), left(join(home, "new"))]).toEqual([["nginx.conf"], ["conf.d/admin.conf"]]);
  });

  test("there is none where nothing cures", () => {
    const path = join(home, "fixed.conf");
    expect(writeFixed(path, files, files)).toBe(`no cure was found: ${path} is not written`);
    expect(left(home)).not.toContain("fixed.conf");
  });

  test("of one file below another's folder, which both share", () => {
    const two = files.slice(1);
    writeFixed(
      join(home, "c"),
      two,
      two.map((file) => ({ ...file, text: "cured\n" })),
    );
    expect(left(join(home, "c"))).toEqual(["admin.conf", "chat.conf"]);
  });
});

describe("nothing is overwritten, and that is seen before anything is measured", () => {
  test("the original, by whatever name", () => {
    expect(() => checkFix(files[0]!.name, names())).toThrow("this is the original");
    expect(() => checkFix(home, names())).toThrow("nginx.conf is there already");
    symlinkSync(files[0]!.name, join(home, "link.conf"));
    expect(() => checkFix(join(home, "link.conf"), names())).toThrow("link.conf is there already");
  });

  test("another file, at the path or in the folder", () => {
    const path = join(home, "fixed.conf");
    writeFileSync(path, "mine\n");
    expect(() => checkFix(path, names())).toThrow("is there already");
    mkdirSync(join(home, "cured", "conf.d"), { recursive: true });
    writeFileSync(join(home, "cured", "conf.d", "chat.conf"), "mine\n");
    expect(() => checkFix(join(home, "cured"), names())).toThrow("chat.conf is there already");
  });

  test("what has come there meanwhile", () => {
    const path = join(home, "fixed.conf");
    checkFix(path, names());
    writeFileSync(path, "mine\n");
    expect(() => writeFixed(path, files, cured(0))).toThrow("is there already");
    expect(readFileSync(path, "utf8")).toBe("mine\n");
  });

  test("what is not there is fine, and so is an empty folder", () => {
    mkdirSync(join(home, "empty"));
    for (const path of ["new.conf", "new/", "empty"]) expect(() => checkFix(join(home, path), names())).not.toThrow();
  });
});

test("originals are as they were", () => {
  writeFixed(join(home, "cured"), files, cured(0, 1, 2));
  expect(files.map(({ name }) => readFileSync(name, "utf8"))).toEqual(files.map(({ text }) => text));
});
