import { dirname } from "node:path/posix";
import { editedFiles } from "../../../src/verify/edit.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import { filled, slotIn } from "../../../src/verify/slots.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import { type Config, isNamed } from "./config.ts";

/** Paths of certificates and keys: their text may stand there instead, and the check's shell is given no other characters. */
export function certificatesOf({ routes }: Config): string[] {
  const pairs = routes.flatMap((root) => [
    ...(root.get("tls", "certificates")?.items() ?? []),
    ...(root.get("tls", "stores")?.pairs() ?? []).flatMap(([, store]) => store.get("defaultCertificate") ?? []),
  ]);
  const texts = pairs.flatMap((pair) => [pair.get("certFile")?.text ?? [], pair.get("keyFile")?.text ?? []].flat());
  return texts.filter((text) => /^\/[\w./+-]+$/.test(text));
}

/** A password that is none: whoever asks without the right one is refused, as by the person's own file. */
const NOBODY = "lab:*\n";

/** Files of users that basicAuth and digestAuth read: as they were given, else with nobody in them whom the person knows. */
export function usersOf(
  { routes }: Config,
  files: readonly OwnFile[],
): { files: Record<string, string>; assumed: string[] } {
  const middlewares = routes.flatMap((root) => root.get("http", "middlewares")?.pairs() ?? []);
  const paths = middlewares.flatMap(([, one]) =>
    ["basicAuth", "digestAuth"].flatMap((kind) => one.get(kind, "usersFile")?.text ?? []),
  );
  const given = (path: string): OwnFile | undefined => files.find((file) => isNamed(file, path));
  return {
    files: Object.fromEntries(paths.map((path) => [path, given(path)?.text ?? NOBODY])),
    assumed: paths
      .filter((path) => given(path) === undefined)
      .map((path) => `${path}: a user that nobody is, for yours was not given`),
  };
}

/** Folders of the logs and of what it keeps. */
export function foldersOf({ statics }: Config): string[] {
  const paths = statics.flatMap((root: Spot) => [
    root.get("log", "filePath")?.text ?? [],
    root.get("accessLog", "filePath")?.text ?? [],
    ...(root.get("certificatesResolvers")?.pairs() ?? []).map(([, one]) => one.get("acme", "storage")?.text ?? []),
  ]);
  return paths
    .flat()
    .filter((path) => path.startsWith("/"))
    .map(dirname)
    .filter((folder) => !["/", "/etc/traefik"].includes(folder)); // where its files are mounted
}

/**
 * The files without sniStrict: it turns away whoever asks for a name that no certificate has, and the lab's has none of the person's. Lines stay
 * as they are.
 */
export function lenientAbout({ routes }: Config, files: readonly OwnFile[]): { files: OwnFile[]; assumed: string[] } {
  const strict = routes
    .flatMap((root) => root.get("tls", "options")?.pairs() ?? [])
    .flatMap(([, option]) => (option.get("sniStrict")?.text === "true" ? option : []));
  const edits = strict.flatMap((option) => filled(slotIn(option, "sniStrict"), "false"));
  const lines = edits.map((edit) => `${edit.file} line ${edit.kind === "insert" ? edit.afterLine : edit.line}`);
  const says = `sniStrict: false at ${lines.join(", ")}: no certificate here has your names`;
  return { files: editedFiles(files, edits), assumed: edits.length > 0 ? [says] : [] };
}
