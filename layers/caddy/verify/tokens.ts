import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";

/** A word of a Caddyfile with its line. */
interface Token {
  readonly text: string;
  readonly line: number;
  /** Whether it was quoted: then `{` and `#` mean nothing. */
  readonly quoted: boolean;
}

/** A directive with its arguments, and what stands in its braces. */
export interface Statement {
  readonly words: readonly string[];
  readonly at: Place;
  /** Null: it has no braces. */
  readonly block: readonly Statement[] | null;
  /** The line of its closing brace; without braces its own. */
  readonly end: number;
}

/** Words as Caddy's lexer makes them (caddyconfig/caddyfile/lexer.go): quotes, backticks, heredocs, comments, a line that goes on. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const word =
    /\\\r?\n|\r?\n|[^\S\n]+|#[^\n]*|<<(\w+)\n([\s\S]*?)\n[^\S\n]*\1(?=\s|$)|"((?:\\.|[^"\\])*)"|`([^`]*)`|[^\s]+/g;
  const before = continuations(text.split("\n"));
  let line = 1;
  for (const match of text.matchAll(word)) {
    const [whole, , heredoc, quoted, ticked] = match;
    const held = heredoc ?? quoted?.replaceAll('\\"', '"') ?? ticked;
    const silent = held === undefined && (/^\s+$/.test(whole) || whole.startsWith("#") || /^\\\r?\n$/.test(whole));
    // a line that goes on counts as the one where it began
    if (!silent) tokens.push({ text: held ?? whole, line: line - before[line - 1]!, quoted: held !== undefined });
    line += whole.split("\n").length - 1;
  }
  return tokens;
}

/** For each line: how many of those right before it end in a backslash, one after the other. */
function continuations(lines: readonly string[]): number[] {
  const counts: number[] = [];
  for (const index of lines.keys()) {
    counts.push(lines[index - 1]?.trimEnd().endsWith("\\") === true ? counts[index - 1]! + 1 : 0);
  }
  return counts;
}

/** The statements of a file, braces nested. Braces that do not match are the product's to refuse. */
export function statementsOf(file: OwnFile): Statement[] {
  const tokens = tokensOf(file.text);
  const lines = file.text.split(/\r?\n/);
  const placeOf = (line: number): Place => {
    const raw = lines[line - 1] ?? "";
    return { file: file.name, line, text: raw.trim(), indent: /^\s*/.exec(raw)![0] };
  };
  let next = 0;
  const read = (): Statement[] => {
    const statements: Statement[] = [];
    while (next < tokens.length) {
      const first = tokens[next]!;
      if (isBrace(first, "}")) break;
      const words: string[] = [];
      let block: Statement[] | null = null;
      let end = first.line;
      let last = first;
      for (; next < tokens.length; next++) {
        const token = tokens[next]!;
        // a comma at the end of a line: addresses go on
        if (token.line !== last.line && !(last.text.endsWith(",") && !last.quoted)) break;
        last = token;
        if (isBrace(token, "{")) {
          next++;
          block = read();
          end = tokens[next]?.line ?? token.line;
          next++;
          break;
        }
        words.push(token.text);
      }
      statements.push({ words, at: placeOf(first.line), block, end });
    }
    return statements;
  };
  const all: Statement[] = [];
  while (next < tokens.length) {
    all.push(...read());
    next++; // a brace too many
  }
  return all;
}

function isBrace({ text, quoted }: Token, brace: string): boolean {
  return !quoted && text === brace;
}
