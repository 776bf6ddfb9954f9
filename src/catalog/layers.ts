import { existsSync, globSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Layer, Layers } from "../model/layer.ts";
import { LAYERS_DIR } from "../model/root.ts";
import { defaultOf, isFurtherVersion, readFragment } from "./fragments.ts";

/** `ext-proc` -> `EXT_PROC`: how the Compose variables of a service begin. */
export function variablePrefix(service: string): string {
  return service.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
}

/**
 * Reads every layers/<folder>/compose.yaml. Services with the profile `versions` only build a further image and are no layers.
 * @throws LabError content, when a fragment does not parse
 */
export function loadLayers(dir = LAYERS_DIR): Layers {
  const folders = globSync("*/compose.yaml", { cwd: dir }).map(dirname).sort();
  return new Map(folders.flatMap((folder) => layersOf(folder, dir).map((layer) => [layer.name, layer] as const)));
}

function layersOf(folder: string, dir: string): Layer[] {
  const { services, text } = readFragment(folder, dir);
  const main = services[folder]!;
  const variants = variantsOf(join(dir, folder, "variants"));
  return Object.entries(services)
    .filter(([, service]) => !isFurtherVersion(service))
    .map(([name, service]): Layer => {
      const prefix = variablePrefix(name);
      const labels = service.labels ?? main.labels;
      const image = service.image ?? main.image ?? "";
      return {
        ...{ name, folder, prefix, variants },
        image: defaultOf(`${prefix}_IMAGE`, image) ?? defaultOf(`${variablePrefix(folder)}_IMAGE`, image) ?? image,
        defaultVariant: defaultOf(`${prefix}_VARIANT`, text),
        reader: labels?.["buffering-lab.role"] === "reader",
        shared: labels?.["buffering-lab.shared"] === "true",
        versionCommand: labels?.["buffering-lab.version-command"]?.split(" ") ?? null,
        askedWith: labels?.["buffering-lab.asked-with"] ?? null,
        reloadSignal: labels?.["buffering-lab.reload"] ?? null,
        startLimitMs: msOf(labels?.["buffering-lab.starts-within"]),
      };
    });
}

/** `90s` -> 90000; rules-layer.ts says what is spelt otherwise. */
function msOf(seconds: string | undefined): number | null {
  return seconds === undefined ? null : Number.parseInt(seconds, 10) * 1000;
}

/**
 * The variants in a layer's folder, by name. Files that differ in their ending only belong together (`njs.conf`, `njs.js`); a folder is a
 * variant with all that is in it.
 */
function variantsOf(dir: string): ReadonlyMap<string, readonly string[]> {
  if (!existsSync(dir)) return new Map();
  const files = globSync("**", { cwd: dir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // what an interpreter leaves beside a config that it has run (__pycache__) is none
    .filter((file) => !file.includes(`${sep}__`))
    .sort();
  const named = Map.groupBy(files, (file) => {
    const [first, ...below] = file.slice(dir.length + 1).split(sep);
    return below.length > 0 ? first! : first!.replace(/\.[a-z]+$/, "");
  });
  return new Map([...named].sort(([a], [b]) => a.localeCompare(b, "en")));
}
