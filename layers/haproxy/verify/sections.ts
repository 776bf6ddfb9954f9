import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";

/** A line of a config that says something. */
export interface Line {
  readonly words: readonly string[];
  readonly at: Place;
}

/** A section with its lines, and the defaults that hold in it. */
export interface Section {
  /** `frontend`, `backend`, `listen`, `defaults`, `global`, `resolvers`... */
  readonly kind: string;
  readonly name: string;
  readonly open: Line;
  readonly lines: readonly Line[];
  readonly defaults: Section | null;
}

/** Words that begin a section (configuration.txt, 2.7 and each section's own chapter). */
const KINDS = new Set(
  (
    "global defaults frontend backend listen resolvers peers userlist cache program http-errors ring mailers fcgi-app " +
    "crt-store traces log-forward log-profile acme"
  ).split(" "),
);

/** Splits a line into words as HAProxy does: quotes of both kinds, backslashes, and `#` outside of them. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "\\" && quote !== "'") word = (word ?? "") + (text[++at] ?? "");
    else if (quote !== "") {
      if (char === quote) quote = "";
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "#") break;
    else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  return word === null ? words : [...words, word];
}

/** The lines that say something. */
export function linesOf(file: OwnFile): Line[] {
  return file.text.split(/\r?\n/).flatMap((text, index) => {
    const words = wordsOf(text);
    const at = { file: file.name, line: index + 1, text: text.trim(), indent: /^\s*/.exec(text)![0] };
    return words.length === 0 ? [] : [{ words, at }];
  });
}

/** The sections of all files, in order: a `defaults` without a name holds for what follows it, across files. */
export function sectionsOf(files: readonly OwnFile[]): Section[] {
  const sections: Section[] = [];
  let current: Line[] | null = null;
  let last: Section | null = null;
  for (const line of files.flatMap(linesOf)) {
    const [kind, name = ""] = line.words as [string, string?];
    if (!KINDS.has(kind)) {
      current?.push(line);
      continue;
    }
    const from = line.words[line.words.indexOf("from") + 1];
    const named = sections.find((section) => section.kind === "defaults" && section.name === from);
    const proxied = ["frontend", "backend", "listen"].includes(kind);
    const defaults = line.words.includes("from") ? (named ?? null) : proxied ? last : null;
    current = [];
    const section: Section = { kind, name: name === "from" ? "" : name, open: line, lines: current, defaults };
    sections.push(section);
    if (kind === "defaults") last = section;
  }
  return sections;
}

/** The line that decides in a section: the last of its own that fits, else that of its defaults. */
export function lineIn(section: Section | null, fits: (words: readonly string[]) => boolean): Line | null {
  if (section === null) return null;
  return section.lines.findLast(({ words }) => fits(words)) ?? lineIn(section.defaults, fits);
}

/** The line of `timeout <name>` that holds in a section. */
export function timeoutIn(section: Section, name: string): Line | null {
  return lineIn(section, ([first, second]) => first === "timeout" && second === name);
}

/** The line of `option <name>` or `no option <name>` that holds in a section. */
export function optionIn(section: Section, name: string): Line | null {
  return lineIn(section, (words) => words.join(" ").replace(/^no /, "").startsWith(`option ${name}`));
}

/** Seconds in a duration of HAProxy's: milliseconds without a unit. Null: none. */
export function secondsOf(duration: string | undefined): number | null {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(duration ?? "");
  if (!match) return null;
  const factor = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? "ms"]!;
  return Number(match[1]) * factor;
}
