import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";

/** One directive with its arguments; a section (`<VirtualHost *:80>`) has what stands in it, too. */
export interface Directive {
  /** In lower case: Apache's names have no case. */
  readonly name: string;
  readonly args: readonly string[];
  readonly at: Place;
  /** Null: no section. */
  readonly inside: readonly Directive[] | null;
}

/** Sections that decide while the config is read whether what stands in them is there (core.html, "IfModule", "IfDefine", "IfVersion"). */
const WHILE_READ = new Set(["ifmodule", "ifdefine", "ifversion", "iffile"]);

/** Splits a line into words as Apache does: quotes of both kinds, and a backslash before a quote inside of them. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g)].map(([, double, single, plain]) =>
    plain === undefined ? (double ?? single ?? "").replaceAll(/\\(["'\\])/g, "$1") : plain,
  );
}

interface Text {
  readonly text: string;
  readonly at: Place;
}

/** The lines that say something; one that ends with a backslash goes on in the next. */
function linesOf(file: OwnFile): Text[] {
  const lines: Text[] = [];
  let open: Text | null = null;
  file.text.split(/\r?\n/).forEach((whole, index) => {
    const at = open?.at ?? {
      ...{ file: file.name, line: index + 1, text: whole.trim() },
      indent: /^\s*/.exec(whole)![0],
    };
    const text: string = `${open?.text ?? ""} ${whole.replace(/\\$/, "")}`.trim();
    open = whole.endsWith("\\") ? { text, at } : null;
    if (open === null && text !== "" && !text.startsWith("#")) lines.push({ text, at });
  });
  return lines;
}

/** Whether what stands in such a section is read: modules count as loaded, names as defined where the file defines them. */
function isRead(name: string, argument: string, defined: ReadonlySet<string>): boolean {
  const not = argument.startsWith("!");
  const known = name === "ifdefine" ? defined.has(argument.replace(/^!/, "")) : true;
  return known !== not;
}

/** Reads one file. What a section that is looked at while reading holds stands in its place. */
export function directivesOf(file: OwnFile): Directive[] {
  const root: Directive[] = [];
  const open: { readonly name: string; readonly before: Directive[] }[] = [];
  const defined = new Set<string>();
  let into = root;
  for (const { text, at } of linesOf(file)) {
    const closes = /^<\/([\w.]+)/.exec(text)?.[1]?.toLowerCase();
    if (closes !== undefined) {
      const from = open.findLastIndex(({ name }) => name === closes);
      if (from >= 0) into = open.splice(from)[0]!.before;
      continue;
    }
    const opens = /^<([\w.]+)\s*([^]*?)>?\s*$/.exec(text);
    const words = opens ? [opens[1]!, ...wordsOf(opens[2]!)] : wordsOf(text);
    const [name, ...args] = [words[0]!.toLowerCase(), ...words.slice(1)] as [string, ...string[]];
    if (opens === null) {
      if (name === "define") defined.add(args[0] ?? "");
      into.push({ name, args, at, inside: null });
      continue;
    }
    const inside: Directive[] = [];
    open.push({ name, before: into });
    if (WHILE_READ.has(name) && isRead(name, args[0] ?? "", defined)) continue;
    if (!WHILE_READ.has(name)) into.push({ name, args, at, inside });
    into = inside;
  }
  return root;
}

/** The last directive of these names in a scope: of most, the last one counts. */
export function lastOf(scope: readonly Directive[], ...names: readonly string[]): Directive | null {
  return scope.findLast(({ name }) => names.includes(name)) ?? null;
}

/** All directives of a scope and of the sections in it. */
export function everywhere(scope: readonly Directive[]): Directive[] {
  return scope.flatMap((one) => [one, ...everywhere(one.inside ?? [])]);
}
