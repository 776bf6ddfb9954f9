import type { SideVerdict, VerdictDocument } from "../model/result.ts";
import { sayBytes } from "../model/say.ts";

/**
 * The README's table of results, a row per experiment. Its numbers are rounded so that two good runs give the same table: only what a
 * person would notice changes it.
 */
export function renderMarkdownTable(verdicts: readonly VerdictDocument[]): string {
  const head = ["experiment", "kind", "what was seen", "sides"];
  const rows = verdicts.map(({ experiment, kind, title, sides }) => {
    const seen = Object.entries(sides).map(([name, side]) => `${name}: ${sideInWords(side)}`);
    return [experiment, kind, title.replaceAll("|", "\\|"), seen.join("<br>")];
  });
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `**held** (first token 1.7 s)`; with several readers a word for each of them. */
function sideInWords(side: SideVerdict): string {
  const readers = Object.entries(side.readers);
  if (readers.length > 1) return readers.map(([name, { shape }]) => `${name} **${shape}**`).join(", ");
  const threshold = side.lockstep?.letGo === "middle" ? side.lockstep.outstandingBytes : null;
  const facts = [
    roughMs(side.ttftMs),
    threshold === null
      ? ""
      : `lets go at ${threshold < 1024 ? sayBytes(threshold) : `${Math.round(threshold / 1024)} KB`}`,
  ];
  return `**${side.shape ?? "?"}** (${facts.filter(Boolean).join(", ")})`;
}

/** Below 50 ms a reader notices nothing and a machine's mood decides the number; above it, tenths of a second, from ten on whole ones. */
function roughMs(value: number | null): string {
  if (value === null) return "no token";
  if (value < 50) return "first token at once";
  return `first token ${(value / 1000).toFixed(value < 9_950 ? 1 : 0)} s`;
}
