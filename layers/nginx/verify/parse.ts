import { LabError } from "../../../src/model/error.ts";
import { tokenize, type Position, type Token } from "./tokens.ts";

/** One directive of a config: `proxy_buffering off;` or a block with what stands in it. */
export interface Directive {
  readonly name: string;
  /** As nginx understands them: without quotes. Of a Lua block: the code. */
  readonly args: readonly string[];
  /** Path inside the container. */
  readonly file: string;
  /** Line of its first word, from 1. */
  readonly line: number;
  readonly start: Position;
  /** Behind its `;` or `}`. */
  readonly end: Position;
  /** Null: no block. */
  readonly block: readonly Directive[] | null;
  /** Behind its `{`. */
  readonly opening: Position | null;
}

/** Deeper than any config; nginx would read on, and this parser run out of stack. */
const DEEPEST = 200;

/**
 * Reads one file; `include` stays a directive.
 * @param file path inside the container, for each directive
 * @throws LabError with file and line where nginx would not read on
 */
export function parse(text: string, file: string): Directive[] {
  const tokens = tokenize(text, file);
  let at = 0;
  let depth = 0;
  const fail = (line: number, message: string): never => {
    throw new LabError("usage", `${file}:${line} ${message}`);
  };

  const directive = (): Directive => {
    const [head, ...words] = wordsFrom(tokens, at);
    if (head === undefined) return fail(tokens[at]!.start.line, `unexpected "${tokens[at]!.text}"`);
    at += 1 + words.length;
    const stop = tokens[at];
    if (stop === undefined) return fail(head.start.line, `unexpected end of file, expecting ";" or "}"`);
    if (stop.kind === "}") return fail(stop.start.line, 'unexpected "}"');
    at++;
    const args = words.map((word) => word.text);
    const base = { name: head.text, file, line: head.start.line, start: head.start };
    if (stop.kind === ";") return { ...base, args, end: stop.end, block: null, opening: null };
    if (tokens[at]?.kind === "lua") {
      const [code, close] = [tokens[at]!, tokens[at + 1]!];
      at += 2;
      return { ...base, args: [...args, code.text], end: close.end, block: null, opening: null };
    }
    if (++depth > DEEPEST) fail(head.start.line, `more than ${DEEPEST} blocks in each other`);
    const block: Directive[] = [];
    while (tokens[at] !== undefined && tokens[at]!.kind !== "}") block.push(directive());
    const close = tokens[at++];
    depth--;
    if (close === undefined) return fail(head.start.line, `unexpected end of file, expecting "}"`);
    return { ...base, args, end: close.end, block, opening: stop.end };
  };

  const tree: Directive[] = [];
  while (at < tokens.length) tree.push(directive());
  return tree;
}

function wordsFrom(tokens: readonly Token[], at: number): Token[] {
  let end = at;
  while (tokens[end]?.kind === "word") end++;
  return tokens.slice(at, end);
}

/** Every directive of a tree, blocks before what stands in them. */
export function* walk(tree: readonly Directive[]): Generator<Directive> {
  for (const directive of tree) {
    yield directive;
    if (directive.block !== null) yield* walk(directive.block);
  }
}
