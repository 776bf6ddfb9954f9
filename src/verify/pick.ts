import { LabError } from "../model/error.ts";
import type { OwnFile, Product } from "./product.ts";

const LIKELY = 0.5;

/**
 * The product that the files belong to: as named, or the only one that they look like.
 * @throws LabError usage for an unknown name, for files of nobody, and for files of two
 */
export function pickProduct(files: readonly OwnFile[], products: readonly Product[], as?: string): Product {
  const names = products.map(({ name }) => name).join(", ");
  if (as !== undefined) {
    const named = products.find(({ name }) => name === as);
    if (named !== undefined) return named;
    throw new LabError("usage", `--as: no product is called ${as}`, { limit: names });
  }
  const likely = products.filter((product) => files.some((file) => product.detect(file) > LIKELY));
  const [first, second] = likely;
  const [{ name }] = files as [OwnFile];
  if (first === undefined) {
    throw new LabError("usage", `${name}: no product is recognised in it`, { hint: `--as, one of: ${names}` });
  }
  if (second !== undefined) {
    throw new LabError("usage", `${files.map((file) => file.name).join(", ")}: more than one product`, {
      observed: likely.map((product) => product.name).join(" and "),
      hint: `one config at a time, or --as ${first.name}`,
    });
  }
  return first;
}
