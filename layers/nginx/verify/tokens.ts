import { LabError } from "../../../src/model/error.ts";

/** A place in a text: line from 1, column from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A word as nginx understands it (quotes and escapes gone), or one of its three marks. */
export interface Token {
  readonly kind: "word" | ";" | "{" | "}" | "lua";
  readonly text: string;
  /** Of its first character. */
  readonly start: Position;
  /** Behind its last character. */
  readonly end: Position;
}

const isSpace = (c: string | undefined): boolean => c === " " || c === "\t" || c === "\r" || c === "\n";

/**
 * The tokens of an nginx config, after nginx's own reader (ngx_conf_read_token in src/core/ngx_conf_file.c): quotes count only at a word's
 * start, `${` opens no block, `#` begins a comment only where a word could begin. A `*_by_lua_block` is one token, as in OpenResty.
 * @throws LabError with file and line, in nginx's own words, where nginx would not read on
 */
export function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  /** First word of the statement that is being read. */
  let first = "";

  const here = (): Position => ({ line, column: at - lineStart });
  const fail = (message: string): never => {
    throw new LabError("usage", `${file}:${line} ${message}`);
  };
  /** Steps over one character, and counts lines. */
  const step = (): string => {
    const c = text[at++]!;
    if (c === "\n") {
      line++;
      lineStart = at;
    }
    return c;
  };
  const push = (kind: Token["kind"], from: number, to: number, start: Position): void => {
    tokens.push({
      kind,
      text: kind === "word" ? unescape(text.slice(from, to)) : text.slice(from, to),
      start,
      end: here(),
    });
  };

  const quoted = (quote: string, start: Position): void => {
    step();
    const from = at;
    while (at < text.length && text[at] !== quote) if (step() === "\\" && at < text.length) step();
    if (at >= text.length) fail(`unexpected end of file, expecting a closing ${quote}`);
    const to = at;
    step();
    push("word", from, to, start);
    const next = text[at];
    if (next !== undefined && !isSpace(next) && !";{)".includes(next)) fail(`unexpected "${next}"`);
  };

  const bare = (start: Position): void => {
    const from = at;
    let variable = false;
    while (at < text.length) {
      const c = text[at]!;
      if (isSpace(c) || c === ";" || (c === "{" && !variable)) break;
      if (c !== "{") variable = c === "$";
      if (step() === "\\" && at < text.length) step();
    }
    push("word", from, at, start);
  };

  while (at < text.length) {
    const c = text[at]!;
    const start = here();
    if (isSpace(c)) step();
    else if (c === "#") while (at < text.length && text[at] !== "\n") at++;
    else if (c === ";" || c === "{" || c === "}") {
      step();
      push(c, at - 1, at, start);
      if (c === "{" && first.endsWith("_by_lua_block")) {
        const from = at;
        const end = endOfLua(text, at);
        if (end === null) fail(`Lua block without its closing "}"`);
        const body = here();
        while (at < end!) step();
        push("lua", from, at, body);
      }
      first = "";
    } else {
      if (c === '"' || c === "'") quoted(c, start);
      else bare(start);
      first ||= tokens.at(-1)!.text;
    }
  }
  return tokens;
}

/** nginx takes a backslash away before a quote or a backslash, and knows three control characters. */
function unescape(word: string): string {
  if (!word.includes("\\")) return word;
  const control: Record<string, string> = { t: "\t", r: "\r", n: "\n" };
  return word.replace(/\\(["'\\trn])/g, (_, c: string) => control[c] ?? c);
}

/** Index of the `}` that ends Lua code, past strings, long brackets and comments; null: there is none. */
function endOfLua(text: string, from: number): number | null {
  const skip = /--\[(=*)\[[^]*?\]\1\]|--[^\n]*|\[(=*)\[[^]*?\]\2\]|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|[{}]/g;
  skip.lastIndex = from;
  let depth = 1;
  for (let found = skip.exec(text); found !== null; found = skip.exec(text)) {
    if (found[0] === "{") depth++;
    else if (found[0] === "}" && --depth === 0) return found.index;
  }
  return null;
}
