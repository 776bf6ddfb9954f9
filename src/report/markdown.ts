import type { SideVerdict, VerdictDocument } from "../model/result.ts";
import { bytes } from "./format.ts";

/**
 * The README's table of results, a row per side. Its numbers are rounded so that two good runs give the same table: only what a person
 * would notice changes it.
 */
export function renderMarkdownTable(verdicts: readonly VerdictDocument[]): string {
  const head = ["experiment", "side", "shape", "first token", "held back (lockstep)", "verdict"];
  const rows = verdicts.flatMap((verdict) =>
    Object.entries(verdict.sides).map(([name, side], index) => [
      index === 0 ? `**${verdict.experiment}**` : "",
      name,
      side.shape ?? "",
      roughMs(side.ttftMs),
      roughThreshold(side),
      index === 0 ? verdict.verdict : "",
    ]),
  );
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Below 50 ms a reader notices nothing and a machine's mood decides the number; above it, tenths of a second, from ten on whole ones. */
function roughMs(value: number | null): string {
  if (value === null) return "never";
  if (value < 50) return "at once";
  return `${(value / 1000).toFixed(value < 9_950 ? 1 : 0)} s`;
}

function roughThreshold({ lockstep }: SideVerdict): string {
  if (lockstep === null) return "";
  if (lockstep.stoppedAtToken === null) return "nothing";
  if (lockstep.letGo !== "middle" || lockstep.outstandingBytes === null) return "everything";
  const { outstandingBytes } = lockstep;
  return outstandingBytes < 1024 ? bytes(outstandingBytes) : `${Math.round(outstandingBytes / 1024)} KB`;
}
