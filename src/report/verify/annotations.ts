import type { VerifyDocument } from "../../verify/document.ts";
import { problemsOf, sayProblem, unjudgedOf } from "./problems.ts";
import { oneLine, sayCounts } from "./say.ts";

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const;

/** GitHub's workflow commands, a line for each finding and each thing without a verdict; the last line is for the log. */
export function renderAnnotations(document: VerifyDocument): string {
  const findings = problemsOf(document).map((problem) => {
    const { level, rule, file, line } = problem;
    return command(COMMANDS[level], { file, line, title: rule }, sayProblem(problem));
  });
  const level = document.loads ? "warning" : "error";
  const unjudged = unjudgedOf(document).map(({ file, line, what, message, hint }) =>
    command(level, { file, line, title: what }, `${message}${hint === null ? "" : `. Next: ${oneLine(hint)}`}`),
  );
  return [...findings, ...unjudged, sayCounts(document)].join("\n");
}

/** `::error file=nginx.conf,line=41,title=nginx/holds::message`, as "Workflow commands for GitHub Actions" has it. */
function command(name: string, properties: Record<string, string | number | null>, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== null);
  const said = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(",");
  return `::${name} ${said}::${escapeData(message)}`;
}

/** As actions/toolkit does it (packages/core/src/command.ts): the runner undoes these five and no other. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
