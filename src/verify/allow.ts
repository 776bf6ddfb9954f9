import type { VerifyFinding } from "./document.ts";
import type { OwnFile } from "./product.ts";

const ALLOW = /#\s*lab:\s*allow\s+([\w/,\s*-]+)/;

/** Whether a comment allows a finding: on its line, or on a line of nothing but comments above it. */
export function isAllowed(finding: VerifyFinding, files: readonly OwnFile[]): boolean {
  const lines = files.find(({ name }) => name === finding.file)?.text.split(/\r?\n/) ?? [];
  if (allows(lines[finding.line - 1], finding.rule)) return true;
  for (let index = finding.line - 2; /^\s*#/.test(lines[index] ?? ""); index--) {
    if (allows(lines[index], finding.rule)) return true;
  }
  return false;
}

function allows(line: string | undefined, rule: string): boolean {
  const rules = ALLOW.exec(line ?? "")?.[1]?.split(/[\s,]+/) ?? [];
  return rules.includes(rule);
}
