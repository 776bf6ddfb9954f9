import { styleText } from "node:util";
import Table from "cli-table3";
import type { VerdictWord } from "../../model/words.ts";
import type { Tone } from "../say/shape.ts";

/** What the report needs to know of the place it is printed to. */
export interface Page {
  /** Columns; the texts work from 60 up. */
  readonly width: number;
  readonly colour: boolean;
}

/** Style of a piece of text, as node:util names them. */
export type Style = Parameters<typeof styleText>[0];

/** Colour of each tone. */
export const TONES = { good: "green", bad: "red", unclear: "yellow", neutral: "dim" } as const satisfies Record<
  Tone | "neutral",
  Style
>;

/** Colour of each verdict. */
export const VERDICTS = { pass: "green", fail: "red", inconclusive: "yellow" } as const satisfies Record<
  VerdictWord,
  Style
>;

/** The text in a style, or as it is where there is no colour. Pad before: escape codes have no width. */
export function paint(page: Page, style: Style, text: string): string {
  return page.colour ? styleText(style, text, { validateStream: false }) : text;
}

/** Breaks a text at spaces into lines of at most `width` characters; a longer word stays whole. Line breaks in the text are spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Longest of some texts, in characters. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

/** A table without lines: two spaces between columns, no colour of its own. */
const PLAIN = {
  chars: Object.fromEntries(
    ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"]
      .concat(["left", "left-mid", "mid", "mid-mid", "right", "right-mid"])
      .map((name) => [name, ""])
      .concat([["middle", "  "]]),
  ),
  style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
};

/** The lines of a table, the first of `rows` being its head; cells may be painted. No spaces at a line's end. */
export function drawPlainTable(rows: readonly (readonly string[])[]): string[] {
  const table = new Table(PLAIN);
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
