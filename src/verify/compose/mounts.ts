import { existsSync, statSync } from "node:fs";
import { relative } from "node:path";
import { readOwnFiles } from "../input.ts";
import type { LimitReport } from "../document.ts";
import { readLimits } from "../loop/limits.ts";
import type { OwnFile, Product, Refusal } from "../product.ts";
import type { Route } from "../route.ts";
import type { PlaceOf } from "./lines.ts";
import type { ComposeModel, ComposeMount } from "./model.ts";

/** Folders and files of the person's that a service mounts and that are not there: Compose would make empty folders of them. */
export function missingMounts(services: ComposeModel["services"], place: PlaceOf): Refusal[] {
  return Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes
      .flatMap((mount) => ownPath(mount) ?? [])
      .filter((path) => !existsSync(path))
      .map((path) => {
        const { file, line } = place(["services", name, "volumes"]);
        return { file, line, says: `service ${name} mounts ${path}, which is not there`, hint: null };
      }),
  );
}

/** What a service mounts of this machine, seen from where the person stands; null: it mounts nothing of it. */
function ownPath({ type, source }: ComposeMount): string | null {
  if (type !== "bind" || source === undefined) return null;
  // Compose prints what it could read again: a dollar sign twice
  return relative(".", source.split("$$").join("$")) || ".";
}

const LIKELY = 0.5;

/** A service's own config: a file that it mounts, and that a product knows. */
export interface OwnConfig {
  readonly file: OwnFile;
  readonly product: Product;
}

/** Null: it has none that the lab knows. */
export function ownConfigOf(mounts: readonly ComposeMount[], products: readonly Product[]): OwnConfig | null {
  for (const name of mounts.flatMap((mount) => ownPath(mount) ?? [])) {
    if (!statSync(name, { throwIfNoEntry: false })?.isFile()) continue;
    try {
      const [file] = readOwnFiles([name]) as [OwnFile];
      const product = products.find(({ detect }) => detect(file) > LIKELY);
      if (product !== undefined) return { file, product };
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
export function limitsIn({ file, product }: OwnConfig): LimitReport[] {
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

function routesIn(file: OwnFile, product: Product): readonly Route[] {
  try {
    return product.routes([file], null, product.versions[0]);
  } catch {
    return []; // the product takes it, and the lab does not
  }
}
