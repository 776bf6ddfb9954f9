import { sayMs } from "../../model/say.ts";
import type { Curve } from "../story/curve.ts";
import { longest, paint, TONES, wrap } from "./format.ts";
import type { Page } from "./format.ts";
import { groupBy } from "../group.ts";

/** One per side, each with its own place in a reader's column, so that equal curves do not hide each other. None means anything in a lane. */
const MARKS = ["o", "+", "*", "@", "%", "&", "=", "~"];
/** Lines of the chart above its lowest; even, so that the middle one can be labelled. */
const STEPS = 6;

/** A curve, and where it stands on the page: columns of the labels, and of each reader. */
export interface PlacedCurve extends Curve {
  readonly gutter: number;
  readonly width: number;
}

/** Null: there is no curve, there are more sides than marks, or the picture would be wider than the page. */
export function placeCurve(curve: Curve | null, pageWidth: number): PlacedCurve | null {
  if (curve === null || curve.series.length > MARKS.length) return null;
  const { readers, series } = curve;
  const gutter = Math.max(14, longest(series.map(({ side }) => side)) + 6);
  const texts = series.flatMap(({ points }) => points.map(({ text }) => text));
  const widest = Math.max(series.length, longest([...readers, ...texts]));
  const fits = (width: number): boolean => gutter + 2 + readers.length * width <= pageWidth;
  const width = [widest + 3, widest + 2, widest + 1].find(fits);
  return width === undefined ? null : { ...curve, gutter, width };
}

/** A chart with a mark for each side, below it the numbers as a table in the same columns, and what shapes there were. */
export function drawCurve(curve: PlacedCurve, page: Page): string[] {
  const { readers, series, gutter, width } = curve;
  const line = (label: string, text: string): string => `${`  ${label}`.padEnd(gutter)}| ${text}`.trimEnd();
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padEnd(width)).join("");
  return [
    ...chartRows(curve, page).map(([label, marks]) => line(label, marks)),
    line("reader", row(readers)),
    ...series.map(({ side, points }, index) => line(`${MARKS[index]} ${side}`, row(points.map(({ text }) => text)))),
    ...countLines(curve, page.width - gutter - 2).map((text, index) => line(index === 0 ? "shapes" : "", text)),
  ];
}

/** From the highest line to that of 0: its label, and the marks of the readers whose first token came at about that time. */
function chartRows({ readers, series, maxMs, gutter, width }: PlacedCurve, page: Page): [string, string][] {
  const cell = (step: number, reader: number): string => {
    const marks = series.map(({ points }, index) => {
      const { ttftMs, tone } = points[reader]!;
      const there = ttftMs !== null && Math.round((ttftMs / maxMs) * STEPS) === step;
      return there ? paint(page, TONES[tone], MARKS[index]!) : " ";
    });
    return marks.join("") + " ".repeat(width - series.length);
  };
  return Array.from({ length: STEPS + 1 }, (_, index) => {
    const step = STEPS - index;
    const value = step % (STEPS / 2) === 0 ? sayMs((maxMs * step) / STEPS) : "";
    const label = `${index === 0 ? "TTFT" : "    "}${value.padStart(gutter - 7)}`;
    return [label, readers.map((_name, reader) => cell(step, reader)).join("")];
  });
}

/** Sides whose readers saw the same share an entry. */
function countLines({ series }: Curve, width: number): string[] {
  return [...groupBy(series, ({ counts }) => counts)].flatMap(([counts, group]) =>
    wrap(`${group.map(({ side }) => side).join(", ")}: ${counts}`, width),
  );
}
