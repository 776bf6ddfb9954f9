import type { VerdictDocument } from "../model/result.ts";
import type { TraceDocument } from "../model/trace.ts";
import { renderMarkdownTable } from "../report/index.ts";

const RESULTS_BLOCK = /(?<=<!-- results -->\n)[^]*?(?=<!-- \/results -->)/;

/**
 * The page of results: a row for each experiment that has passed as it is now. One that has not keeps the row that it had, or has none: so
 * one new experiment can be added on a machine that has run nothing else, and no failure is ever shown as a finding.
 * @param last the results that count (results/store.ts)
 * @returns `kept`: the experiments without a new row
 */
export function withResults(
  page: string,
  ids: readonly string[],
  last: ReadonlyMap<string, { trace: TraceDocument; verdict: VerdictDocument }>,
): { text: string; kept: string[] } {
  const before = new Map(resultRows(page).map((row) => [idOfRow(row), row]));
  const passed = ids.flatMap((id) => last.get(id) ?? []).filter(({ verdict: { verdict } }) => verdict === "pass");
  const [head, rule, ...rows] = renderMarkdownTable(passed).split("\n");
  const now = new Map(rows.map((row) => [idOfRow(row), row]));
  const table = [head, rule, ...ids.flatMap((id) => now.get(id) ?? before.get(id) ?? [])].join("\n");
  return {
    text: page.replace(RESULTS_BLOCK, () => `${table}\n`),
    kept: ids.filter((id) => !now.has(id)),
  };
}

/** The rows of the table in RESULTS.md, without its head. */
export function resultRows(page: string): string[] {
  const lines = (RESULTS_BLOCK.exec(page)?.[0] ?? "").split("\n");
  return lines.filter((line) => line.startsWith("| ")).slice(2);
}

function idOfRow(row: string): string {
  return row.split(" | ")[0]!.replace("| ", "");
}
