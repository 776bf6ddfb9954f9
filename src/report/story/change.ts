/** One line of a difference: `-` stands in the first side only, `+` in the other, ` ` is a remark. */
export interface Change {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}

/** A value that changed; an empty text is a value that is not there. */
export function changed(before: string, after: string): Change[] {
  if (before === after) return [];
  return listChanges(before === "" ? [] : [before], after === "" ? [] : [after]);
}

/** What only one of two lists has. */
export function listChanges(before: readonly string[], after: readonly string[]): Change[] {
  return [
    ...before.filter((text) => !after.includes(text)).map((text): Change => ({ sign: "-", text })),
    ...after.filter((text) => !before.includes(text)).map((text): Change => ({ sign: "+", text })),
  ];
}
