import type { VerifyDocument } from "./document.ts";
import type { OwnFile, Product, Refusal } from "./product.ts";
import { documentOf } from "./summary.ts";
import type { Base } from "./summary.ts";
import { fillTemplate } from "./template.ts";

/** Files that are ready to be read or run. */
export interface Prepared {
  readonly base: Base;
  /** With a template's variables filled in. */
  readonly texts: readonly OwnFile[];
  readonly assumed: readonly string[];
  /** What the person must give first. */
  readonly missing: readonly Refusal[];
}

/** Fills templates in. @param env values by name */
export function prepare(
  product: Product,
  files: readonly OwnFile[],
  env: Readonly<Record<string, string>>,
  version: string,
): Prepared {
  const filled = files.map((file) => fillTemplate(file, product.variables(file), env));
  return {
    base: { product, files, version },
    texts: filled.map(({ file }) => file),
    assumed: filled.flatMap((each) => each.assumed),
    missing: filled.flatMap((each) => each.missing),
  };
}

/** The document of what was not run. */
export function refusedDocument(
  { base, assumed }: Pick<Prepared, "base" | "assumed">,
  refused: readonly Refusal[],
  unmeasured: boolean,
): VerifyDocument {
  return documentOf(base, { loads: false, assumed, refused, locations: [], unmeasured });
}
