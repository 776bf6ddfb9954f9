import type { Edit } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";
import { type Node, placeOf, valueOf } from "./nodes.ts";
import type { Token } from "./tokens.ts";

const lineOf = ({ indent = "", text }: Place): string => indent + text;

/** The line with other text between two of its columns. */
function spliced(at: Place, from: number, to: number, text: string): Edit {
  const line = lineOf(at);
  return { kind: "replace", file: at.file, line: at.line, text: line.slice(0, from) + text + line.slice(to) };
}

/** Tokens of one line; null: they have several, and an edit is of one. */
function span(first: Token | undefined, last: Token | undefined): { at: Place; from: number; to: number } | null {
  if (first === undefined || last === undefined) return null;
  if (first.at.file !== last.at.file || first.at.line !== last.lastLine) return null;
  return { at: first.at, from: first.from, to: last.to };
}

/** Without a statement: without its line, where nothing else stands in it but a comment. */
export function without({ words, end }: Node): Edit[] {
  const found = span(words[0], end);
  if (found === null) return [];
  const { at, from, to } = found;
  const line = lineOf(at);
  const alone = /^\s*(#.*|\/\/.*)?$/.test(line.slice(0, from) + line.slice(to));
  return [alone ? { kind: "remove", file: at.file, line: at.line } : spliced(at, from, to, "")];
}

/** A statement or a field with another value. */
export function withValue(node: Node, text: string): Edit[] {
  const tokens = valueOf(node);
  const found = span(tokens[0], tokens.at(-1));
  return found === null ? [] : [spliced(found.at, found.from, found.to, text)];
}

/** A token with another text. */
export function withToken({ at, from, to, lastLine }: Token, text: string): Edit[] {
  return at.line === lastLine ? [spliced(at, from, to, text)] : [];
}

/** A statement under a condition. */
export function under(condition: string, { words, end }: Node): Edit[] {
  const found = span(words[0], end);
  if (found === null) return [];
  const statement = lineOf(found.at).slice(found.from, found.to);
  return [spliced(found.at, found.from, found.to, `if (${condition}) { ${statement} }`)];
}

/** A line at the head of a block: in its own line, or behind the brace where the block goes on in that line. */
export function atHead({ open, block, end }: Node, text: string): Edit[] {
  if (open === null) return [];
  const { at, to } = open;
  const first = block?.[0];
  const next = first === undefined ? end.at : placeOf(first);
  if (next.line === at.line) return [spliced(at, to, to, ` ${text}`)];
  const indent = first === undefined ? `${at.indent ?? ""}    ` : next.indent;
  return [{ kind: "insert", file: at.file, afterLine: at.line, text: `${indent}${text}` }];
}

/** A line behind a declaration. */
export function behind({ end }: Node, text: string): Edit[] {
  return [{ kind: "insert", file: end.at.file, afterLine: end.lastLine, text }];
}
