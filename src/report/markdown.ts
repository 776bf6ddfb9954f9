import type { ReaderObservation, SideObservation } from "../model/observation.ts";
import type { Finding, SideVerdict, Value } from "../model/result.ts";
import { groupBy, nameAll } from "./group.ts";
import { sayFigure } from "./say/finding.ts";
import { knownSizeIn } from "./say/size.ts";
import { figuresOf } from "./story/figures.ts";
import type { FigureStyle } from "./story/figures.ts";
import { shownRun } from "./story/readers.ts";
import type { Seen } from "./story/readers.ts";

/** What the row says by itself, or is no figure. */
const IN_THE_ROW: FigureStyle = {
  said: ["shape", "ttftMs", "lockstep", "holdBytes", "error"],
  say: roughFigure,
  deciding: true,
};

/**
 * The table of results, a row per experiment. Its numbers are rounded so that two good runs give the same table: only what a person would
 * notice changes it. Where the sides of a `fix` are alike in shape, the figures that tell them apart follow.
 */
export function renderMarkdownTable(results: readonly Seen[]): string {
  const head = ["experiment", "kind", "what was seen", "sides"];
  const rows = results.map((result) => {
    const { subject, kind, title, sides } = result.verdict;
    const figures =
      kind === "fix" && isAlike(Object.values(sides)) ? figuresBySide(result) : new Map<string, string[]>();
    const seen = Object.entries(sides).map(([name, side]) => `${name}: ${sideInWords(side, figures.get(name) ?? [])}`);
    return [subject, kind, title, seen.join("<br>")].map((cell) => cell.replaceAll("|", "\\|"));
  });
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** True if the shapes say the same of every side. */
function isAlike(sides: readonly SideVerdict[]): boolean {
  return new Set(sides.map(({ observation }) => readersInWords(observation).join())).size === 1;
}

/** `peak memory of app about 200 MB`, by side. */
function figuresBySide(result: Seen): Map<string, string[]> {
  const { sides, rows } = figuresOf(result, IN_THE_ROW);
  const facts = (index: number): string[] =>
    rows.flatMap(({ what, cells }) => (cells[index] == null ? [] : `${what}: ${cells[index]}`));
  return new Map(sides.map((side, index) => [side, facts(index)]));
}

/** `**held** (first token 1.7 s)`; several readers have a word each, and share it where they saw the same. */
function sideInWords({ observation }: SideVerdict, figures: readonly string[]): string {
  const readers = Object.values(shownRun(observation.runs)?.readers ?? {});
  const [first] = readers;
  if (first === undefined) return "not measured";
  const own = readers.length > 1 ? [] : [roughMs(first), roughHold(observation)];
  const facts = [...own, ...figures].filter(Boolean).join(", ");
  return `${readersInWords(observation).join(", ")}${facts === "" ? "" : ` (${facts})`}`;
}

function readersInWords({ runs }: SideObservation): string[] {
  const readers = Object.entries(shownRun(runs)?.readers ?? {});
  return [...groupBy(readers, ([, seen]) => shapeInWords(seen))].map(([shape, group]) => {
    if (readers.length === 1) return shape;
    const names = group.map(([name]) => name);
    return `${group.length === readers.length ? `all ${group.length}` : nameAll(names, "readers")} ${shape}`;
  });
}

/** `**held**`, `**refused** with 504`: readers with different status never share a word. */
function shapeInWords({ shape, status }: ReaderObservation): string {
  return `**${shape ?? "unclear"}**${shape === "refused" ? ` with ${status ?? "no status"}` : ""}`;
}

/** Below a tenth of a second a reader notices nothing and a machine's mood decides the number. */
function roughMs({ ttftMs }: ReaderObservation): string {
  if (ttftMs === null) return "no token";
  return ttftMs < 100 ? "first token at once" : `first token ${roughSeconds(ttftMs)}`;
}

/** Tenths of a second, from ten on whole ones. */
function roughSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 1 : 0)} s`;
}

/** Memory by its first digit, tokens for nobody by fives and times by tenths: from run to run they vary by less. */
function roughFigure(value: Value, { what, unit }: Pick<Finding, "what" | "unit">): string {
  if (typeof value !== "number") return sayFigure(value, unit);
  if (unit === "ms") return roughSeconds(value);
  if (unit === "MB") return `about ${Number(value.toPrecision(1))} MB`;
  if (what === "tokensForNobody" && value >= 10) return `about ${5 * Math.round(value / 5)}`;
  return sayFigure(value, unit);
}

/** Where the handshake found a threshold: the known size that it is, else how much was outstanding, roughly. */
function roughHold({ runs }: SideObservation): string {
  const bounds = runs.find(({ proof }) => proof === "lockstep")?.holdBytes ?? null;
  if (bounds === null) return "";
  const bytes = knownSizeIn(bounds) ?? bounds.atMost;
  return `lets go at ${bytes < 2048 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`}`;
}
