import type { Reader, ResolvedSide } from "../model/experiment.ts";
import { layerNamesOf } from "../model/experiment.ts";
import type { SideTrace } from "../model/trace.ts";
import { styleOf } from "./facts.ts";
import { drawPlainTable, groupBy, longest, paint } from "./format.ts";
import type { Page } from "./format.ts";
import { readersOf } from "./readers.ts";
import type { Documents, SeenReader } from "./readers.ts";

/** Two dimensions that are fully crossed: a cell for each row and column. */
interface Matrix {
  /** What the rows and the columns are: `nginx \ app`. */
  readonly corner: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** What that reader felt; undefined: it was not measured. */
  cell(row: string, column: string): SeenReader | undefined;
}

/**
 * What each measured stream felt, as a table, where two things vary and there is a stream for every combination of them: the settings of two
 * layers, or the sides and the kinds of reader. Else, where all cells say the same, and where it is wider than `width`, there are no lines.
 */
export function drawMatrix(documents: Documents, width: number, page: Page): string[] {
  const matrix = matrixOfLayers(documents) ?? matrixOfReaders(documents);
  if (matrix === null) return [];
  const { rows, columns, cell } = matrix;
  const words = new Set(rows.flatMap((row) => columns.map((column) => sayCell(cell(row, column)))));
  const fits = longest(linesOf(matrix, { ...page, colour: false })) <= width;
  return words.size > 1 && fits ? linesOf(matrix, page) : [];
}

function linesOf({ corner, rows, columns, cell }: Matrix, page: Page): string[] {
  const cells = (row: string): string[] =>
    columns.map((column) => {
      const seen = cell(row, column);
      return paint(page, styleOf(seen?.shape ?? null), sayCell(seen));
    });
  const head = [corner, ...columns].map((text) => paint(page, "dim", text));
  return drawPlainTable([head, ...rows.map((row) => [row, ...cells(row)])]);
}

/** A shape, and the tokens received where they are not all: `held`, `cut 1/16`. */
function sayCell(seen: SeenReader | undefined): string {
  if (seen === undefined) return "not measured";
  const { shape, m } = seen;
  const untold = m.tokens < m.tokensPlanned && shape !== "refused" && shape !== "empty";
  return untold ? `${shape} ${m.tokens}/${m.tokensPlanned}` : shape;
}

/** Rows and columns are the settings of the only two layers that vary, one side for each pair; all sides have the same one reader. */
function matrixOfLayers(documents: Documents): Matrix | null {
  const { sides } = documents.trace;
  const all = sides.map(({ side }) => side);
  const outermostFirst = all.toSorted((a, b) => b.path.length - a.path.length);
  const layers = [...new Set(outermostFirst.flatMap(layerNamesOf))];
  const valuesOf = (layer: string): string[] => [...new Set(all.map((side) => settingOf(side, layer)))];
  const varying = layers.filter((layer) => valuesOf(layer).length > 1);
  const [rowLayer, columnLayer] = varying;
  if (rowLayer === undefined || columnLayer === undefined || varying.length > 2) return null;
  const others = new Set(all.map((side) => JSON.stringify(restOf(side, varying))));
  if (others.size > 1 || all.some(({ readers }) => Object.keys(readers).length > 1)) return null;
  const [rows, columns] = [valuesOf(rowLayer), valuesOf(columnLayer)];
  const cells = groupBy(sides, ({ side }) => JSON.stringify([settingOf(side, rowLayer), settingOf(side, columnLayer)]));
  if (cells.size !== sides.length || cells.size !== rows.length * columns.length) return null;
  const cell = (row: string, column: string): SeenReader | undefined => {
    const [side] = cells.get(JSON.stringify([row, column])) ?? [];
    return side === undefined ? undefined : readersOf(side, documents)[0];
  };
  return { corner: `${rowLayer} \\ ${columnLayer}`, rows, columns, cell };
}

/** A layer's variant, with its version where the side names one; `absent` where the layer takes no part. */
function settingOf(side: ResolvedSide, layer: string): string {
  if (!layerNamesOf(side).includes(layer)) return "absent";
  const version = side.versions[layer];
  return `${side.variants[layer] ?? "default"}${version === undefined ? "" : ` ${version}`}`;
}

/** What else could differ between two sides. */
function restOf({ path, beside, scenario, readers, acts }: ResolvedSide, varying: readonly string[]): unknown {
  const others = (layers: readonly string[]): string[] => layers.filter((layer) => !varying.includes(layer));
  return [others(path), others(beside), scenario, readers, acts];
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
  return {
    corner: "side \\ reader",
    rows: [...seen.keys()],
    columns: readers.map(([name]) => name),
    cell: (row, column) => seen.get(row)?.find(({ name }) => name === column),
  };
}

/** What makes two readers different ones, not two arrivals of the same. */
function kindOf({ layer, headers, httpVersion, scheme }: Reader): string {
  return JSON.stringify([layer, headers, httpVersion, scheme]);
}
