import { groupBy } from "../group.ts";
import type { Figures } from "../story/figures.ts";
import type { Matrix } from "../story/matrix.ts";
import { drawPlainTable, longest, paint, TONES, wrap } from "./format.ts";
import type { Page } from "./format.ts";

/** The matrix as a table; no lines where it is wider than `width`, since the lanes say the same. */
export function drawMatrix(matrix: Matrix | null, width: number, page: Page): string[] {
  if (matrix === null) return [];
  const lines = (colours: Page): string[] => {
    const head = [matrix.corner, ...matrix.columns].map((text) => paint(colours, "dim", text));
    const rows = matrix.rows.map(({ name, cells }) => [
      name,
      ...cells.map(({ text, tone }) => paint(colours, TONES[tone], text)),
    ]);
    return drawPlainTable([head, ...rows]);
  };
  return longest(lines({ ...page, colour: false })) <= width ? lines(page) : [];
}

/**
 * The figures that decide: a row for each and a column for each side, or the other way round where that is too wide, or a sentence for
 * each where both are.
 */
export function drawFigures({ sides, rows }: Figures, width: number, page: Page): string[] {
  if (rows.length === 0) return [];
  const bySide = [["", ...sides], ...rows.map(({ what, cells }) => [what, ...cells.map(sayCell)])];
  const byFigure = bySide[0]!.map((_, column) => bySide.map((row) => row[column]!));
  for (const table of [bySide, byFigure]) {
    if (longest(drawPlainTable(table)) > width) continue;
    const [head, ...body] = table;
    return drawPlainTable([head!.map((text) => paint(page, "dim", text)), ...body]);
  }
  return rows.flatMap(({ what, cells }) => {
    const groups = groupBy(
      sides.map((side, index) => ({ side, text: sayCell(cells[index]!) })),
      ({ text }) => text,
    );
    const said = [...groups].map(([text, group]) => `${text} (${group.map(({ side }) => side).join(", ")})`);
    return wrap(`${what}: ${said.join(", ")}`, width);
  });
}

/** What a side did not judge, and nobody has observed, is not known. */
function sayCell(text: string | null): string {
  return text ?? "-";
}
