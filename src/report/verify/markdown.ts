import type { LocationReport, VerifyDocument } from "../../verify/document.ts";
import { problemsOf } from "./problems.ts";
import type { Problem } from "./problems.ts";
import { together } from "./rows.ts";
import {
  CURED_BY,
  oneLine,
  sayCounts,
  sayHolds,
  sayLimit,
  sayLocation,
  sayPlace,
  sayServer,
  sayVerdict,
} from "./say.ts";

/** GitHub takes 65,536 characters in a comment; what does not fit is counted. */
const MAX_CHARACTERS = 60_000;

/** Markdown for a pull request: a table of the locations, and each fault with its diff. */
export function renderVerifyMarkdown(document: VerifyDocument): string {
  const { product, version, file, unmeasured, assumed, refused, loads, locations } = document;
  const head = [
    // a job that comments finds its own comment by this, and writes it anew
    `<!-- buffering-lab verify ${encodeURIComponent(file)} -->`,
    `### ${code(file)}: ${plain(sayCounts(document))}`,
    `${plain(product)} ${plain(version)}${unmeasured ? "; read only, nothing was measured" : ""}`,
    ...refused.map(
      ({ file: where, line, message, hint }) =>
        `- **${loads ? "refused" : "does not load"}** ${code(`${where}${line === null ? "" : `:${line}`}`)} ${plain(message)}${hint === null ? "" : `; next: ${plain(hint)}`}`,
    ),
    ...(locations.length === 0 ? [] : [tableOf(document)]),
    ...(assumed.length === 0 ? [] : [`Put in so that it starts: ${assumed.map(plain).join("; ")}.`]),
  ];
  return withDetails(head.join("\n\n"), problemsOf(document).map(detailsOf));
}

function withDetails(head: string, details: readonly string[]): string {
  let text = head;
  for (const [index, each] of details.entries()) {
    if (text.length + each.length > MAX_CHARACTERS) return `${text}\n\nand ${details.length - index} more findings`;
    text += `\n\n${each}`;
  }
  return text;
}

function tableOf({ locations, file }: VerifyDocument): string {
  const rows = locations.map((location) => [
    code(`${sayServer(location)} ${sayLocation(location)}`),
    `**${sayVerdict(location.verdict)}**`,
    plain(saidOf(location)),
    location.findings.map((finding) => `${plain(sayPlace(finding, file))} ${code(finding.rule)}`).join("<br>"),
  ]);
  const head = ["location", "verdict", "seen", "findings"];
  // a bar ends a cell, in a span of code too (GFM 4.10)
  const escaped = rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  return [head, head.map(() => "---"), ...escaped].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function saidOf(location: LocationReport): string {
  const { why, limits } = location;
  const held = sayHolds(location).map(({ held: word, when }) => `${word} ${when}`);
  const cuts = together(limits).map(([limit, ...same]) => `cuts ${sayLimit(limit!, same.length > 0)}`);
  return [...held, why, ...cuts].filter(Boolean).join("; ");
}

function detailsOf({ rule, file, line, message, cures, by, experiment, next = null }: Problem): string {
  const cured = CURED_BY[by];
  return [
    `**${code(rule)}** ${code(`${file}:${line}`)} ${plain(message)}${cured === null ? "" : `; ${cured}`}${experiment === "" ? "" : ` (${code(`./lab run ${experiment}`)})`}`,
    ...cures.map(({ text, seen, diff }, index) => {
      const said = `${index === 0 ? "Cure" : "Or"}: ${code(text)}, measured: ${plain(seen)}`;
      return diff === null ? said : `${said}\n\n${fenced(diff)}`;
    }),
    ...(next === null ? [] : [`Next: ${code(next)}`]),
  ].join("\n\n");
}

/** A block of a diff; its fence is longer than any in the text (CommonMark 4.5). */
function fenced(diff: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(diff) + 1));
  return `${fence}diff\n${diff.trimEnd().split("\n").map(oneLineKept).join("\n")}\n${fence}`;
}

/** A span of code: a fence longer than any in it (CommonMark 6.1). */
function code(text: string): string {
  const one = oneLine(text);
  const fence = "`".repeat(longestRun(one) + 1);
  return one.includes("`") ? `${fence} ${one} ${fence}` : `${fence}${one}${fence}`;
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/gu)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}

/** Words of others as words: no markup, no HTML, and nobody is called by name. */
function plain(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]<>~#&!]/gu, (mark) => (mark === "<" ? "&lt;" : mark === "&" ? "&amp;" : `\\${mark}`))
    .replaceAll("@", "@\u200b");
}

/** A line of a diff keeps its indent. */
function oneLineKept(line: string): string {
  return `${/^[ +-]?\s*/u.exec(line)![0]}${oneLine(line.replace(/^[ +-]?\s*/u, ""))}`;
}
