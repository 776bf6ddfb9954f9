/** Items grouped by a key, in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** How many of each: `2 streamed, 12 held`, in order of first appearance. */
export function countEach(words: readonly string[]): string {
  return [...groupBy(words, (word) => word)].map(([word, group]) => `${group.length} ${word}`).join(", ");
}

/** Names in a list that stays short: all of up to three, else the count with the first and the last. */
export function nameAll(names: readonly string[], many: string): string {
  return names.length <= 3 ? names.join(", ") : `${names.length} ${many} (${names[0]} to ${names.at(-1)})`;
}
