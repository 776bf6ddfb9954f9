import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { LabError } from "../model/error.ts";
import { LAYERS_DIR } from "../model/root.ts";

/** One service of layers/<folder>/compose.yaml, as far as the lab reads it. */
export interface Service {
  readonly profiles?: readonly string[];
  readonly image?: string;
  readonly build?: { readonly dockerfile?: string };
  readonly labels?: Readonly<Record<string, string>>;
}

/** A layer's fragment: its services by name, and the text that they were read from. */
export interface Fragment {
  readonly services: Readonly<Record<string, Service>>;
  readonly text: string;
}

/**
 * Reads layers/<folder>/compose.yaml.
 * @throws LabError content, when it is not there, does not parse, or has no service called like its folder
 */
export function readFragment(folder: string, dir = LAYERS_DIR): Fragment {
  const where = `layers/${folder}/compose.yaml`;
  const text = attempt(`${where} cannot be read`, () => readFileSync(join(dir, folder, "compose.yaml"), "utf8"));
  const parsed = attempt(`${where} is not YAML`, () => parse(text, { logLevel: "error" }) as Partial<Fragment> | null);
  const services = parsed?.services ?? {};
  if (services[folder]) return { services, text };
  throw new LabError("content", `${where} has no service called ${folder}`, {
    observed: Object.keys(services).join(", ") || "no service",
    hint: "CONTRIBUTING.md says what a layer's folder needs",
  });
}

/** `${NGINX_VARIANT:-http-1.1}` -> `http-1.1`; null where the text has no such variable. */
export function defaultOf(variable: string, text: string): string | null {
  return new RegExp(String.raw`\$\{${variable}:-([^}]*)\}`).exec(text)?.[1] ?? null;
}

/** Services with this profile only build a further version; they are no layers. */
export function isFurtherVersion(service: Service): boolean {
  return service.profiles?.includes("versions") ?? false;
}

/**
 * The versions of a layer that its fragment can build: tag -> Dockerfile. Two tags of one Dockerfile are one kind of build.
 * @throws LabError content, as readFragment
 */
export function buildsOf(folder: string, dir = LAYERS_DIR): ReadonlyMap<string, string> {
  const { services } = readFragment(folder, dir);
  const main = services[folder]!;
  const builds = Object.entries(services)
    .filter(([name, service]) => name === folder || isFurtherVersion(service))
    .map(([, { image, build }]): [string, string] => [
      tagOf(image ?? main.image ?? ""),
      build?.dockerfile ?? main.build?.dockerfile ?? "Dockerfile",
    ]);
  return new Map(builds);
}

/** `buffering-lab/nginx:1.26.3` -> `1.26.3`, also within `${NGINX_IMAGE:-...}`. */
export function tagOf(image: string): string {
  return image.slice(image.lastIndexOf(":") + 1).replace(/\}$/, "");
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new LabError("content", `${what}: ${(error as Error).message}`, { cause: error });
  }
}
