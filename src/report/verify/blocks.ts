import type { LocationReport, VerifyDocument } from "../../verify/document.ts";
import { groupBy } from "../group.ts";
import { rowsOf } from "./rows.ts";
import type { Row } from "./rows.ts";
import { sayLocation } from "./say.ts";

/** Locations of which the same is to be said. */
export interface Block {
  /** All their names. */
  readonly name: string;
  readonly rows: readonly Row[];
}

/** What may differ between locations of one block: their lines, and counts of what was acknowledged. */
const DIFFERS = /\blines? \d+(?:, \d+)*|\b\d+ of \d+(?= acknowledged)/gu;

/** Locations of equal verdict and equal cause are one block, in order of first appearance: its rows name the lines of all of them. */
export function blocksOf(locations: readonly LocationReport[], document: VerifyDocument): Block[] {
  const bare = (location: LocationReport, cells: number): Row[] =>
    rowsOf({ ...location, cells, example: null }, document);
  const keyOf = (location: LocationReport): string =>
    JSON.stringify(bare(location, 0).map(({ label, text }) => [label, text.replace(DIFFERS, "")]));
  return [...groupBy(locations, keyOf).values()].map((group) => {
    const [first] = group as [LocationReport];
    const name = group.map(sayLocation).join(", ");
    if (group.length === 1) return { name, rows: rowsOf(first, document) };
    const cells = group.reduce((sum, location) => sum + location.cells, 0);
    return { name, rows: together(group.map((location) => bare(location, cells))) };
  });
}

function together(all: readonly (readonly Row[])[]): Row[] {
  return all[0]!.map((row, index) => ({ ...row, text: merged(all.map((rows) => rows[index]!.text)) }));
}

/** Texts that differ in lines and counts alone, as one. */
function merged(texts: readonly string[]): string {
  const places = texts.map((text) => text.match(DIFFERS) ?? []);
  let index = 0;
  return texts[0]!.replace(DIFFERS, () => {
    const own = places.map((found) => found[index]!);
    index++;
    return own[0]!.startsWith("line") ? sayLines(own) : sayCount(own);
  });
}

function sayLines(texts: readonly string[]): string {
  const numbers = texts.flatMap((text) => (text.match(/\d+/gu) ?? []).map(Number));
  const lines = [...new Set(numbers)].sort((a, b) => a - b);
  return `${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}`;
}

function sayCount(texts: readonly string[]): string {
  const pairs = texts.map((text) => (text.match(/\d+/gu) ?? []).map(Number));
  const sum = (index: number): number => pairs.reduce((all, pair) => all + pair[index]!, 0);
  return `${sum(0)} of ${sum(1)}`;
}
