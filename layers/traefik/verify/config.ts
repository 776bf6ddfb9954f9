import { basename } from "node:path/posix";
import type { OwnFile } from "../../../src/verify/product.ts";
import { readYamlInAnyCase, type Spot } from "../../../src/verify/yaml.ts";

/** What Traefik reads at its start (entry points, providers), and what its file provider reads (routers, services, middlewares). */
export interface Config {
  readonly statics: readonly Spot[];
  readonly routes: readonly Spot[];
  /** The file of `statics`; null: it was not given. */
  readonly staticFile: OwnFile | null;
  /** Whether a file is a template: nothing of it is in `routes`. */
  readonly templated: boolean;
}

const STATIC = ["entryPoints", "providers", "serversTransport", "certificatesResolvers"];
const ROUTES = ["http", "tcp", "udp", "tls"];

/** Whether one of these keys stands at the top of a document. */
const has = (root: Spot, keys: readonly string[]): boolean => keys.some((key) => root.get(key) !== null);

/** The first line, from 1, that Go's template language works on; 0: none. Traefik's file provider reads routes through it. */
export function templateLine({ text }: OwnFile): number {
  return text.split(/\r?\n/).findIndex((line) => /^[^#]*\{\{/.test(line)) + 1;
}

/** Whether the lab cannot read a file, because Traefik works out what stands in it. */
export function isTemplate(file: OwnFile): boolean {
  return templateLine(file) > 0;
}

/** Documents of all files by what they are. One with both is the static one: no release since 2.0 reads routes there. */
export function configOf(files: readonly OwnFile[]): Config {
  const roots = files
    .filter((file) => !isTemplate(file))
    .flatMap((file) => readYamlInAnyCase(file).map((root) => ({ file, root })));
  const statics = roots.filter(({ root }) => has(root, STATIC));
  return {
    statics: statics.map(({ root }) => root),
    routes: roots.filter(({ root }) => !has(root, STATIC) && has(root, ROUTES)).map(({ root }) => root),
    staticFile: statics[0]?.file ?? null,
    templated: files.some(isTemplate),
  };
}

/** Kinds of Kubernetes resources that carry routes of Traefik's: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/ */
const RESOURCES = /^(traefik\.io|traefik\.containo\.us)\//;

/** The first document of a file that is a Kubernetes resource of Traefik's. */
export function resourceIn(file: OwnFile): Spot | null {
  return readYamlInAnyCase(file).find((root) => RESOURCES.test(root.get("apiVersion")?.text ?? "")) ?? null;
}

/** Whether Kubernetes is to read a file, and no file provider. */
export function isKubernetes(file: OwnFile): boolean {
  return readYamlInAnyCase(file).some((root) => root.get("apiVersion") !== null);
}

/** True for a document that only Traefik reads: its keys, and not those of another program that has some of them. */
export function isTraefiks(root: Spot): boolean {
  if (root.get("apiVersion") !== null) return false; // Kubernetes: the routes are resources there
  if (root.get("entryPoints") !== null) return true;
  const http = root.get("http");
  return ["routers", "services", "middlewares", "serversTransports"].some((key) => http?.get(key) != null);
}

/** What is defined under a name in any file: `http.services.app`. Providers other than the file's are not known: `auth@docker`. */
export function named({ routes }: Config, kind: string, name: string): Spot | null {
  const [own, provider = "file"] = name.split("@");
  if (provider !== "file") return null;
  return routes.map((root) => root.get("http", kind, own!)).find((spot) => spot !== null) ?? null;
}

/** All routers, by name. */
export function routersOf({ routes }: Config): [string, Spot][] {
  return routes.flatMap((root) => root.get("http", "routers")?.pairs() ?? []);
}

/** The texts of a list of scalars. */
export function textsOf(list: Spot | null): string[] {
  return (list?.items() ?? []).flatMap(({ text }) => text ?? []);
}

/** True if a path names this file. */
export function isNamed({ name }: OwnFile, path: string | null | undefined): boolean {
  return path != null && basename(path) === basename(name);
}
