import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { renderVerifyAs } from "../../src/report/verify/index.ts";
import type { VerifyFormat } from "../../src/report/verify/index.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { document, finding, location } from "./verify-documents.ts";

/** Any text, with what formats stumble over more often than chance has it. */
const awkward = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\n", "::", "%0A", "|", "``", "```", "]]>", "<!--", "&amp;", "\ud800", "\\"),
    ),
  )
  .map((parts) => parts.join(""));
const documents = fc.record({ a: awkward, b: awkward, c: awkward, d: awkward }).map(({ a, b, c, d }) =>
  document({
    ...{ file: `${a}.conf`, product: "nginx", assumed: [d], exit: 1 },
    refused: [{ file: b, line: 3, message: c, hint: d }],
    locations: [
      location({
        ...{ server: b, location: `/${a}`, verdict: "holds", why: c },
        findings: [finding({ file: a, text: b, message: c, seen: d, cures: [{ diff: `+${a}\n`, text: b, seen: c }] })],
        noEffect: [{ file: a, line: 2, text: b }],
      }),
    ],
  }),
);
const as = (format: VerifyFormat, of: VerifyDocument): string =>
  renderVerifyAs(format, of, { page: { width: 80, colour: false } });
const always = (check: (of: VerifyDocument) => void): void => fc.assert(fc.property(documents, check), { numRuns: 60 });

describe("whatever a config holds", () => {
  test("JUnit is well-formed, and has a test for the location and one for the refusal", () => {
    const parser = new XMLParser({ isArray: (name) => name === "testcase" });
    always((each) => {
      const xml = as("junit", each);
      expect(XMLValidator.validate(xml)).toBe(true);
      const { testsuites } = parser.parse(xml) as { testsuites: { testsuite: { testcase: unknown[] } } };
      expect(testsuites.testsuite.testcase).toHaveLength(2);
    });
  });

  test("annotations are two commands and a line, and a runner reads file and message back", () => {
    always((each) => {
      const lines = as("github", each).split("\n");
      expect(lines).toHaveLength(3);
      const [, properties, data] = /^::error (.*?)::(.*)$/u.exec(lines[0]!)!;
      expect(properties!.split(",").map((pair) => pair.split("=")[0])).toEqual(["file", "line", "title"]);
      expect(data).not.toMatch(/%(?!25|0A|0D)/u);
    });
  });

  test("the table of the Markdown has one row of four cells", () => {
    always((each) => {
      const rows = as("markdown", each)
        .split("\n")
        .filter((line) => line.startsWith("| "));
      expect(rows).toHaveLength(3);
      expect(rows[2]!.replaceAll(/\\\|/gu, "").split("|")).toHaveLength(6);
    });
  });

  test("the screen has no control characters", () => {
    always((each) => {
      expect(as("text", each)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
    });
  });

  test("SARIF is JSON with one result in one line", () => {
    always((each) => {
      const { runs } = JSON.parse(as("sarif", each)) as { runs: { results: { locations: unknown[] }[] }[] };
      expect(runs[0]!.results.map(({ locations }) => locations.length)).toEqual([1]);
    });
  });
});
