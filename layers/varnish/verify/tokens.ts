import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";

/** A word, a string or a mark of VCL, and where it stands. */
export interface Token {
  readonly kind: "word" | "string" | "mark";
  /** Of a string what is in it; of anything else as it stands. */
  readonly text: string;
  /** The line in which it begins. */
  readonly at: Place;
  /** Columns from 0: where it begins, and behind its end. */
  readonly from: number;
  readonly to: number;
  /** The line in which it ends: strings may have several. */
  readonly lastLine: number;
}

/**
 * What VCL is made of (vcc_token.c): blanks and comments, three kinds of strings, inline C, words (`.host`, `req.http.X-Y`, `1.5s`), marks. What
 * has no end goes on to the end of the file.
 */
const PIECES = [
  String.raw`(?<skip>\s+|#[^\n]*|//[^\n]*|/\*[^]*?(?:\*/|$))`,
  String.raw`"""(?<triple>[^]*?)(?:"""|$)`,
  String.raw`\{"(?<long>[^]*?)(?:"\}|$)`,
  String.raw`"(?<short>[^"\n]*)"`,
  String.raw`(?<code>C\{[^]*?(?:\}C|$))`,
  String.raw`(?<word>[\w.][\w.-]*)`,
  String.raw`(?<mark>==|!=|!~|<=|>=|&&|\|\||\+=|[^])`,
];

/** The tokens of a file, without blanks and comments. What is not VCL comes as marks: Varnish itself refuses it. */
export function tokensOf({ name, text }: OwnFile): Token[] {
  const lines = text.split(/\r?\n/);
  const places = lines.map((line, index): Place => {
    return { file: name, line: index + 1, text: line.trim(), indent: /^\s*/.exec(line)![0] };
  });
  const pattern = new RegExp(PIECES.join("|"), "g");
  const tokens: Token[] = [];
  let [line, start] = [0, 0]; // of the line, and of its first character
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups as Readonly<Record<string, string | undefined>>;
    const [at, from] = [places[line]!, match.index - start];
    const breaks = [...match[0].matchAll(/\n/g)];
    line += breaks.length;
    if (breaks.length > 0) start = match.index + breaks.at(-1)!.index + 1;
    if (groups["skip"] !== undefined) continue;
    const string = groups["triple"] ?? groups["long"] ?? groups["short"];
    const kind = string !== undefined ? "string" : groups["word"] !== undefined ? "word" : "mark";
    const to = match.index + match[0].length - start;
    tokens.push({ kind, text: string ?? match[0], at, from, to, lastLine: line + 1 });
  }
  return tokens;
}

/** Tokens as one line, as people write them. */
export function sourceOf(tokens: readonly Token[]): string {
  const words = tokens.map(({ kind, text }) => (kind === "string" ? `"${text}"` : text));
  return words
    .join(" ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/([(!]) | (?=[),;])/g, "$1")
    .replaceAll(/(?<=\w)(?<!\b(?:if|return)) \(/g, "(");
}
