import { createRequire } from "node:module";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Log } from "sarif";
import prettier from "prettier";
import { describe, expect, test } from "vitest";
import { renderVerifyAs } from "../../src/report/verify/index.ts";
import type { VerifyFormat } from "../../src/report/verify/index.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { AWKWARD, document, DOCUMENTS, finding, holding, location, SECRET } from "./verify-documents.ts";

interface Validator {
  addMetaSchema(schema: object): void;
  compile(schema: object): ((value: unknown) => boolean) & { errors?: unknown };
}
const here = createRequire(import.meta.url);
// a validator that is here anyway: eslint's own, so that the lab needs none; the official schema is of draft 4
const eslints = createRequire(here.resolve("eslint"));
const Ajv = eslints("ajv") as new (options: object) => Validator;

const RULES = [{ id: "nginx/holds", help: "nginx keeps what the app has sent until a buffer is full." }];
const as = (format: VerifyFormat, of: VerifyDocument): string =>
  renderVerifyAs(format, of, { page: { width: 80, colour: false }, rules: RULES });
const every = Object.entries({ ...DOCUMENTS, AWKWARD } as Record<string, VerifyDocument>);
const sarif = (of: VerifyDocument): Log["runs"][number] => (JSON.parse(as("sarif", of)) as Log).runs[0]!;

test.for(["text", "json", "sarif", "junit", "github", "markdown"] as const)("%s names no secret", (format) => {
  expect(as(format, AWKWARD)).not.toContain(SECRET);
  expect(as(format, AWKWARD)).toContain("[hidden]".slice(1, -1));
});

describe("SARIF", () => {
  const ajv = new Ajv({ allErrors: true, schemaId: "id", meta: false, unknownFormats: "ignore" });
  ajv.addMetaSchema(eslints("ajv/lib/refs/json-schema-draft-04.json") as object);
  const validate = ajv.compile(here("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as object);

  test.for(every)("%s fits the official schema", ([, each]) => {
    expect(validate(JSON.parse(as("sarif", each))) ? [] : validate.errors).toEqual([]);
  });

  test("the schema is one that rejects", () => {
    expect(validate({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
  });

  test.for(every)("%s has what GitHub asks of rules and results", ([, each]) => {
    const { tool, results = [] } = sarif(each);
    for (const rule of tool.driver.rules ?? []) {
      expect([rule.id, rule.shortDescription?.text, rule.fullDescription?.text, rule.help?.text]).not.toContain("");
      expect(rule.help?.markdown).toContain("./lab run ");
    }
    for (const { ruleId, ruleIndex, locations, partialFingerprints } of results) {
      expect(tool.driver.rules?.[ruleIndex!]?.id).toBe(ruleId);
      expect(locations).toHaveLength(1);
      expect(locations![0]!.physicalLocation?.region?.startLine).toBeGreaterThan(0);
      expect(Object.values(partialFingerprints!).join()).toMatch(/^[0-9a-f]{16}:\d+$/u);
    }
  });

  test("a result says the fault first, then where, what was seen and the cure", () => {
    expect(sarif(DOCUMENTS.holds).results![0]!.message.text).toBe(
      "nothing switches buffering off. :443 chat.example.com /v1/: holds 4 KB. " +
        "cure: + proxy_buffering off; after line 41 (measured: streamed, 16 of 16 acknowledged).",
    );
    expect(sarif(DOCUMENTS.holds).tool.driver.rules![0]!.shortDescription!.text).toBe(RULES[0]!.help);
  });

  test("a line that is wrong for two locations is one result", () => {
    const both = document({ locations: [holding, { ...holding, location: "/v2/" }], exit: 1 });
    expect(sarif(both).results).toHaveLength(1);
    expect(sarif(both).results![0]!.message.text).toContain("/v1/, :443 chat.example.com /v2/: holds 4 KB");
  });

  test("two reasons in one line are two results, with fingerprints of their own", () => {
    const findings = [finding({ message: "a" }), finding({ message: "b" })];
    const { results = [] } = sarif(document({ locations: [location({ findings })] }));
    expect(new Set(results.map((each) => Object.values(each.partialFingerprints!).join())).size).toBe(2);
  });

  test("a fingerprint stays when a line is added above, and tells equal lines apart", () => {
    const print = (...lines: number[]): string[] =>
      sarif(document({ locations: [location({ findings: lines.map((line) => finding({ line })) })] })).results!.map(
        (each) => each.partialFingerprints!["bufferingLabLine/v1"]!,
      );
    expect(print(41)).toEqual(print(42));
    expect(print(41, 60)).toEqual(print(42, 61));
    expect(new Set(print(41, 60)).size).toBe(2);
  });

  test("a path is a relative URI", () => {
    const uri = sarif(AWKWARD).results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri;
    expect(uri).toBe("a%20b%2Cc%3A%25%3Cx%3E%7C.conf");
    const dotted = document({ locations: [location({ findings: [finding({ file: "./conf.d/a.conf" })] })] });
    expect(sarif(dotted).results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri).toBe("conf.d/a.conf");
  });

  test.for(["refused", "not reached", "does not load"] as const)("%s is no success, and says why", (name) => {
    const [invocation] = sarif(DOCUMENTS[name]).invocations!;
    expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 });
    expect(invocation!.toolExecutionNotifications).not.toEqual([]);
  });
});

describe("JUnit", () => {
  interface Case {
    readonly [name: string]: unknown;
  }
  const cases = (of: VerifyDocument): Case[] => {
    const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "testcase" });
    const parsed = parser.parse(as("junit", of)) as { testsuites: { testsuite: { testcase?: Case[] } } };
    return parsed.testsuites.testsuite.testcase ?? [];
  };

  test.for(every)("%s is well-formed", ([, each]) => {
    expect(XMLValidator.validate(as("junit", each))).toBe(true);
    expect(as("junit", each)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/u);
  });

  test("streams passes, holds fails with its cure, what was not measured is an error", () => {
    const [streams, holds, admin] = cases(DOCUMENTS.holds);
    expect(Object.keys(streams!).filter((key) => !key.startsWith("@_"))).toEqual([]);
    expect(JSON.stringify(holds!["failure"])).toContain("+    proxy_buffering off;");
    expect(JSON.stringify(admin!["error"])).toContain("your own guard answers 401");
    expect(as("junit", DOCUMENTS.holds)).toContain('tests="3" failures="1" errors="1" skipped="0"');
  });

  test("a file that does not load is an error, and --check without a fault a skip", () => {
    expect(JSON.stringify(cases(DOCUMENTS["does not load"])[0]!["error"])).toContain("gzip_static");
    const [unmeasured] = cases(document({ unmeasured: true, locations: [location({ verdict: "not-measured" })] }));
    expect(unmeasured).toHaveProperty("skipped");
  });

  test("awkward text comes back as it was, without its control characters", () => {
    const test = cases(AWKWARD).at(-1)!;
    expect(test["@_name"]).toContain("~ ^/(a|b)<<b>|100%");
    expect(JSON.stringify(test)).toContain("]]>");
  });
});

describe("GitHub annotations", () => {
  test("a line for each finding, and for what has no verdict", () => {
    expect(as("github", DOCUMENTS.holds)).toMatchInlineSnapshot(`
      "::error file=nginx.conf,line=41,title=nginx/holds::nothing switches buffering off. :443 chat.example.com /v1/: holds 4 KB. cure: + proxy_buffering off; after line 41 (measured: streamed, 16 of 16 acknowledged).
      ::warning file=nginx.conf,line=58,title=%3A443 chat.example.com /admin/ not measured::your own guard answers 401 (line 60): --header
      3 locations: 1 streams, 1 holds, 1 not measured"
    `);
  });

  test("a file that does not load is an error in its line", () => {
    expect(as("github", DOCUMENTS["does not load"])).toMatch(
      /^::error file=conf.d\/a.conf,line=51,title=does not load::unknown directive "gzip_static". Next: /u,
    );
  });

  test("--check is a warning with the finding's level", () => {
    expect(as("github", DOCUMENTS.check)).toMatch(/^::warning file=nginx.conf,line=41/u);
  });

  test("what is awkward is escaped, and begins no command of its own", () => {
    const lines = as("github", AWKWARD).split("\n");
    expect(lines[0]).toMatch(/^::error file=a b%2Cc%3A%25<x>\|\.conf,line=41,title=nginx\/holds::<b>\|100%25 ::error/u);
    expect(lines.filter((line) => line.startsWith("::"))).toHaveLength(2);
  });

  test("errors come first: GitHub shows ten", () => {
    const mixed = [finding({ level: "note", line: 1 }), finding({ line: 2 })];
    const lines = as("github", document({ locations: [location({ findings: mixed })] })).split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["::error", "::notice", "1"]);
  });
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly lang?: string;
  readonly children?: readonly Node[];
}

/** What a Markdown parser sees: prettier's own, which is here anyway. */
async function parsed(text: string): Promise<Node[]> {
  const { parse } = (
    prettier as unknown as { __debug: { parse(text: string, options: object): Promise<{ ast: Node }> } }
  ).__debug;
  const flat = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  return flat((await parse(text, { parser: "markdown" })).ast);
}

describe("Markdown for a pull request", () => {
  test("a table, and the cure as a diff", () => {
    expect(as("markdown", DOCUMENTS.holds)).toMatchInlineSnapshot(`
      "<!-- buffering-lab verify nginx.conf -->

      ### \`nginx.conf\`: 3 locations: 1 streams, 1 holds, 1 not measured

      nginx 1.26.3

      | location | verdict | seen | findings |
      | --- | --- | --- | --- |
      | \`:443 chat.example.com /api/chat\` | **streams** |  |  |
      | \`:443 chat.example.com /v1/\` | **holds** | holds 4 KB when your app ends its answer by closing, as Node and Go do here (asked with HTTP/1.0); cuts after 60 s of silence | line 41 \`nginx/holds\` |
      | \`:443 chat.example.com /admin/\` | **not measured** | your own guard answers 401 (line 60): --header |  |

      Put in so that it starts: a certificate at /etc/ssl/chat.pem; app as a name of the lab's own origin.

      **\`nginx/holds\`** \`nginx.conf:41\` nothing switches buffering off (\`./lab run nginx-buffering\`)

      Cure: \`+ proxy_buffering off;   after line 41\`, measured: streamed, 16 of 16 acknowledged

      \`\`\`diff
      --- nginx.conf
      +++ nginx.conf
      @@ -41,1 +41,2 @@
           proxy_pass http://app:3000;
      +    proxy_buffering off;
      \`\`\`

      Or: \`X-Accel-Buffering: no from your app\`, measured: streamed"
    `);
  });

  test.for(every)("%s: every row of the table has four cells", ([, each]) => {
    const rows = as("markdown", each)
      .split("\n")
      .filter((line) => line.startsWith("| "));
    for (const row of rows) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(6);
  });

  test("awkward text is neither HTML, nor a mention, nor the end of a block", async () => {
    const said = as("markdown", AWKWARD);
    const nodes = await parsed(said);
    const html = nodes.filter(({ type }) => type === "html").map(({ value }) => value);
    expect(html.filter((each) => each !== "<br>")).toEqual([
      expect.stringMatching(/^<!-- buffering-lab verify \S+ -->$/u),
    ]);
    const words = nodes.filter(({ type }) => type === "text" || type === "word").map(({ value }) => value);
    expect(words.join(" ")).toContain("team");
    expect(words.filter((each) => each?.includes("@team"))).toEqual([]);
    expect(nodes.filter(({ type, lang }) => type === "code" && lang === "diff")).toHaveLength(1);
    expect(nodes.filter(({ type }) => type === "link" || type === "image")).toEqual([]);
  });

  test("a comment stays below GitHub's limit, and says what it left out", () => {
    const many = Array.from({ length: 400 }, (_, index) => finding({ line: index + 1 }));
    const said = as(
      "markdown",
      document({
        locations: [
          location({ findings: many.slice(0, 1) }),
          ...many.map((each) => location({ location: `/${each.line}`, findings: [each] })),
        ],
      }),
    );
    expect(said.length).toBeLessThan(65_536);
    expect(said).toMatch(/and \d+ more findings$/u);
  });
});
