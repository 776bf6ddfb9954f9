import type { Directive } from "./parse.ts";

/** The blocks around a place, the outermost first: `http`, `server`, `location`, perhaps a nested one, perhaps an `if`. */
export type Chain = readonly Directive[];

/** The directive that is in force: of the innermost block that has one. Null: nginx's default. */
export function effective(chain: Chain, name: string): Directive | null {
  return inherited(chain, [name]).at(-1) ?? null;
}

/**
 * Directives that form a list: the innermost block that has any of these names replaces all of what stands further out.
 * @param names more than one where they share a list, as `allow` and `deny` do
 */
export function inherited(chain: Chain, names: readonly string[]): readonly Directive[] {
  for (const block of chain.toReversed()) {
    const own = (block.block ?? []).filter((directive) => names.includes(directive.name));
    if (own.length > 0) return own;
  }
  return [];
}

/** The first argument that is in force, or nginx's default. */
export function valueOf(chain: Chain, name: string, fallback: string): string {
  return effective(chain, name)?.args[0] ?? fallback;
}

/** Those directives of a block that have this name. */
export function named(block: Pick<Directive, "block">, name: string): readonly Directive[] {
  return (block.block ?? []).filter((directive) => directive.name === name);
}
