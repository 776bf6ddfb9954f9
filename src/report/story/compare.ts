import type { Unit, Value } from "../../model/result.ts";
import { sayFigure } from "../say/finding.ts";

/**
 * Two times are the same to a person, and on a busy machine, when less than this lies between them (ms): 20 to 50 ms is what such a machine
 * adds to one token ...
 */
const SAME_WITHIN_MS = 50;
/** ... or less than this share of the larger one; so are two sizes of memory. */
const SAME_WITHIN_SHARE = 0.1;

/** True if two observed values are told apart: times and memory by what a person would notice, all others by how they are said. */
export function differ(unit: Unit, a: Value, b: Value): boolean {
  const measured = unit === "ms" || unit === "MB";
  if (!measured || typeof a !== "number" || typeof b !== "number") return sayFigure(a, unit) !== sayFigure(b, unit);
  const least = unit === "ms" ? SAME_WITHIN_MS : 0;
  return Math.abs(a - b) > Math.max(least, SAME_WITHIN_SHARE * Math.max(a, b));
}

/** Many readers' values as one: the range of numbers, the different words; undefined: there are none. */
export function spanOf(values: readonly Value[]): Value | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const numbers = values.flatMap((value) =>
    typeof value === "number" ? [value] : value !== null && typeof value === "object" ? boundsOf(value) : [],
  );
  if (numbers.length === 0)
    return [...new Set(values.map((value) => (value === null ? "none" : String(value))))].join(", ");
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  return min === max ? min : { min, max };
}

function boundsOf({ min, max }: { min?: number | undefined; max?: number | undefined }): number[] {
  return [min, max].filter((bound) => bound !== undefined);
}
