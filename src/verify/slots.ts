import { isMap, isScalar } from "yaml";
import type { Edit } from "./product.ts";
import { lineOf, type Spot } from "./yaml.ts";

/** A place in a file that a text fits into, as plain data: a route may be stored. */
export interface Slot {
  readonly kind: "insert" | "replace";
  readonly file: string;
  /** The line that is replaced, or that the new one goes behind. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** The edit that puts a text into a slot. */
export function fill({ kind, file, line, before, after }: Slot, text: string): Edit {
  const whole = before + text + after;
  return kind === "insert" ? { kind, file, afterLine: line, text: whole } : { kind, file, line, text: whole };
}

/** The slot of a scalar's own text; null: it goes over several lines. */
function slotOfScalar({ source, node }: Spot): Slot | null {
  const [start, end] = node.range!;
  const { line, col } = source.counter.linePos(start);
  if (!isScalar(node) || lineOf(source, end) !== line) return null;
  const raw = source.lines[line - 1]!;
  const [before, after] = [raw.slice(0, col - 1), raw.slice(col - 1 + end - start)];
  return { kind: "replace", file: source.file.name, line, before, after };
}

/** The slot for one more key of a map, written as `key: ` and its value; null: there is no room that one line could take. */
function slotOfKey({ source, node, key }: Spot, name: string): Slot | null {
  if (!isMap(node)) return null;
  const file = source.file.name;
  const { line, col } = source.counter.linePos(node.range![0]);
  const raw = source.lines[line - 1]!;
  if (node.flow === true) {
    const comma = node.items.length > 0 ? "," : "";
    return { kind: "replace", file, line, before: `${raw.slice(0, col)} ${name}: `, after: comma + raw.slice(col) };
  }
  const before = `${" ".repeat(col - 1)}${name}: `;
  const above = key === null ? line : lineOf(source, key.range![0]);
  if (above < line) return { kind: "insert", file, line: line - 1, before, after: "" };
  // the map begins on a line that is not its own (`- name: x`): behind its first pair, if that is one line
  const end = (node.items[0]?.value as { range?: [number, number, number] } | null)?.range?.[1];
  if (end === undefined || lineOf(source, end - 1) !== line) return null;
  return { kind: "insert", file, line, before, after: "" };
}

/** The slot that gives a key of a map its value: in the place of the old one, else as a new key. */
export function slotIn(map: Spot | null, name: string): Slot | null {
  if (map === null) return null;
  const old = map.get(name);
  return old === null ? slotOfKey(map, name) : slotOfScalar(old);
}

/** The edits of a slot, where there is one. */
export function filled(slot: Slot | null, text: string): Edit[] {
  return slot === null ? [] : [fill(slot, text)];
}

/** Takes a key with its value away, where both are one line of a block; else none. */
export function without(map: Spot, name: string): Edit[] {
  const old = map.get(name);
  const slot = old === null ? null : slotOfScalar(old);
  const alone = slot !== null && isMap(map.node) && map.node.flow !== true && /^\s*["\w-]+:\s*["']?$/.test(slot.before);
  return alone ? [{ kind: "remove", file: slot.file, line: slot.line }] : [];
}
