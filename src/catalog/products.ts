import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LAYERS_DIR } from "../model/root.ts";

/** Every layers/<layer>/verify/index.ts: what it exports as `product`. Nothing registers them. */
export async function loadProducts<T>(dir = LAYERS_DIR): Promise<T[]> {
  const files = globSync("*/verify/index.ts", { cwd: dir }).sort();
  return Promise.all(
    files.map(async (file) => ((await import(pathToFileURL(join(dir, file)).href)) as { product: T }).product),
  );
}
