import type { LocationReport, RefusedWith, VerifyDocument } from "../../verify/document.ts";
import { sayCount } from "../../model/say.ts";
import { groupBy } from "../group.ts";
import { longest, paint, wrap } from "../terminal/format.ts";
import type { Page } from "../terminal/format.ts";
import { blocksOf } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { LABELS } from "./rows.ts";
import type { Row } from "./rows.ts";
import * as say from "./say.ts";

/** A location's name gets a column of its own up to so many characters; a longer one gets a line. */
const MAX_NAME = 20;

/** What a person reads: each location with its truth, its cures and its limits. */
export function renderVerify(document: VerifyDocument, page: Page): string {
  const { product, version, file, locations, unmeasured, exit } = document;
  const servers = groupBy(locations, say.sayServer);
  const blocks = [...servers].map(([server, own]) => ({ server, blocks: blocksOf(own, document) }));
  const counts = `${sayCount(servers.size, "server")}, ${sayCount(locations.length, "location")}`;
  const head = [file, [product, version].filter(Boolean).join(" "), ...(locations.length > 0 ? [counts] : [])].join(
    "   ",
  );
  const widths = widthsOf(
    locations,
    blocks.flatMap((each) => each.blocks),
  );
  return [
    ...hang(say.oneLine(head), "", page.width).map((line) => paint(page, "bold", line)),
    ...(unmeasured ? hang("read only (--check): nothing was run, nothing was measured", "  ", page.width) : []),
    ...say.sayPutIn(document.assumed).flatMap((text) => labelled({ label: "put in", text }, 2, 8, page)),
    ...document.refused.flatMap((each) => drawRefused(each, document, page)),
    ...blocks.flatMap(({ server, blocks: own }) => [
      `  ${say.oneLine(server)}`,
      ...own.flatMap((block) => drawBlock(block, widths, page)),
    ]),
    ...hang(`${say.sayCounts(document)}     exit ${exit}`, "  ", page.width),
  ].join("\n");
}

interface Widths {
  readonly name: number;
  readonly label: number;
}

function widthsOf(locations: readonly LocationReport[], blocks: readonly Block[]): Widths {
  const names = blocks.map(({ name }) => name).filter(({ length }) => length <= MAX_NAME);
  const verdicts = locations.map(({ verdict }) => say.sayVerdict(verdict));
  const held = locations.flatMap(({ holds }) => holds.map(say.sayHeld));
  return { name: longest(names), label: longest([...verdicts, ...held, ...LABELS]) };
}

function drawRefused({ file, line, message, hint }: RefusedWith, { loads }: VerifyDocument, page: Page): string[] {
  const where = `${file}${line === null ? "" : `:${line}`}`;
  const label = loads ? "refused" : "does not load";
  const [first = "", ...rest] = hang(`${label}: ${say.oneLine(where)} ${say.oneLine(message)}`, "  ", page.width);
  return [
    first.replace(label, paint(page, "yellow", label)),
    ...rest,
    ...(hint === null ? [] : hang(`next: ${say.oneLine(hint)}`, "    ", page.width)),
  ];
}

function drawBlock({ name, rows }: Block, widths: Widths, page: Page): string[] {
  const indent = 4 + (widths.name === 0 ? 0 : widths.name + 2);
  const lines = rows.flatMap((row) => labelled(row, indent, widths.label, page));
  if (name.length > widths.name) return [...hang(name, "    ", page.width), ...lines];
  return [`    ${name.padEnd(widths.name)}  ${lines[0]!.slice(indent)}`, ...lines.slice(1)];
}

/** A row below its indent: what does not fit goes on under the text. */
function labelled({ label, text, style }: Row, indent: number, width: number, page: Page): string[] {
  const column = indent + width + 2;
  const [first = "", ...rest] = wrapLoose(say.oneLine(text), Math.max(24, page.width - column));
  const word = label.padEnd(width);
  const head = `${" ".repeat(indent)}${style === undefined ? word : paint(page, style, word)}  ${first}`;
  return [head.trimEnd(), ...rest.map((line) => `${" ".repeat(column)}${line}`)];
}

/** Keeps the three spaces between two statements of a row, where both are on one line. */
function wrapLoose(text: string, width: number): string[] {
  const parts = text.split(/ {3,}/u);
  const lines: string[] = [];
  for (const part of parts) {
    const [first = "", ...rest] = wrap(part, width);
    const last = lines.at(-1);
    if (last !== undefined && rest.length === 0 && last.length + 3 + first.length <= width) {
      lines[lines.length - 1] = `${last}   ${first}`;
    } else lines.push(first, ...rest);
  }
  return lines;
}

/** A text of its own: lines after the first are two further in. */
function hang(text: string, indent: string, width: number): string[] {
  const [first = "", ...rest] = wrapLoose(text, width - indent.length - 2);
  return [`${indent}${first}`, ...rest.map((line) => `${indent}  ${line}`)];
}
