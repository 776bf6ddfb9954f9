import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { printVerify } from "../../src/commands/verify-output.ts";
import { DOCUMENTS } from "./verify-documents.ts";

describe("one measurement, every format", () => {
  const printed: string[] = [];
  let before: typeof process.exitCode;
  beforeEach(() => {
    before = process.exitCode;
    printed.length = 0;
    vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  });
  afterEach(() => {
    process.exitCode = before;
    vi.restoreAllMocks();
  });

  test("one on stdout, the others in files, and the document's exit code", () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-"));
    const [sarif, junit, markdown] = ["a.sarif", "a.xml", "a.md"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    printVerify(DOCUMENTS.holds, { format: "github", sarif, junit, markdown });
    expect(printed.join("")).toMatch(/^::error /u);
    expect(readFileSync(sarif, "utf8")).toContain('"version": "2.1.0"');
    expect(readFileSync(junit, "utf8")).toMatch(/^<\?xml /u);
    expect(readFileSync(markdown, "utf8")).toMatch(/^<!-- buffering-lab verify nginx.conf -->/u);
    expect(process.exitCode).toBe(1);
  });

  test("text unless asked", () => {
    printVerify(DOCUMENTS.streams, {});
    expect(printed.join("")).toMatch(/^nginx.conf   nginx 1.26.3/u);
    expect(process.exitCode).toBe(0);
  });

  test("a file that cannot be written is named", () => {
    expect(() => printVerify(DOCUMENTS.streams, { sarif: "/no/folder/a.sarif" })).toThrow(
      "cannot write /no/folder/a.sarif",
    );
    expect(printed).toEqual([]);
  });
});
