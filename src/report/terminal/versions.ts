import { isDeepStrictEqual } from "node:util";
import type { Change } from "../../model/experiment.ts";
import type { ReaderExpectation } from "../../model/expectation.ts";
import { sayCount } from "../../model/say.ts";
import type { VerdictWord } from "../../model/words.ts";
import { groupBy } from "../group.ts";
import { drawPlainTable, paint, VERDICTS, wrap } from "./format.ts";
import type { Page } from "./format.ts";

/** What a reader of one version is expected to see, as far as this page shows it. */
export type VersionSeen = Pick<ReaderExpectation, "shape" | "end" | "headers">;

/** One version of the product, under the same config as the others. */
export interface VersionSide {
  readonly side: string;
  readonly version: string;
  /** By reader. */
  readonly readers: Readonly<Record<string, VersionSeen>>;
}

/** What `./lab versions` knows of one experiment. */
export interface VersionFlip {
  readonly id: string;
  readonly product: string;
  readonly title: string;
  /** Verdict of its last run on this machine: whether every side was seen as expected; null: never run. */
  readonly last: VerdictWord | null;
  readonly sides: readonly VersionSide[];
  /** Empty: all versions are seen alike. */
  readonly changed: readonly Omit<Change, "product">[];
}

/** Said of sides of one shape that differ in it: the word of the experiment's file, with its name. */
const DETAILS = { end: "end", headers: "head" } as const;
type Detail = keyof typeof DETAILS;

/** Under each product its experiments: the versions with the shape of each, and between them the releases that changed it, with their source. */
export function renderVersions(flips: readonly VersionFlip[], page: Page): string {
  const lines = [...groupBy(flips, ({ product }) => product)].flatMap(([product, group]) => [
    paint(page, "bold", product),
    ...group.flatMap((flip) => flipLines(flip, page)),
    "",
  ]);
  const changes = flips.filter(({ changed }) => changed.length > 0).length;
  const legend = "A shape is what is expected of a version; pass: all of them were last seen so on this machine.";
  const count = `${sayCount(flips.length, "experiment")}, ${changes} with a change; run one: ./lab run ${flips[0]?.id ?? "NAME"}`;
  return [...lines, ...wrap(legend, page.width), ...wrap(count, page.width)].join("\n");
}

function flipLines({ id, title, last, sides, changed }: VersionFlip, page: Page): string[] {
  const verdict = paint(page, last === null ? "dim" : VERDICTS[last], last ?? "not run");
  const details = tellingDetails(sides);
  const said = sides.map(({ version, readers }) => ({ version, cells: [version, sayReaders(readers, details)] }));
  const dated = changed.map((change) => ({
    version: change.in,
    cells: [`since ${change.in}`, change.source ?? "source not found"],
  }));
  // the sort is stable: a release stands above the side of the same number, which has its change
  const rows = [...dated, ...said].sort((a, b) => compareVersions(a.version, b.version));
  return [
    `  ${id}  ${verdict}`,
    ...wrap(title, page.width - 4).map((line) => `    ${line}`),
    ...drawPlainTable(rows.map(({ cells }) => cells)).map((line) => `      ${line}`),
    ...(changed.length === 0 ? ["      no change"] : []),
  ];
}

/** Oldest first, number by number. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** The details without which two sides would read alike. */
function tellingDetails(sides: readonly VersionSide[]): Detail[] {
  const shapes = ({ readers }: VersionSide): unknown => valuesOf(readers, "shape");
  return (Object.keys(DETAILS) as Detail[]).filter((detail) =>
    sides.some((a) =>
      sides.some(
        (b) =>
          isDeepStrictEqual(shapes(a), shapes(b)) &&
          !isDeepStrictEqual(valuesOf(a.readers, detail), valuesOf(b.readers, detail)),
      ),
    ),
  );
}

function valuesOf(readers: VersionSide["readers"], field: keyof VersionSeen): unknown[] {
  return Object.values(readers).map((seen) => seen[field]);
}

/** `held`; with several readers `cut (chromium, curl), streamed (probe)`; `any shape`: the experiment does not care. */
function sayReaders(readers: VersionSide["readers"], details: readonly Detail[]): string {
  const groups = [...groupBy(Object.keys(readers), (name) => saySeen(readers[name]!, details))];
  if (groups.length === 1) return groups[0]![0];
  return groups.map(([seen, names]) => `${seen} (${names.join(", ")})`).join(", ");
}

function saySeen(seen: VersionSeen, details: readonly Detail[]): string {
  const said = details.flatMap((detail) => (seen[detail] === undefined ? [] : `${DETAILS[detail]} ${seen[detail]}`));
  return [seen.shape ?? "any shape", ...said].join(", ");
}
