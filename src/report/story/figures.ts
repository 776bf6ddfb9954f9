import type { Finding, Value } from "../../model/result.ts";
import type { SideTrace } from "../../model/trace.ts";
import { groupBy, nameAll } from "../group.ts";
import { sayFigure, sayWhat } from "../say/finding.ts";
import { differ, spanOf } from "./compare.ts";
import { logLine, observedOf, READER_VALUES, RUN_VALUES } from "./observed.ts";
import type { Field } from "./observed.ts";
import { observedRun } from "./readers.ts";
import type { Seen } from "./readers.ts";

/** A value that was judged on a side and is not the same on all: what it is, and by side what was observed; null: cannot be known. */
export interface Figure {
  readonly what: string;
  readonly cells: readonly (string | null)[];
}

/** The figures that decide, as a table: a column for each side that was measured. */
export interface Figures {
  readonly sides: readonly string[];
  readonly rows: readonly Figure[];
}

/** How a page shows figures. */
export interface FigureStyle {
  /** Findings that the page has in its own words anyway. */
  readonly said: readonly string[];
  readonly say: (value: Value, finding: Pick<Finding, "what" | "unit">) => string;
  /** True: only what sides expect differently. */
  readonly deciding: boolean;
}

/** Beside lanes, which say the ends, the proof and the hold sizes in their own words. */
const BESIDE_LANES: FigureStyle = {
  said: ["shape", "end", "ttftMs", "contentEncoding", "heldFromToken", "lockstep", "holdBytes", "error"],
  say: (value, { unit }) => sayFigure(value, unit),
  deciding: false,
};
/** With more readers than this each figure is the range over all of them: so many have a lane of their own. */
const READERS_APART = 6;

/** Values by reader; the side's own under "". */
type Values = ReadonlyMap<string, Value>;

/**
 * Every judged finding of the paced run or the whole side whose observed value differs between sides, beyond what the page says anyway. A
 * side that does not judge it shows what it observed. Times and memory differ only if a person would say so (compare.ts).
 */
export function figuresOf(documents: Seen, style = BESIDE_LANES): Figures {
  const sides = documents.trace.sides.filter((side) => observedRun(side, documents) !== undefined);
  const judged = sides.map(({ side }) => documents.verdict.sides[side.name]?.judgement.findings ?? []);
  const fields = new Map<string, Field>();
  for (const finding of judged.flat().filter(({ what }) => !style.said.includes(what))) {
    const field = fieldOf(finding);
    if (field !== null && !fields.has(JSON.stringify(field))) fields.set(JSON.stringify(field), field);
  }
  const shown = [...fields.values()].filter((field) => !style.deciding || isExpectedApart(field, judged));
  const rows = shown.flatMap((field) => rowsOf(field, sides, documents, style));
  return { sides: sides.map(({ side }) => side.name), rows };
}

/** True where two sides expect different values of a field, or one expects none. */
function isExpectedApart(field: Field, judged: readonly (readonly Finding[])[]): boolean {
  const expected = judged.map((findings) =>
    JSON.stringify(
      findings.filter((each) => isAbout(field, each)).map((each) => [each.what, each.reader, each.expected]),
    ),
  );
  return new Set(expected).size > 1;
}

/** What a finding is about, whichever the side and the reader; null: it has no place in the table. */
function fieldOf({ what, of, unit, reader, proof, expected }: Finding): Field | null {
  if (proof === "lockstep") return null;
  const isLog = what === "logs" || what === "logs.none";
  const pattern = isLog && typeof expected === "string" ? expected : null;
  return { what: isLog ? "logs" : what, of, unit, pattern, ofReader: reader !== null };
}

function isAbout(field: Field, finding: Finding): boolean {
  return JSON.stringify(fieldOf(finding)) === JSON.stringify(field);
}

function rowsOf(field: Field, sides: readonly SideTrace[], documents: Seen, style: FigureStyle): Figure[] {
  const values = sides.map((side) => valuesOf(field, side, documents));
  const names = [...new Set(values.flatMap((each) => [...each.keys()]))];
  const label = `${sayWhat(field)}${field.pattern === null ? "" : ` ${field.pattern}`}`;
  // a side's only reader needs no name, even where another side calls its own otherwise
  const single = values.every((each) => each.size <= 1);
  if (single)
    return rowOf(
      label,
      field,
      values.map((each) => [...each.values()][0]),
      style,
    );
  if (names.length > READERS_APART) {
    return rowOf(
      `${label}, ${nameAll(names, "readers")}`,
      field,
      values.map((each) => spanOf([...each.values()])),
      style,
    );
  }
  const rows = names.map((name) => {
    const cells =
      rowOf(
        "",
        field,
        values.map((each) => each.get(name)),
        style,
      )[0]?.cells ?? null;
    return { name, cells };
  });
  const differing = groupBy(
    rows.filter(({ cells }) => cells !== null),
    ({ cells }) => JSON.stringify(cells),
  );
  return [...differing.values()].map((group) => ({
    // what all readers have in common needs no name
    what: group.length === names.length ? label : `${label}, ${group.map(({ name }) => name).join(", ")}`,
    cells: group[0]!.cells!,
  }));
}

/** @returns nothing where no two known values differ */
function rowOf(what: string, field: Field, values: readonly (Value | undefined)[], { say }: FigureStyle): Figure[] {
  const { unit, pattern } = field;
  const known = values.filter((value) => value !== undefined);
  const shown = (value: Value): string => (pattern === null ? say(value, field) : value === null ? "no" : "yes");
  const differs = known.some(
    (value) => shown(value) !== shown(known[0]!) && (pattern !== null || differ(unit, known[0]!, value)),
  );
  return differs ? [{ what, cells: values.map((value) => (value === undefined ? null : shown(value))) }] : [];
}

/** What was observed of a field on one side: as it was judged there, else as it stands in the observation. */
function valuesOf(field: Field, side: SideTrace, documents: Seen): Values {
  const findings = documents.verdict.sides[side.side.name]?.judgement.findings ?? [];
  const judged = findings.filter((finding) => isAbout(field, finding));
  const values = new Map(judged.map(({ reader, observed }) => [reader ?? "", observed]));
  const run = observedRun(side, documents)!;
  if (field.ofReader) {
    for (const [name, seen] of Object.entries(run.readers)) {
      const value = values.has(name) ? undefined : observedOf(field, READER_VALUES, seen);
      if (value !== undefined) values.set(name, value);
    }
  } else if (values.size === 0) {
    const value = field.pattern === null ? observedOf(field, RUN_VALUES, run) : logLine(field, side);
    if (value !== undefined) values.set("", value);
  }
  return values;
}
