import { createHash } from "node:crypto";
import type { Log, Notification, PhysicalLocation, ReportingDescriptor, Result } from "sarif";
import type { VerifyDocument } from "../../verify/document.ts";
import { problemsOf, sayProblem, unjudgedOf } from "./problems.ts";
import type { Problem } from "./problems.ts";
import { oneLine } from "./say.ts";

/** What a product says of a rule, for somebody who sees it for the first time. */
export interface RuleHelp {
  readonly id: string;
  readonly help: string;
}

const SEVERITIES = { error: "error", warning: "warning", note: "recommendation" } as const;

/**
 * SARIF 2.1.0 with what GitHub's code scanning asks for ("SARIF support for code scanning"): of each rule an id that never changes, short
 * and full description and help; of each result a message whose first sentence can stand alone, and one location with its line.
 * @param rules the product's; a rule that is not among them explains itself by its finding
 */
export function sarifLog(document: VerifyDocument, rules: readonly RuleHelp[] = []): Log {
  const problems = problemsOf(document);
  const ids = [...new Set(problems.map(({ rule }) => rule))];
  const firstOf = (id: string): Problem => problems.find(({ rule }) => rule === id)!;
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "buffering-lab",
            rules: ids.map((id) => ruleOf(firstOf(id), rules, document)),
          },
        },
        // uploads of several files of one commit stand side by side if this differs
        automationDetails: { id: `buffering-lab/verify/${oneLine(document.file)}/` },
        invocations: [invocationOf(document)],
        results: problems.map((problem) => resultOf(problem, ids, problems)),
      },
    ],
  };
}

/** The log as text, indented. */
export function renderSarif(document: VerifyDocument, rules: readonly RuleHelp[] = []): string {
  return JSON.stringify(sarifLog(document, rules), null, 2);
}

/** An execution that failed has no results to rely on: who reads this must not take it for "all streams". */
function invocationOf(document: VerifyDocument): NonNullable<Log["runs"][number]["invocations"]>[number] {
  return {
    executionSuccessful: document.exit !== 2,
    exitCode: document.exit,
    toolExecutionNotifications: unjudgedOf(document).map(({ file, line, what, message, hint }): Notification => ({
      level: "warning",
      message: { text: `${what}: ${message}${hint === null ? "" : `. Next: ${oneLine(hint)}`}` },
      locations: [{ physicalLocation: placeOf(file, line) }],
    })),
  };
}

function ruleOf(
  { rule, message, level, by, experiment }: Problem,
  rules: readonly RuleHelp[],
  { unmeasured }: VerifyDocument,
): ReportingDescriptor {
  const help = oneLine(rules.find(({ id }) => id === rule)?.help ?? message);
  const cured = { proxy: "this config", app: "the app", platform: "the platform in front of it" }[by];
  const facts = `Cured by: ${cured}.`;
  const proof = experiment === "" ? null : { says: "Measured by", run: `./lab run ${experiment}` };
  return {
    id: rule,
    name: rule,
    shortDescription: { text: help },
    fullDescription: { text: help },
    help: {
      text: `${help}\n\n${facts}${proof === null ? "" : ` ${proof.says} ${proof.run}`}`,
      markdown: `${help}\n\n${facts}${proof === null ? "" : ` ${proof.says}\n\n\`\`\`\n${proof.run}\n\`\`\``}`,
    },
    defaultConfiguration: { level },
    properties: {
      tags: ["streaming"],
      precision: unmeasured ? "medium" : "very-high",
      "problem.severity": SEVERITIES[level],
    },
  };
}

function resultOf(problem: Problem, ids: readonly string[], all: readonly Problem[]): Result {
  const { rule, level, file, line } = problem;
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level,
    message: { text: sayProblem(problem) },
    locations: [{ physicalLocation: placeOf(file, line) }],
    // GitHub's own primaryLocationLineHash is made from the whole file by github/codeql-action/upload-sarif, which warns of any other
    partialFingerprints: { "bufferingLabLine/v1": fingerprintOf(problem, all) },
  };
}

/** Stays when lines above are added: the rule and the line's text; of equal ones in a file, which. */
function fingerprintOf(problem: Problem, all: readonly Problem[]): string {
  const alike = all.filter((each) => keyOf(each) === keyOf(problem)).sort((a, b) => a.line - b.line);
  const hash = createHash("sha256").update(keyOf(problem)).digest("hex").slice(0, 16);
  return `${hash}:${alike.indexOf(problem) + 1}`;
}

function keyOf({ rule, file, text }: Problem): string {
  return JSON.stringify([rule, file, text.replaceAll(/\s+/gu, " ").trim()]);
}

/** GitHub matches a relative URI with the repository's root. */
function placeOf(file: string, line: number | null): PhysicalLocation {
  const uri = file
    .replace(/^(?:\.\/)+/u, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return {
    artifactLocation: { uri: file.startsWith("/") ? `file://${uri}` : uri },
    ...(line === null ? {} : { region: { startLine: line } }),
  };
}
