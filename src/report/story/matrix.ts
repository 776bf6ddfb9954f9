import { placesOf } from "../../model/experiment.ts";
import type { ResolvedReader, ResolvedSide } from "../../model/experiment.ts";
import type { SideTrace } from "../../model/trace.ts";
import { groupBy } from "../group.ts";
import { sayKind, toneOf } from "../say/shape.ts";
import type { Tone } from "../say/shape.ts";
import { entersAtFirst, kindOf, readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** What one stream looked like, in a word or two. */
export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/** Two dimensions that are fully crossed. */
export interface Matrix {
  /** What the rows and the columns are: `nginx \ app`. */
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
}

type CellOf = (row: string, column: string) => SeenReader | undefined;

/**
 * What each measured stream looked like, where two things vary and there is a stream for every combination of them: the settings of two
 * layers, or the sides and the kinds of reader. Null: there are no such two, or all cells say the same.
 */
export function matrixOf(documents: Documents): Matrix | null {
  const matrix = matrixOfLayers(documents) ?? matrixOfReaders(documents);
  const words = new Set(matrix?.rows.flatMap(({ cells }) => cells.map(({ text }) => text)));
  return words.size > 1 ? matrix : null;
}

function matrixFrom(corner: string, rows: readonly string[], columns: readonly string[], cellOf: CellOf): Matrix {
  const cells = (name: string): Cell[] => columns.map((column) => cellFrom(cellOf(name, column)));
  return { corner, columns, rows: rows.map((name) => ({ name, cells: cells(name) })) };
}

/** A shape, and the tokens received where they are not all: `held`, `cut 1/16`. */
function cellFrom(reader: SeenReader | undefined): Cell {
  if (reader === undefined) return { text: "not measured", tone: "unclear" };
  const { shape, tokens, tokensPlanned } = reader.seen;
  const untold = tokensPlanned !== null && tokens < tokensPlanned && shape !== "refused" && shape !== "empty";
  const text = `${sayKind(reader.seen)}${untold ? ` ${tokens}/${tokensPlanned}` : ""}`;
  return { text, tone: toneOf(shape) };
}

/** Rows and columns are the settings of the only two layers that vary, one side for each pair; all sides have the same one reader. */
function matrixOfLayers(documents: Documents): Matrix | null {
  const { sides } = documents.trace;
  const all = sides.map(({ side }) => side);
  const outermostFirst = all.toSorted((a, b) => b.path.length - a.path.length);
  const places = [...new Set(outermostFirst.flatMap(placesOf))];
  const valuesOf = (place: string): string[] => [...new Set(all.map((side) => settingOf(side, place)))];
  const varying = places.filter((place) => valuesOf(place).length > 1);
  const [rowPlace, columnPlace] = varying;
  if (rowPlace === undefined || columnPlace === undefined || varying.length > 2) return null;
  const others = new Set(all.map((side) => JSON.stringify(restOf(side, varying))));
  if (others.size > 1 || all.some(({ readers }) => Object.keys(readers).length > 1)) return null;
  const [rows, columns] = [valuesOf(rowPlace), valuesOf(columnPlace)];
  const cells = groupBy(sides, ({ side }) => JSON.stringify([settingOf(side, rowPlace), settingOf(side, columnPlace)]));
  if (cells.size !== sides.length || cells.size !== rows.length * columns.length) return null;
  return matrixFrom(`${rowPlace} \\ ${columnPlace}`, rows, columns, (row, column) => {
    const [side] = cells.get(JSON.stringify([row, column])) ?? [];
    return side === undefined ? undefined : readersOf(side, documents)[0];
  });
}

/** A place's config, with its version where the side names one; `absent` where the place takes no part. */
function settingOf(side: ResolvedSide, place: string): string {
  if (!placesOf(side).includes(place)) return "absent";
  const version = side.versions[place];
  return `${side.configs[place]?.name ?? "default"}${version === undefined ? "" : ` ${version}`}`;
}

/** What else could differ between two sides. */
function restOf({ path, beside, scenario, readers, acts }: ResolvedSide, varying: readonly string[]): unknown {
  const others = (places: readonly string[]): string[] => places.filter((place) => !varying.includes(place));
  const entering = (reader: ResolvedReader): unknown => (entersAtFirst(reader, path) ? { ...reader, at: "" } : reader);
  return [others(path), others(beside), scenario, Object.values(readers).map(entering), acts];
}

/** Rows are the sides, columns the readers, where each side has the same ones and no two of them are of one kind. */
function matrixOfReaders(documents: Documents): Matrix | null {
  const { sides } = documents.trace;
  const kindsOf = ({ side }: SideTrace): string =>
    JSON.stringify(Object.entries(side.readers).map(([name, reader]) => [name, kindOf(reader)]));
  const readers = Object.entries(sides[0]?.side.readers ?? {});
  if (sides.length < 2 || readers.length < 2 || new Set(sides.map(kindsOf)).size > 1) return null;
  if (new Set(readers.map(([, reader]) => kindOf(reader))).size < readers.length) return null;
  const seen = new Map(sides.map((side) => [side.side.name, readersOf(side, documents)]));
  const columns = readers.map(([name]) => name);
  return matrixFrom("side \\ reader", [...seen.keys()], columns, (row, column) =>
    seen.get(row)?.find(({ name }) => name === column),
  );
}
