/** How much two requests have in common, 0 to 1: the same text, else the share of the fields of their JSON that are equal. */
export function likeness(a: string | null, b: string | null): number {
  if (!a || !b) return 0;
  if (a === b) return 1;
  const [one, other] = [fieldsOf(a), fieldsOf(b)];
  if (one === null || other === null) return 0;
  const names = new Set([...one.keys(), ...other.keys()]);
  const equal = [...names].filter((name) => one.get(name) !== undefined && one.get(name) === other.get(name));
  return names.size === 0 ? 0 : equal.length / names.size;
}

function fieldsOf(text: string): Map<string, string> | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== "object" || value === null) return null;
    return new Map(Object.entries(value).map(([name, field]) => [name, JSON.stringify(field)]));
  } catch {
    return null;
  }
}
