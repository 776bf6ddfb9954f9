import type { ReaderObservation, SideObservation } from "../model/observation.ts";
import type { SideVerdict, VerdictDocument } from "../model/result.ts";
import { groupBy, nameAll } from "./group.ts";
import { knownSizeIn } from "./say/size.ts";
import { shownRun } from "./story/readers.ts";

/**
 * The table of results, a row per experiment. Its numbers are rounded so that two good runs give the same table: only what a person would
 * notice changes it.
 */
export function renderMarkdownTable(verdicts: readonly VerdictDocument[]): string {
  const head = ["experiment", "kind", "what was seen", "sides"];
  const rows = verdicts.map(({ subject, kind, title, sides }) => {
    const seen = Object.entries(sides).map(([name, side]) => `${name}: ${sideInWords(side)}`);
    return [subject, kind, title, seen.join("<br>")].map((cell) => cell.replaceAll("|", "\\|"));
  });
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `**held** (first token 1.7 s)`; several readers have a word each, and share it where they saw the same. */
function sideInWords({ observation }: SideVerdict): string {
  const readers = Object.entries(shownRun(observation.runs)?.readers ?? {});
  const [first] = readers;
  if (first === undefined) return "not measured";
  if (readers.length > 1) {
    return [...groupBy(readers, ([, seen]) => shapeInWords(seen))]
      .map(([shape, group]) => {
        const names = group.map(([name]) => name);
        return `${group.length === readers.length ? `all ${group.length}` : nameAll(names, "readers")} ${shape}`;
      })
      .join(", ");
  }
  const [, seen] = first;
  const facts = [roughMs(seen), roughHold(observation)].filter(Boolean).join(", ");
  return `${shapeInWords(seen)} (${facts})`;
}

/** `**held**`, `**refused** with 504`: readers with different status never share a word. */
function shapeInWords({ shape, status }: ReaderObservation): string {
  return `**${shape ?? "unclear"}**${shape === "refused" ? ` with ${status ?? "no status"}` : ""}`;
}

/** Below 50 ms a reader notices nothing and a machine's mood decides the number; above it, tenths of a second, from ten on whole ones. */
function roughMs({ ttftMs }: ReaderObservation): string {
  if (ttftMs === null) return "no token";
  if (ttftMs < 50) return "first token at once";
  return `first token ${(ttftMs / 1000).toFixed(ttftMs < 9_950 ? 1 : 0)} s`;
}

/** Where the handshake found a threshold: the known size that it is, else how much was outstanding, roughly. */
function roughHold({ runs }: SideObservation): string {
  const bounds = runs.find(({ proof }) => proof === "lockstep")?.holdBytes ?? null;
  if (bounds === null) return "";
  const bytes = knownSizeIn(bounds) ?? bounds.atMost;
  return `lets go at ${bytes < 2048 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`}`;
}
