import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { LabError } from "../model/error.ts";
import type { Layer, Layers } from "../model/layer.ts";
import { LAYERS_DIR } from "../model/root.ts";

/** `nginx-outer` -> `NGINX_OUTER`. */
export function variablePrefix(service: string): string {
  return service.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
}

/** `${NGINX_VARIANT:-http-1.1}` -> `http-1.1`; null where the text has no such variable. */
function defaultOf(variable: string, text: string): string | null {
  const match = new RegExp(String.raw`\$\{${variable}:-([^}]*)\}`).exec(text);
  return match?.[1] ?? null;
}

interface Fragment {
  services?: Record<
    string,
    { profiles?: string[]; image?: string; extends?: unknown; labels?: Record<string, string> }
  >;
}

/**
 * Reads every layers/<folder>/compose.yaml. Services with the profile `versions` only build a further image and are no layers.
 * @throws LabError content, when a fragment does not parse
 */
export function loadLayers(dir = LAYERS_DIR): Layers {
  const layers = new Map<string, Layer>();
  for (const file of globSync("*/compose.yaml", { cwd: dir }).sort()) {
    const folder = dirname(file);
    const text = readFileSync(join(dir, file), "utf8");
    const fragment = parseFragment(file, text);
    const main = fragment.services?.[folder];
    if (!main) throw new LabError("content", `layers/${file} has no service called ${folder}`);
    for (const [name, service] of Object.entries(fragment.services ?? {})) {
      if (service.profiles?.includes("versions")) continue;
      const prefix = variablePrefix(name);
      const labels = service.labels ?? main.labels;
      const image = service.image ?? main.image ?? "";
      layers.set(name, {
        name,
        folder,
        prefix,
        image: defaultOf(`${prefix}_IMAGE`, image) ?? defaultOf(`${variablePrefix(folder)}_IMAGE`, image) ?? image,
        defaultVariant: defaultOf(`${prefix}_VARIANT`, text) ?? null,
        variants: variantsOf(join(dir, folder, "variants")),
        reader: labels?.["buffering-lab.role"] === "reader",
        versionCommand: labels?.["buffering-lab.version-command"]?.split(" ") ?? null,
      });
    }
  }
  return layers;
}

function parseFragment(file: string, text: string): Fragment {
  try {
    return parse(text, { logLevel: "error" }) as Fragment;
  } catch (error) {
    throw new LabError("content", `layers/${file} is not YAML: ${(error as Error).message}`, { cause: error });
  }
}

function variantsOf(dir: string): ReadonlyMap<string, string> {
  if (!existsSync(dir)) return new Map();
  const files = globSync("*", { cwd: dir }).sort();
  return new Map(files.map((file) => [basename(file).replace(/\.[a-z]+$/, ""), join(dir, file)]));
}
