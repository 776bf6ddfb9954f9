import type { ReaderObservation } from "../../model/observation.ts";
import type { SideVerdict, VerdictDocument } from "../../model/result.ts";
import { saySeconds, sayMs, sayBytes } from "../../model/say.ts";
import { WORST_FIRST } from "../../model/words.ts";
import { countEach } from "../group.ts";
import { sayMeasuredAgain } from "../say/note.ts";
import { sayKind, toneOf } from "../say/shape.ts";
import { failedOf, unclearOf } from "../story/outcome.ts";
import { shownRun } from "../story/readers.ts";
import { drawPlainTable, longest, paint, TONES, VERDICTS, wrap } from "./format.ts";
import type { Page } from "./format.ts";

/** One column of the table of all experiments. */
interface Column {
  readonly head: string;
  /** Columns go in this order, highest first, until the table fits the page; 0 stays. */
  readonly expendable: number;
  cell(verdict: VerdictDocument, name: string, side: SideVerdict, first: boolean): string;
}

/**
 * One table of all experiments, a row per side, what did not pass first; columns are left out where the page is narrow. Below it why each of
 * those did not, the count of each verdict, and at last how often the machine was too busy.
 */
export function renderTable(verdicts: readonly VerdictDocument[], page: Page): string {
  const sorted = WORST_FIRST.flatMap((word) => verdicts.filter(({ verdict }) => verdict === word));
  const columns = columnsThatFit(sorted, page);
  const head = columns.map((column) => paint(page, "dim", column.head));
  const lines = drawPlainTable([head, ...rowsOf(sorted, columns)]);
  const reasons = sorted.flatMap((verdict) => reasonLines(verdict, page));
  const counts = countEach(sorted.map(({ verdict }) => verdict));
  return [...lines, "", ...reasons, counts, ...wrap(sayMeasuredAgain(verdicts), page.width)].join("\n");
}

function reasonLines(verdict: VerdictDocument, page: Page): string[] {
  const reasons = [...failedOf(verdict), ...unclearOf(verdict)];
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap((reason) => wrap(reason, page.width - 2).map((line) => `  ${line}`));
  return [paint(page, VERDICTS[verdict.verdict], verdict.subject), ...lines, ""];
}

function columnsThatFit(verdicts: readonly VerdictDocument[], page: Page): Column[] {
  const columns = columnsFor(page);
  const plain = columnsFor({ ...page, colour: false });
  while (widthOf(verdicts, plain) > page.width && plain.some((column) => column.expendable > 0)) {
    const next = plain.reduce((most, column) => (column.expendable > most.expendable ? column : most));
    columns.splice(plain.indexOf(next), 1);
    plain.splice(plain.indexOf(next), 1);
  }
  return columns;
}

function rowsOf(verdicts: readonly VerdictDocument[], columns: readonly Column[]): string[][] {
  return verdicts.flatMap((verdict) =>
    Object.entries(verdict.sides).map(([name, side], index) =>
      columns.map((column) => column.cell(verdict, name, side, index === 0)),
    ),
  );
}

function widthOf(verdicts: readonly VerdictDocument[], columns: readonly Column[]): number {
  const rows = [columns.map((column) => column.head), ...rowsOf(verdicts, columns)];
  return columns.reduce((sum, _, index) => sum + longest(rows.map((row) => row[index]!)) + 2, -2);
}

function columnsFor(page: Page): Column[] {
  const once = (head: string, expendable: number, say: (verdict: VerdictDocument) => string): Column => ({
    head,
    expendable,
    cell: (verdict, _name, _side, first) => (first ? say(verdict) : ""),
  });
  const each = (head: string, expendable: number, say: (side: SideVerdict, name: string) => string): Column => ({
    head,
    expendable,
    cell: (_verdict, name, side) => say(side, name),
  });
  return [
    once("experiment", 0, ({ subject }) => paint(page, "bold", subject)),
    once("kind", 5, ({ kind }) => kind),
    each("side", 0, (_side, name) => name),
    each("shape", 0, (side) => {
      const seen = firstReader(side);
      return seen === undefined ? "-" : paint(page, TONES[toneOf(seen.shape)], sayKind(seen));
    }),
    each("TTFT", 1, (side) => {
      const ttftMs = firstReader(side)?.ttftMs ?? null;
      return ttftMs === null ? "-" : sayMs(ttftMs);
    }),
    each("steps x tokens", 2, saySteps),
    each("lockstep", 3, sayThreshold),
    once("verdict", 0, ({ verdict }) => paint(page, VERDICTS[verdict], verdict)),
    once("time", 4, ({ durationMs }) => saySeconds(durationMs)),
  ];
}

/** The reader that a side's row shows; undefined: it was not measured. */
function firstReader({ observation }: SideVerdict): ReaderObservation | undefined {
  return Object.values(shownRun(observation.runs)?.readers ?? {})[0];
}

function saySteps(side: SideVerdict): string {
  const seen = firstReader(side);
  if (seen === undefined) return "-";
  const { batches, tokensPerBatch } = seen;
  return tokensPerBatch === null ? String(batches) : `${batches} x ${Number(tokensPerBatch.toFixed(1))}`;
}

/** What lockstep found: the path passes every token on, or the bytes that are enough to make it let go. */
function sayThreshold({ observation }: SideVerdict): string {
  const run = observation.runs.find(({ proof }) => proof === "lockstep");
  if (run === undefined || run.handshake === null) return "-";
  if (run.handshake === "acknowledged") return "passes all";
  if (run.handshake === "held") return "holds all";
  if (run.handshake === "broken-off") return "broken off";
  return run.holdBytes === null ? "holds" : `holds ${sayBytes(run.holdBytes.atMost)}`;
}
