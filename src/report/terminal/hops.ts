import type { HopVerdict } from "../../model/hop.ts";
import type { HopLine, HopsStory } from "../story/hops.ts";
import { groupBy } from "../group.ts";
import { longest, paint, TONES, wrap } from "./format.ts";
import type { Page } from "./format.ts";

const TONE_OF: Record<HopVerdict, keyof typeof TONES> = { holds: "bad", passes: "neutral", unknown: "unclear" };

/** A row for each hop, outermost first; of a side whose hops all pass one for all of them. */
export function drawHops({ lines, notes }: HopsStory, width: number, page: Page): string[] {
  const sides = [...groupBy(lines, ({ side }) => side)];
  const told = sides.filter(([, hops]) => !allPass(hops)).flatMap(([, hops]) => hops);
  const columns = { hop: longest(told.map(({ hop }) => hop)), passage: longest(told.map(({ passage }) => passage)) };
  const sideWidth = longest(sides.map(([side]) => side)) + 2;
  const rowsOf = (hops: readonly HopLine[]): string[] => hops.map((hop) => sayRow(hop, columns));
  const fits = told.every((hop) => sideWidth + sayRow(hop, columns).length <= width);
  const drawn = sides.flatMap(([side, hops]) => {
    if (allPass(hops)) return hanging(`${side.padEnd(sideWidth)}${sayPass(hops)}`, width, paintAs(page, "passes"));
    const rows = rowsOf(hops);
    // where a side's name leaves no room for its rows it stands above them
    if (!fits)
      return [side, ...rows.flatMap((row, at) => hanging(`  ${row}`, width, paintAs(page, hops[at]!.verdict)))];
    return rows.map((row, at) => (at === 0 ? side : "").padEnd(sideWidth) + paintAs(page, hops[at]!.verdict)(row));
  });
  return [...drawn, ...notes.flatMap((note) => wrap(note, width))];
}

function allPass(hops: readonly HopLine[]): boolean {
  return hops.every(({ verdict }) => verdict === "passes");
}

function sayPass(hops: readonly HopLine[]): string {
  return `all pass: ${hops.map(({ hop, words }) => `${hop} ${words.replace(/^passes:? ?/, "")}`).join(", ")}`;
}

function sayRow({ hop, passage, words }: HopLine, columns: { readonly hop: number; readonly passage: number }): string {
  return `${hop.padEnd(columns.hop)}  ${passage.padEnd(columns.passage)}   ${words}`;
}

function paintAs(page: Page, verdict: HopVerdict): (text: string) => string {
  return (text) => paint(page, TONES[TONE_OF[verdict]], text);
}

/** A row that is broken only where it is wider than the page; what follows is indented. */
function hanging(row: string, width: number, colour: (text: string) => string): string[] {
  if (row.length <= width) return [colour(row)];
  return wrap(row, width - 4).map((line, at) => (at === 0 ? "  " : "    ") + colour(line));
}
