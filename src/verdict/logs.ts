import { isCut, withoutMark } from "../model/cut.ts";
import type { Expectation, LogExpectation } from "../model/expectation.ts";
import type { Collect } from "../model/running.ts";
import type { SideTrace } from "../model/trace.ts";
import type { Judged, Pattern } from "./row.ts";

type Logs = SideTrace["logs"];
type ExpectedLogs = NonNullable<Expectation["logs"]>;

/** The first line of a log that matches; null: none does, or there is no log. Throws SyntaxError for a pattern that is none. */
function lineLike(log: string | undefined, pattern: string): string | null {
  const regex = new RegExp(pattern);
  const lines = log === undefined ? [] : withoutMark(log).split("\n");
  return lines.find((line) => regex.test(line))?.trim() ?? null;
}

/** `logs`: a line that must be there; `logs.none`: one that must not, which neither a missing log nor one that was cut can show. */
export function judgeLog(logs: Logs, place: string, expected: LogExpectation): Judged[] {
  const { some, none } = bothOf(expected);
  const judged = (pattern: string) =>
    ({ of: place, unit: "text", expected: `/${pattern}/`, observed: lineLike(logs[place], pattern) }) as const;
  const findings: Judged[] = [];
  if (some !== undefined) {
    const finding = judged(some);
    findings.push({ ...finding, ok: finding.observed !== null });
  }
  if (none !== undefined) {
    const finding = judged(none);
    const whole = logs[place] !== undefined && !isCut(logs[place]);
    findings.push({ what: "logs.none", ...finding, ok: finding.observed === null && whole });
  }
  return findings;
}

/** The two patterns of a log's expectation; a bare one is a line that must be there. */
function bothOf(expected: LogExpectation): { some?: string | undefined; none?: string | undefined } {
  return typeof expected === "string" ? { some: expected } : expected;
}

/** The line of each place's log that an expectation asks for; places whose log has none are left out. */
export function quotesOf(logs: Logs, expected: ExpectedLogs = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(expected).flatMap(([place, each]) => {
      const { some } = bothOf(each);
      const line = some === undefined ? null : lineLike(logs[place], some);
      return line === null ? [] : [[place, line]];
    }),
  );
}

/**
 * By place, the lines to wait for, because a layer may write them behind the answer. One that must not be there is asked for, too: that it
 * does not come is seen only by having waited as long for it.
 */
export function linesToWaitFor(expected: ExpectedLogs): Collect["logLines"] {
  return Object.fromEntries(
    Object.entries(expected).map(([place, each]) => {
      const { some, none } = bothOf(each);
      return [place, [some, none].filter((pattern) => pattern !== undefined)];
    }),
  );
}

/** Every pattern, with its place. */
export function linePatterns(expected: ExpectedLogs): Pattern[] {
  return Object.entries(expected).flatMap(([place, each]) => {
    if (typeof each === "string") return [{ at: place, pattern: each }];
    return Object.entries(each).flatMap(([which, pattern]) =>
      pattern === undefined ? [] : [{ at: `${place}.${which}`, pattern }],
    );
  });
}
