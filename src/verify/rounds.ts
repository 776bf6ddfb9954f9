import { keyOf } from "./edit.ts";
import type { Edit } from "./product.ts";

/** Something to be tried for somebody: a candidate of a route. */
export interface Trial<T> {
  readonly of: T;
  readonly edits: readonly Edit[];
}

/**
 * Packs trials into rounds, each of which is one reload: of one owner one trial at a time, in its own order; trials of different owners go
 * together where they touch different lines, or the same in the same way.
 */
export function nextRound<T>(waiting: readonly Trial<T>[]): Trial<T>[] {
  const round: Trial<T>[] = [];
  const [owners, places] = [new Set<T>(), new Map<string, string>()];
  for (const trial of waiting) {
    if (owners.has(trial.of)) continue;
    owners.add(trial.of); // its first one waits for its turn, too
    const keys = trial.edits.map(keyOf);
    if (keys.some(({ place, key }) => places.has(place) && places.get(place) !== key)) continue;
    for (const { place, key } of keys) places.set(place, key);
    round.push(trial);
  }
  return round;
}

/** Every pair of edits, the likeliest first: for what no single one cures. */
export function pairsOf(edits: readonly Edit[], most: number): Edit[][] {
  const pairs = edits.flatMap((first, index) =>
    edits.slice(index + 1).map((second, gap) => ({ edits: [first, second], rank: index * 2 + gap })),
  );
  const apart = pairs.filter(
    ({ edits: [first, second] }) => keyOf(first!).place !== keyOf(second!).place || first!.kind === "insert",
  );
  return apart
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ edits: pair }) => pair);
}
