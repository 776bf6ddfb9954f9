import type { HopVerdict } from "../../model/hop.ts";
import type { HopLine, HopsStory } from "../story/hops.ts";
import { groupBy } from "../group.ts";
import { longest, paint, TONES, wrap } from "./format.ts";
import type { Page } from "./format.ts";

const TONE_OF: Record<HopVerdict, keyof typeof TONES> = { holds: "bad", passes: "neutral", unknown: "unclear" };

/** A row for each hop, outermost first, below its side; a side whose hops all pass is one row. */
export function drawHops({ lines, notes }: HopsStory, width: number, page: Page): string[] {
  const sides = [...groupBy(lines, ({ side }) => side)];
  const rows = sides.flatMap(([side, hops]) =>
    hops.every(({ verdict }) => verdict === "passes") ? [allPass(side, hops)] : hops,
  );
  const [sideWidth, hopWidth] = [longest(rows.map(({ side }) => side)), longest(rows.map(({ hop }) => hop))];
  const passageWidth = longest(rows.map(({ passage }) => passage));
  const drawn = rows.flatMap((row, index) => {
    const side = rows[index - 1]?.side === row.side ? "" : row.side;
    const head = `${side.padEnd(sideWidth)}  ${row.hop.padEnd(hopWidth)}  `;
    const text = row.passage === "" ? row.words : `${row.passage.padEnd(passageWidth)}   ${row.words}`;
    const colour = (words: string): string => paint(page, TONES[TONE_OF[row.verdict]], words);
    if (head.length + text.length <= width) return [`${head}${colour(text)}`.trimEnd()];
    return wrap(`${head} ${row.passage} ${row.words}`, width - 2).map((line, at) =>
      colour(at === 0 ? line : `  ${line}`),
    );
  });
  return [...drawn, ...notes.flatMap((note) => wrap(note, width))];
}

function allPass(side: string, hops: readonly HopLine[]): HopLine {
  const words = hops.map(({ hop, words: said }) => `${hop} ${said.replace(/^passes/, "").trim()}`).join(", ");
  return { side, hop: "all pass", passage: "", words, verdict: "passes" };
}
