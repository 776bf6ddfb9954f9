import type { LedgerRow } from "../model/claim.ts";

/** The ledger as a Markdown table, with the count of each verdict above it. */
export function renderLedger(rows: readonly LedgerRow[]): string {
  const counts = Object.entries(Object.groupBy(rows, (row) => row.verdict)).map(
    ([verdict, of]) => `${of?.length} ${verdict}`,
  );
  const lines = rows.map(({ id, claim, articles, verdict, experiments, note }) =>
    [id, claim, articles, `**${verdict}**${note ? `: ${note}` : ""}`, experiments.join(", ")].map(cell).join(" | "),
  );
  return [
    "# Ledger of claims",
    "",
    `${rows.length} claims: ${counts.join(", ")}. Derived from the last results by \`./lab ledger\`.`,
    "",
    "| id | claim | articles | verdict | shown by |",
    "|---|---|---|---|---|",
    ...lines.map((line) => `| ${line} |`),
    "",
  ].join("\n");
}

/** A pipe would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
