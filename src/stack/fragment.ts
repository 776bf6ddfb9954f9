import { dirname, resolve } from "node:path";
import { isMap, isSeq, parse, parseDocument, visit } from "yaml";
import type { Document, YAMLMap } from "yaml";
import { LabError } from "../model/error.ts";

/** A layer's fragment as it stands in its file. */
export interface Fragment {
  /** Absolute path of its compose.yaml: relative paths in it start there. */
  readonly file: string;
  readonly text: string;
}

/** A folder that is mounted read-only, as Compose's long syntax has it: a source that is missing is an error, not an empty folder. */
export interface Mount {
  readonly type: "bind";
  readonly source: string;
  readonly target: string;
  readonly read_only: true;
  readonly bind: { readonly create_host_path: false };
}

/** @param source absolute path on the host */
export function mountOf(source: string, target: string): Mount {
  return { type: "bind", source, target, read_only: true, bind: { create_host_path: false } };
}

/** The service of a fragment as a node of YAML, so that Compose's own tags (`!override`) survive a copy. */
function serviceNode(fragment: Fragment, service: string): YAMLMap {
  const document: Document = parseDocument(fragment.text, { logLevel: "error" });
  const node = document.getIn(["services", service], true);
  if (!isMap(node)) throw new LabError("content", `${fragment.file} has no service ${service}`);
  return node;
}

/**
 * Where a layer's variants are in its container: the path in front of `/${X_VARIANT` in its command, else where ./variants is mounted.
 * @throws LabError content for a fragment that has neither
 */
export function variantsTarget(fragment: Fragment, service: string, prefix: string): string {
  const node = serviceNode(fragment, service);
  const commands = JSON.stringify(node.get("command") ?? "");
  const inCommand = new RegExp(String.raw`([^\s"'=]+)/\$\{${prefix}_VARIANT\b`).exec(commands)?.[1];
  const mounted = volumesOf(node).find((volume) => volume.startsWith("./variants:"));
  const target = inCommand ?? mounted?.split(":")[1];
  if (target) return target;
  throw new LabError("content", `${fragment.file}: ${service} does not say where its variants are`, {
    hint: `its command names them as "/variants/\${${prefix}_VARIANT:-<default>}.<ending>"`,
  });
}

function volumesOf(node: YAMLMap): string[] {
  const volumes = node.get("volumes");
  return isSeq(volumes) ? (volumes.toJSON() as unknown[]).filter((volume) => typeof volume === "string") : [];
}

/** What a fragment has outside of its services: secrets, volumes. */
export function restOf({ text }: Fragment): [key: string, named: Record<string, unknown>][] {
  const whole = parse(text, { logLevel: "error" }) as Record<string, Record<string, unknown>>;
  return Object.entries(whole).filter(([key]) => key !== "services");
}

/**
 * A full copy of a service under another name: its own variables filled in, paths absolute, no build.
 * @param values of its variables, by what stands after `<prefix>_`
 * @param mount a folder that takes the place of what the fragment mounts at its target
 */
export function copyOfService(
  fragment: Fragment,
  service: string,
  prefix: string,
  values: Readonly<Record<string, string>>,
  mount?: Mount,
): YAMLMap {
  const node = serviceNode(fragment, service);
  node.delete("build");
  visit(node, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === "string") scalar.value = withValues(scalar.value, prefix, values);
    },
  });
  const base = node.get("extends");
  const here = (path: string): string => resolve(dirname(fragment.file), path);
  if (isMap(base)) base.set("file", base.has("file") ? here(String(base.get("file"))) : fragment.file);
  const volumes = volumesOf(node).map((volume) => volume.replace(/^\.[^:]*/, here));
  const kept = volumes.filter((volume) => volume.split(":")[1] !== mount?.target);
  node.set("volumes", mount ? [...kept, mount] : kept);
  return node;
}

/** `${NGINX_UPSTREAM:-app}` -> the value, else the default. */
function withValues(text: string, prefix: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    new RegExp(String.raw`\$\{${prefix}_([A-Z]+)(?::-([^}]*))?\}`, "g"),
    (_whole, name: string, fallback: string | undefined) => values[name] ?? fallback ?? "",
  );
}
