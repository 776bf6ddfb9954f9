import { isDeepStrictEqual } from "node:util";
import type { HeaderExpectation, Range } from "../model/expectation.ts";
import type { Finding, Unit, Value } from "../model/result.ts";
import type { Collect } from "../model/running.ts";

/** What a row says of one value. `what` is the field's own name, and `of` null, unless they are stated. */
export type Judged = Pick<Finding, "unit" | "expected" | "observed" | "ok"> & Partial<Pick<Finding, "what" | "of">>;

/** A regular expression within an expectation, and where it stands below its field (`nginx.none`; empty: it is the field). */
export interface Pattern {
  readonly at: string;
  readonly pattern: string;
}

/** All that the lab knows of one field of an expectation. A new thing to expect is one field in the schema and one row. */
export interface Row<Seen, Expected> {
  /** Pure. What could not be observed is never ok. Throws SyntaxError for a pattern that is none. */
  readonly judge: (seen: Seen, expected: Expected) => readonly Judged[];
  /** What must be read off the running layers for it; absent: nothing. */
  readonly collect?: (expected: Expected) => Partial<Collect>;
  /** Its regular expressions; absent: it has none. */
  readonly patterns?: (expected: Expected) => readonly Pattern[];
  /** It means nothing where the shape cannot be told. */
  readonly needsShape?: true;
}

/** One row for each of these fields. */
export type Table<Expectation, Field extends keyof Expectation, Seen> = {
  readonly [F in Field]-?: Row<Seen, Exclude<Expectation[F], undefined>>;
};

/** Calls back with each row whose field is expected, in the order of the table. */
export function mapExpected<E extends object, F extends keyof E & string, Seen, T>(
  table: Table<E, F, Seen>,
  expectation: E,
  each: (row: Row<Seen, Exclude<E[F], undefined>>, expected: Exclude<E[F], undefined>, field: F) => readonly T[],
): T[] {
  return (Object.keys(table) as F[]).flatMap((field) => {
    const expected = expectation[field];
    return expected === undefined ? [] : each(table[field], expected as Exclude<E[F], undefined>, field);
  });
}

/** Judges every expected field of a table, in its order. */
export function judgeFields<E extends object, F extends keyof E & string, Seen>(
  table: Table<E, F, Seen>,
  expectation: E,
  seen: Seen,
): (Judged & Pick<Finding, "what" | "of">)[] {
  return mapExpected(table, expectation, (row, expected, what) =>
    row.judge(seen, expected).map((judged) => ({ what, of: null, ...judged })),
  );
}

/** Every pattern of the expected fields of a table. */
export function patternsOf<E extends object, F extends keyof E & string, Seen>(
  table: Table<E, F, Seen>,
  expectation: E,
): Pattern[] {
  return mapExpected(table, expectation, (row, expected, field) => under(field, row.patterns?.(expected) ?? []));
}

/** The same patterns, seen from one level above. */
export function under(at: string, patterns: readonly Pattern[]): Pattern[] {
  return patterns.map((each) => ({ ...each, at: each.at === "" ? at : `${at}.${each.at}` }));
}

/** Exactly this value; null is a value: none. */
export function same(unit: Unit, observed: Value, expected: Value): Judged {
  return { unit, expected, observed, ok: isDeepStrictEqual(observed, expected) };
}

/** Bounds are inclusive; nothing observed is outside of every range. */
export function within(unit: Unit, observed: number | null, expected: Range): Judged {
  return { unit, expected, observed, ok: observed !== null && isWithin(observed, expected) };
}

export function isWithin(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max;
}

/** A text that matches the pattern; the finding states a pattern as `/pattern/`. No text matches none. */
export function like(observed: string | null, pattern: string): Judged {
  const regex = new RegExp(pattern);
  return { unit: "text", expected: `/${pattern}/`, observed, ok: observed !== null && regex.test(observed) };
}

type Headers = Readonly<Record<string, string>>;

/**
 * Each expected header, by name.
 * @param headers as they came, names in lower case; null: there is no message to have any, so that not even the absence of one is seen
 */
export function judgeHeaders(
  headers: Headers | null,
  expected: Readonly<Record<string, HeaderExpectation>>,
): readonly Judged[] {
  return Object.entries(expected).map(([name, value]) => {
    const observed = headers?.[name.toLowerCase()] ?? null;
    const judged =
      value !== null && typeof value === "object" ? like(observed, value.like) : same("text", observed, value);
    return { ...judged, of: name, ok: judged.ok && headers !== null };
  });
}

/** The patterns among expected headers. */
export function headerPatterns(expected: Readonly<Record<string, HeaderExpectation>>): readonly Pattern[] {
  return Object.entries(expected).flatMap(([name, value]) =>
    value !== null && typeof value === "object" ? [{ at: `${name}.like`, pattern: value.like }] : [],
  );
}
