import type { SideVerdict, VerdictDocument } from "../model/result.ts";
import type { Kind, VerdictWord } from "../model/words.ts";
import { VERDICT_STYLES } from "./experiment.ts";
import { styleOf } from "./facts.ts";
import { sayBytes, sayCount, sayMs, saySeconds } from "../model/say.ts";
import { drawPlainTable, groupBy, longest, paint, wrap } from "./format.ts";
import type { Page } from "./format.ts";

/** What `npm run list` knows of one experiment. */
export interface ListEntry {
  readonly id: string;
  readonly layer: string;
  readonly kind: Kind;
  readonly title: string;
  readonly slow: boolean;
  /** Verdict of its last run on this machine; null: never run. */
  readonly last: VerdictWord | null;
}

/** One column of the table of all experiments. */
interface Column {
  readonly head: string;
  /** Columns go in this order, highest first, until the table fits the page; 0 stays. */
  readonly expendable: number;
  cell(verdict: VerdictDocument, name: string, side: SideVerdict, first: boolean): string;
}

/** One table of all experiments, a row per side; columns are left out where the page is narrow. Last line: the count of each verdict. */
export function renderTable(verdicts: readonly VerdictDocument[], page: Page): string {
  const columns = [...columnsFor(page)];
  const plain = columnsFor({ ...page, colour: false });
  while (widthOf(verdicts, plain) > page.width && plain.some((column) => column.expendable > 0)) {
    const next = plain.reduce((most, column) => (column.expendable > most.expendable ? column : most));
    columns.splice(plain.indexOf(next), 1);
    plain.splice(plain.indexOf(next), 1);
  }
  const head = columns.map((column) => paint(page, "dim", column.head));
  const lines = drawPlainTable([head, ...rowsOf(verdicts, columns)]);
  const counts = [...groupBy(verdicts, ({ verdict }) => verdict)].map(([word, group]) => `${group.length} ${word}`);
  return [...lines, "", counts.join(", ")].join("\n");
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
  return [
    {
      head: "experiment",
      expendable: 0,
      cell: (verdict, _name, _side, first) => (first ? paint(page, "bold", verdict.experiment) : ""),
    },
    { head: "kind", expendable: 5, cell: (verdict, _name, _side, first) => (first ? verdict.kind : "") },
    { head: "side", expendable: 0, cell: (_verdict, name) => name },
    {
      head: "shape",
      expendable: 0,
      cell: (_verdict, _name, side) => paint(page, styleOf(side.shape), side.shape ?? "-"),
    },
    { head: "TTFT", expendable: 1, cell: (_verdict, _name, side) => (side.ttftMs === null ? "-" : sayMs(side.ttftMs)) },
    { head: "steps x tokens", expendable: 2, cell: (_verdict, _name, side) => saySteps(side) },
    { head: "lockstep", expendable: 3, cell: (_verdict, _name, side) => sayThreshold(side) },
    {
      head: "verdict",
      expendable: 0,
      cell: (verdict, _name, _side, first) =>
        first ? paint(page, VERDICT_STYLES[verdict.verdict], verdict.verdict) : "",
    },
    {
      head: "time",
      expendable: 4,
      cell: (verdict, _name, _side, first) => (first ? saySeconds(verdict.durationMs) : ""),
    },
  ];
}

function saySteps({ batches, tokensPerBatch }: SideVerdict): string {
  if (batches === null) return "-";
  return tokensPerBatch === null ? String(batches) : `${batches} x ${Number(tokensPerBatch.toFixed(1))}`;
}

/** What lockstep found: the path passes every token on, or the bytes that it keeps before it lets go. */
function sayThreshold({ lockstep }: SideVerdict): string {
  if (lockstep === null) return "-";
  if (lockstep.stoppedAtToken === null) return "passes all";
  if (lockstep.letGo !== "middle") return "holds all";
  return lockstep.outstandingBytes === null ? "holds" : `holds ${sayBytes(lockstep.outstandingBytes)}`;
}

/** Every experiment with one line, under its layer. */
export function renderList(entries: readonly ListEntry[], page: Page): string {
  const idWidth = longest(entries.map(({ id }) => id));
  const lines = [...groupBy(entries, ({ layer }) => layer)].flatMap(([layer, group]) => [
    paint(page, "bold", layer),
    ...group.flatMap((entry) => entryLines(entry, idWidth, page)),
  ]);
  return [
    ...lines,
    "",
    `${sayCount(entries.length, "experiment")}; run one: npm run experiment ${entries[0]?.id ?? "NAME"}`,
  ].join("\n");
}

function entryLines({ id, kind, title, slow, last }: ListEntry, idWidth: number, page: Page): string[] {
  const word = (last ?? "not run").padEnd("inconclusive".length);
  const verdict = paint(page, last === null ? "dim" : VERDICT_STYLES[last], word);
  const before = `  ${id.padEnd(idWidth)}  ${kind.padEnd("innocent".length)}  `;
  const indent = before.length + word.length + 2;
  const text = `${title}${slow ? " (slow)" : ""}`;
  if (page.width - indent < 40)
    return [`${before}${verdict}`, ...wrap(text, page.width - 6).map((line) => `      ${line}`)];
  const [head = "", ...rest] = wrap(text, page.width - indent);
  return [`${before}${verdict}  ${head}`, ...rest.map((line) => " ".repeat(indent) + line)];
}
