import type { LedgerPart, LedgerRow } from "../model/claim.ts";

/** The ledger as a Markdown table, with the count of each verdict above it: of each claim what is right and what is not, and who shows it. */
export function renderLedger(rows: readonly LedgerRow[]): string {
  const counts = Object.entries(Object.groupBy(rows, (row) => row.verdict)).map(
    ([verdict, of]) => `${of?.length} ${verdict}`,
  );
  return [
    "# Ledger of claims",
    "",
    `${rows.length} claims: ${counts.join(", ")}. Derived from the last results by \`./lab ledger\`; in brackets who shows it.`,
    "",
    "| id | claim | articles | verdict | right | not right | not measured |",
    "|---|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${cells(row).map(escaped).join(" | ")} |`),
    "",
  ].join("\n");
}

function cells({ id, claim, articles, verdict, note, parts }: LedgerRow): string[] {
  return [
    ...[id, claim, articles.join(", "), `**${verdict}**${note === null ? "" : `: ${note}`}`],
    ...(["right", "not right", "not measured"] as const).map((word) =>
      parts
        .filter((part) => part.verdict === word)
        .map(sayPart)
        .join("; "),
    ),
  ];
}

/** A part that is settled names its experiments, one that is not those without a pass. */
function sayPart({ says, experiments, lacking }: LedgerPart): string {
  return `${says} (${(lacking.length > 0 ? lacking : experiments).join(", ")})`;
}

/** A pipe would end the cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
