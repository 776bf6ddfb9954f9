/** What the numbers of an answer's tokens say of their way, in order of arrival. */
export interface Sequence {
  /** Index of each token's first arrival, in order of arrival: each token counts once. */
  readonly first: readonly number[];
  /** Arrivals of a token that had come before. */
  readonly doubled: number;
  /** Tokens that came before an earlier one did. */
  readonly outOfOrder: number;
  /** Numbers that never came although a later one did. */
  readonly missing: readonly number[];
}

/** @param seqs the number of each token that arrived, in order of arrival */
export function sequenceOf(seqs: readonly number[]): Sequence {
  const seen = new Set<number>();
  const first = seqs.flatMap((seq, index) => {
    if (seen.has(seq)) return [];
    seen.add(seq);
    return [index];
  });
  let [outOfOrder, lowest] = [0, Infinity];
  for (const index of first.toReversed()) {
    const seq = seqs[index]!;
    if (seq > lowest) outOfOrder += 1;
    lowest = Math.min(lowest, seq);
  }
  const highest = seqs.reduce((a, b) => Math.max(a, b), 0);
  const missing = Array.from({ length: highest }, (_, index) => index + 1).filter((seq) => !seen.has(seq));
  return { first, doubled: seqs.length - first.length, outOfOrder, missing };
}
