import type { LocationReport, RefusedWith, VerifyDocument, VerifyFinding } from "../../verify/document.ts";
import { groupBy } from "../group.ts";
import { oneLine, sayLocation, sayServer, sayVerdict } from "./say.ts";

/** A finding as machines want it: a line that is wrong for three locations is one fault, and one alert. */
export interface Problem extends Pick<
  VerifyFinding,
  "rule" | "level" | "file" | "line" | "text" | "message" | "cures" | "by" | "experiment" | "next"
> {
  /** What was measured, each once. */
  readonly seen: readonly string[];
  /** The locations that have it: `:443 chat.example.com /v1/`. */
  readonly where: readonly string[];
}

const WORST_FIRST = ["error", "warning", "note"] as const;

/** Every finding once (a line may be at fault for two reasons), the worst first: GitHub shows ten annotations of a step and drops the rest. */
export function problemsOf({ locations }: VerifyDocument): Problem[] {
  const all = locations.flatMap((location) => location.findings.map((finding) => ({ finding, location })));
  const groups = groupBy(all, ({ finding }) =>
    JSON.stringify([finding.rule, finding.file, finding.line, finding.message]),
  );
  const problems = [...groups.values()].map((group): Problem => {
    const findings = group.map(({ finding }) => finding);
    const cured = findings.find(({ cures }) => cures.length > 0) ?? findings[0]!;
    const level = WORST_FIRST.find((each) => findings.some((finding) => finding.level === each))!;
    const seen = [...new Set(findings.map((finding) => finding.seen))];
    return { ...cured, level, seen, where: [...new Set(group.map(({ location }) => sayWhere(location)))] };
  });
  return problems.sort((a, b) => WORST_FIRST.indexOf(a.level) - WORST_FIRST.indexOf(b.level));
}

/** `:443 chat.example.com /v1/`. */
export function sayWhere(location: Pick<LocationReport, "listen" | "server" | "location">): string {
  return oneLine(`${sayServer(location)} ${sayLocation(location)}`);
}

/** What a person can do about it, in one line: the smallest cure that was run, or what finds one. */
export function sayCure({ cures, next = null }: Pick<Problem, "cures" | "next">): string | null {
  const [first] = cures;
  if (first === undefined) return next === null ? null : `next: ${next}`;
  return `cure: ${sentence(first.text)} (measured: ${sentence(first.seen)})`;
}

/** The whole of it in sentences, the fault first. */
export function sayProblem(problem: Problem): string {
  const { message, seen, where } = problem;
  const facts = [`${where.join(", ")}: ${seen.join(", ")}`, sayCure(problem)].filter((fact) => fact !== null);
  return `${[message, ...facts].map(sentence).join(". ")}.`;
}

/** The document's cures have columns; a sentence has none. */
function sentence(text: string): string {
  return oneLine(text).replaceAll(/ {2,}/gu, " ");
}

/** What has no verdict, and why. Without it an output that has no finding would read as "streams". */
export function unjudgedOf({ file, loads, refused, locations, unmeasured }: VerifyDocument): Unjudged[] {
  const words = loads ? "refused" : "does not load";
  const files = refused.map((each: RefusedWith) => ({ ...each, what: words, message: oneLine(each.message) }));
  const open = unmeasured
    ? []
    : locations.filter(({ verdict }) => ["refused", "not-measured", "not-reached"].includes(verdict));
  const own = open.map((location) => ({
    ...{ file: location.file, line: location.line, what: `${sayWhere(location)} ${sayVerdict(location.verdict)}` },
    ...{ message: oneLine(location.why ?? "no reason is known"), hint: null },
  }));
  const none = { file, line: null, what: "no location was judged", message: "nothing in it was measured", hint: null };
  return files.length + locations.length === 0 ? [none] : [...files, ...own];
}

/** One thing without a verdict. */
export interface Unjudged {
  readonly file: string;
  readonly line: number | null;
  readonly what: string;
  readonly message: string;
  readonly hint: string | null;
}
