import { statSync } from "node:fs";
import type { LimitReport } from "../document.ts";
import { readOwnFiles } from "../input.ts";
import { readLimits } from "../loop/limits.ts";
import type { OwnFile, Product } from "../product.ts";
import type { Route } from "../route.ts";
import type { ComposeMount } from "./model.ts";
import { ownPath } from "./mounts.ts";

const LIKELY = 0.5;

/** A service's own config: a file that it mounts, and that a product knows. */
export interface OwnConfig {
  readonly file: OwnFile;
  readonly product: Product;
  /** Where the service has it. */
  readonly target: string;
}

/** Null: it has none that the lab knows. */
export function ownConfigOf(mounts: readonly ComposeMount[], products: readonly Product[]): OwnConfig | null {
  for (const mount of mounts) {
    const name = ownPath(mount);
    if (name === null || !statSync(name, { throwIfNoEntry: false })?.isFile()) continue;
    try {
      const [file] = readOwnFiles([name]) as [OwnFile];
      const product = products.find(({ detect }) => detect(file) > LIKELY);
      if (product !== undefined) return { file, product, target: mount.target };
    } catch {
      continue; // no text: no config
    }
  }
  return null;
}

/** The command that verifies a config by itself, in its service's own image. */
export function verifyOwnConfig({ file }: OwnConfig, image: string): string {
  return `./lab verify ${file.name} --image ${image}`;
}

/**
 * Limits as a config says them, where all of its ways say the same: which of them the stack's questions take, only a run knows. Empty where
 * something that was not read may decide, or where it cannot be read.
 */
export function limitsIn({ file, product }: Pick<OwnConfig, "file" | "product">): LimitReport[] {
  if (product.variables(file).some(({ decides }) => decides)) return [];
  const routes = routesIn(file, product);
  if (routes.some(({ unread = [] }) => unread.length > 0)) return [];
  const byKind = Map.groupBy(
    routes.flatMap((route) => readLimits(route).map(({ report }) => report)),
    ({ kind }) => kind,
  );
  return [...byKind.values()].flatMap(([first, ...others]) => {
    const isOne = others.length + 1 === routes.length && others.every(({ seconds }) => seconds === first!.seconds);
    return isOne ? [{ ...first!, file: first!.file ?? file.name }] : [];
  });
}

/** Its ways; none where it cannot be read. */
export function routesIn(file: OwnFile, product: Product): readonly Route[] {
  try {
    return product.routes([file], null, product.versions[0]);
  } catch {
    return []; // the product takes it, and the lab does not
  }
}
