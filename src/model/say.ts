/** A time for people: `0.4 ms`, `12 ms`, `1.95 s`, `61.0 s`; null: `never`. */
export function sayMs(value: number | null): string {
  if (value === null) return "never";
  if (Math.abs(value) >= 9_995) return `${(value / 1000).toFixed(1)} s`;
  if (Math.abs(value) >= 999.5) return `${(value / 1000).toFixed(2)} s`;
  return Math.abs(value) < 9.95 ? `${Number(value.toFixed(1))} ms` : `${Math.round(value)} ms`;
}

/** How long a command took: `0.8 s`, `6.1 s`. */
export function saySeconds(valueMs: number): string {
  return `${(valueMs / 1000).toFixed(1)} s`;
}

/** A size for people: `512 B`, `4.0 KB` (1 KB = 1024 B). */
export function sayBytes(value: number): string {
  return value < 1024 ? `${Math.round(value)} B` : `${(value / 1024).toFixed(1)} KB`;
}

/** A count with its noun: `1 batch`, `24 batches`. */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${Number(count.toFixed(1))} ${count === 1 ? one : many}`;
}
