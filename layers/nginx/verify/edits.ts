import type { Edit } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { inherited, type Chain } from "./context.ts";
import type { Homes } from "./homes.ts";
import type { Directive } from "./parse.ts";

/** A directive of the person's, as an edit needs it: plain data, because a route may be stored. */
export interface Spot {
  readonly name: string;
  readonly args: readonly string[];
  readonly file: string;
  readonly line: number;
  /** What stands before and behind it on its line. */
  readonly before: string;
  readonly after: string;
  /** Whether it stands in the innermost block that takes an edit. */
  readonly own: boolean;
}

/** A route of nginx: what the contract wants, and what its edits are made of. */
export interface NginxRoute extends Route {
  readonly family: string;
  readonly buffers: boolean;
  readonly compressors: readonly string[];
  /** Directives in force around this route, on one line each, in files that are the person's. */
  readonly spots: readonly Spot[];
  /** Names that the innermost block has where no edit can go: on several lines, or in a file that is not the person's. */
  readonly fixed: readonly string[];
  /** Where a line can be added; null: nowhere. */
  readonly slot: (Pick<Spot, "file" | "line" | "before" | "after"> & { readonly indent: string }) | null;
}

/** What edits need of the blocks around a route. `if` and `limit_except` take few directives: the location around them takes the edit. */
export function editable(
  chain: Chain,
  texts: ReadonlyMap<string, readonly string[]>,
  homes: Homes,
): Pick<NginxRoute, "spots" | "fixed" | "slot"> {
  const target = chain.findLast((block) => block.name !== "if" && block.name !== "limit_except")!;
  const simple = (one: Directive): boolean =>
    one.block === null && homes.owns(one.file) && one.start.line === one.end.line;
  const lineOf = (file: string, line: number): string => texts.get(file)?.[line - 1] ?? "";
  const spotOf = (one: Directive): Spot => {
    const text = lineOf(one.file, one.line);
    const [before, after] = [text.slice(0, one.start.column), text.slice(one.end.column)];
    const { name, args, line } = one;
    return { name, args, file: homes.name(one.file), line, before, after, own: target.block!.includes(one) };
  };
  const around = inForce(chain);
  return {
    spots: around
      .filter(simple)
      .map(spotOf)
      // the nearest first: what stands further out is shared
      .sort((a, b) => Number(b.own) - Number(a.own) || a.line - b.line),
    fixed: target.block!.filter((one) => one.block === null && !simple(one)).map((one) => one.name),
    slot: homes.owns(target.file) ? slotOf(target, lineOf, homes) : null,
  };
}

/** Of each name those of the innermost block that has it; what stands further out does nothing here. */
function inForce(chain: Chain): readonly Directive[] {
  const names = new Set(chain.flatMap((block) => (block.block ?? []).map((one) => one.name)));
  return [...names].flatMap((name) => inherited(chain, [name]));
}

function slotOf(target: Directive, lineOf: (file: string, line: number) => string, homes: Homes): NginxRoute["slot"] {
  const { line, column } = target.opening!;
  const text = lineOf(target.file, line);
  const child = target.block!.find((one) => one.file === target.file && one.line > line);
  const [indent = ""] = /^\s*/.exec(child === undefined ? text : lineOf(target.file, child.line)) ?? [];
  const deeper = child === undefined ? `${indent}    ` : indent;
  return {
    file: homes.name(target.file),
    line,
    before: text.slice(0, column),
    after: text.slice(column),
    indent: deeper,
  };
}

const onlyComment = (text: string): boolean => /^\s*(#.*)?$/.test(text);

/**
 * The edit that gives a directive of a route's location a value: its own line is replaced (nginx refuses a second one), else one is added
 * behind the location's `{`. Null: the line cannot be edited.
 */
export function setting(route: NginxRoute, name: string, value: string): Edit | null {
  const text = `${name} ${value};`;
  const spot = route.spots.findLast((one) => one.own && one.name === name);
  if (spot !== undefined)
    return { kind: "replace", file: spot.file, line: spot.line, text: spot.before + text + spot.after };
  const { slot } = route;
  if (slot === null || route.fixed.includes(name)) return null;
  if (onlyComment(slot.after))
    return { kind: "insert", file: slot.file, afterLine: slot.line, text: slot.indent + text };
  return { kind: "replace", file: slot.file, line: slot.line, text: `${slot.before} ${text}${slot.after}` };
}

/** The edit that takes a directive away; what else stands on its line stays. */
export function without(spot: Spot): Edit {
  const { file, line, before, after } = spot;
  if (onlyComment(before + after)) return { kind: "remove", file, line };
  return { kind: "replace", file, line, text: before + after.trimStart() };
}
