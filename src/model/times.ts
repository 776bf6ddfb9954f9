/** Differences of neighbours: one fewer than the values. */
export function gapsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}

/** Latest minus earliest; 0 for fewer than two times. */
export function spanMs(timesMs: readonly number[]): number {
  if (timesMs.length < 2) return 0;
  return timesMs.reduce((a, b) => Math.max(a, b)) - timesMs.reduce((a, b) => Math.min(a, b));
}
