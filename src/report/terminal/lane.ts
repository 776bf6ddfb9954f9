/** How times become columns and counts become characters, the same for every lane of one picture. */
export interface Scale {
  /** Time of the last column, ms; the first is 0. */
  readonly endMs: number;
  readonly columns: number;
  /** A column with up to so many tokens is a `.`; up to four times as many a `:`; above that a `#`. */
  readonly few: number;
}

/** What a character of a lane stands for. */
const FEW = ".";
const SOME = ":";
const MANY = "#";
/** Where a response ended other than clean. */
const ENDED = "x";

/** An even picture may leave this share of the room unused. */
const WASTE = 0.3;

/**
 * A scale for a stream of so many tokens: as many columns as there is room for, or the nearest multiple of the gaps between the tokens
 * below it, because an even stream then looks even.
 * @param room columns that there are, 2 or more
 */
export function scaleFor(tokens: number, spanMs: number, endMs: number, room: number): Scale {
  const gaps = Math.max(1, tokens - 1);
  const even = Math.floor((room - 1) / gaps) * gaps + 1;
  const columns = even >= room * (1 - WASTE) ? even : room;
  const spanColumns = (spanMs / Math.max(1, endMs)) * (columns - 1);
  // tokens per column of an even flow; a model that sends all at once has none to compare with
  const density = spanColumns > 0 ? gaps / spanColumns : 0;
  const few = density <= 1.1 ? 1 : Math.floor(density) + 1;
  return { endMs: Math.max(1, endMs), columns, few };
}

/**
 * One lane: a character per column for the tokens of that time.
 * @param endedAtMs where the response broke off; null: it did not, or that is not to be shown
 */
export function drawLane(timesMs: readonly number[], scale: Scale, endedAtMs: number | null = null): string {
  const counts = new Array<number>(scale.columns).fill(0);
  for (const timeMs of timesMs) counts[columnOf(timeMs, scale)]! += 1;
  const lane = counts.map((count) => characterOf(count, scale.few));
  if (endedAtMs !== null) lane[columnOf(endedAtMs, scale)] = ENDED;
  return lane.join("");
}

/** Column of a time, from 0; times beyond the axis are in its last column. */
export function columnOf(timeMs: number, { endMs, columns }: Scale): number {
  return Math.max(0, Math.min(columns - 1, Math.round((timeMs / endMs) * (columns - 1))));
}

function characterOf(count: number, few: number): string {
  if (count === 0) return " ";
  if (count <= few) return FEW;
  return count <= 4 * few ? SOME : MANY;
}

/** The axis below the lanes: `0 s      0.9 s      1.7 s`. */
export function drawAxis({ endMs, columns }: Scale): string {
  const digits = endMs < 10_000 ? 1 : 0;
  const labels = [0, endMs / 2, endMs].map((timeMs) => `${timeMs === 0 ? 0 : (timeMs / 1000).toFixed(digits)} s`);
  const [start, middle, end] = labels as [string, string, string];
  const left = start.padEnd(Math.round((columns - middle.length) / 2));
  return (left + middle).padEnd(columns - end.length) + end;
}

/** What the characters in these lanes mean: `. 1 token`, `# more than 4`. Only those that occur. */
export function legendOf(lanes: readonly string[], { few }: Scale): string[] {
  const used = (character: string): boolean => lanes.some((lane) => lane.includes(character));
  const entries: [string, string][] = [
    [FEW, few === 1 ? "1 token" : `up to ${few} tokens`],
    [SOME, few === 1 ? "2 to 4" : `up to ${4 * few}`],
    [MANY, `more than ${4 * few}`],
    [ENDED, "ended early"],
  ];
  return entries.flatMap(([character, meaning]) => (used(character) ? [`${character} ${meaning}`] : []));
}
