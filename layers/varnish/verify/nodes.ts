import type { Place } from "../../../src/verify/route.ts";
import type { Token } from "./tokens.ts";

/** A declaration, a field of one, a statement: what ends with `;`, or has a block. */
export interface Node {
  /** Up to the `;`, or to the block. */
  readonly words: readonly Token[];
  /** Null: it ends with `;`. */
  readonly block: readonly Node[] | null;
  /** The brace that opens its block. */
  readonly open: Token | null;
  /** What ends it. */
  readonly end: Token;
}

/** Blocks in blocks: a config of people's has five. */
const DEEPEST = 100;

/** Reads tokens as nodes: `backend a { .host = "x"; }`, `if (x) { ... }`, `set x = y;`. An end that is missing is Varnish's to complain of. */
export function nodesOf(tokens: readonly Token[]): Node[] {
  let at = 0;
  const read = (depth: number): Node[] => {
    const nodes: Node[] = [];
    let words: Token[] = [];
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      const mark = token.kind === "mark" ? token.text : "";
      if (mark === "}") break;
      if (mark === ";") {
        if (words.length > 0) nodes.push({ words, block: null, open: null, end: token });
        words = [];
      } else if (mark === "{" && depth < DEEPEST) {
        at++;
        const block = read(depth + 1);
        nodes.push({ words, block, open: token, end: tokens[at] ?? token });
        words = [];
      } else words.push(token);
    }
    return nodes;
  };
  const all = read(0);
  while (at < tokens.length) {
    at++; // a brace too many
    for (const node of read(0)) all.push(node);
  }
  return all;
}

/** Its first word. */
export const headOf = ({ words }: Node): string => words[0]?.text ?? "";

/** Where it begins. */
export const placeOf = ({ words, end }: Node): Place => (words[0] ?? end).at;

/** A field's value: the tokens behind its `=`. */
export function valueOf({ words }: Node): readonly Token[] {
  return words.slice(words.findIndex(({ kind, text }) => kind === "mark" && /^\+?=$/.test(text)) + 1);
}

/** A field of a declaration: `.host`. The last one counts. */
export function fieldOf(node: Node, name: string): Node | null {
  return node.block?.findLast((field) => headOf(field) === name) ?? null;
}

/** What is in the parentheses of an `if`. */
export function conditionOf({ words }: Node): readonly Token[] {
  const isMark = (text: string) => (token: Token) => token.kind === "mark" && token.text === text;
  return words.slice(words.findIndex(isMark("(")) + 1, words.findLastIndex(isMark(")")));
}

/** Whether it is `if`, or one of its further arms: `else if`, `elseif`, `elsif`, `elif`, `else`. */
export function armOf({ words, block }: Node): "if" | "elseif" | "else" | null {
  if (block === null) return null;
  const [first, second] = words.map(({ text }) => text);
  if (first === "if") return "if";
  if (/^els?e?if$/.test(first ?? "") || (first === "else" && second === "if")) return "elseif";
  return first === "else" ? "else" : null;
}

/** What a `return` says: `pass`, `synth`; null: it is none. */
export function returnOf(node: Node): string | null {
  if (headOf(node) !== "return") return null;
  return node.words.find(({ kind }, index) => index > 0 && kind === "word")?.text ?? "";
}

/** All nodes, and those in their blocks. */
export function everywhere(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...everywhere(node.block ?? [])]);
}
