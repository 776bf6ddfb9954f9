const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration as configs write it: `60`, `60s`, `1m30s`, `500ms`. Null: there is no such limit, or it cannot be read. */
export function secondsOf(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return positive(Number(trimmed));
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd])\s*)+$/.test(trimmed)) return null;
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  return positive(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0));
}

/** Zero switches a limit off, in every product that was read. */
function positive(seconds: number): number | null {
  return seconds > 0 ? seconds : null;
}
