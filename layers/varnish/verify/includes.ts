import { basename, dirname, resolve } from "node:path/posix";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";
import { everywhere, headOf, type Node, nodesOf, placeOf } from "./nodes.ts";
import { tokensOf } from "./tokens.ts";

/** Where Debian's package and the official image have it, and where a relative include is looked for (varnishd, vcl_path). */
export const FOLDER = "/etc/varnish";

/** What the files say together. */
export interface Config {
  readonly nodes: readonly Node[];
  /** The lines of includes that name none of the files. */
  readonly unread: readonly Place[];
  /** Where each file has to be, by its name. */
  readonly placed: ReadonlyMap<string, string>;
  /** The file that varnishd is given. */
  readonly main: OwnFile;
}

/** Files of Debian's own package: there, whoever includes them. */
const KNOWN = /(^|\/)devicedetect\.vcl$/;

/** Whether a file that was given is what an include names: by the end of its path, with `*` for anything but a slash. */
function isNamed(pattern: string, { name }: OwnFile): boolean {
  const partsOf = (path: string): string[] => path.split("/").filter((part) => !["", ".", ".."].includes(part));
  const [wanted, own] = [partsOf(pattern), partsOf(name)];
  const common = Math.min(wanted.length, own.length);
  // `hosts/*.vcl` is no other folder's file
  if (pattern.includes("*") && common < Math.min(wanted.length, 2)) return false;
  const end = own.slice(-common);
  return wanted.slice(-common).every((part, index) => {
    const expression = part.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`).replaceAll("*", "[^/]*");
    return new RegExp(`^${expression}$`).test(end[index]!);
  });
}

const includeOf = (node: Node): string | null =>
  headOf(node) === "include" ? (node.words.find(({ kind }) => kind === "string")?.text ?? "") : null;

/** The first file that no other one includes: what varnishd is started with. */
function mainOf(files: readonly OwnFile[]): OwnFile {
  const named = files.map((file) => everywhere(nodesOf(tokensOf(file))).flatMap((node) => includeOf(node) ?? []));
  const isIncluded = (file: OwnFile): boolean =>
    files.some((other, index) => other !== file && named[index]!.some((pattern) => isNamed(pattern, file)));
  return files.find((file) => !isIncluded(file)) ?? files[0]!;
}

/** Where an include's file is: beside the one that names it for `./x`, else below /etc/varnish. */
function pathFor(pattern: string, file: OwnFile, from: string): string {
  const base = /^\.\.?\//.test(pattern) ? dirname(from) : FOLDER;
  return resolve(base, dirname(pattern), basename(pattern).includes("*") ? basename(file.name) : basename(pattern));
}

/** Puts what an include names in its place, however deep. */
export function configOf(files: readonly OwnFile[]): Config {
  const main = mainOf(files);
  const unread: Place[] = [];
  const placed = new Map([[main.name, `${FOLDER}/default.vcl`]]);
  const put = (nodes: readonly Node[], above: readonly OwnFile[]): Node[] =>
    nodes.flatMap((node) => {
      const pattern = includeOf(node);
      if (pattern === null) return [node.block === null ? node : { ...node, block: put(node.block, above) }];
      const found = files.filter((file) => !above.includes(file) && isNamed(pattern, file));
      if (found.length === 0 && !KNOWN.test(pattern)) unread.push(placeOf(node));
      return found.flatMap((file) => {
        placed.set(file.name, pathFor(pattern, file, placed.get(above.at(-1)!.name)!));
        return put(nodesOf(tokensOf(file)), [...above, file]);
      });
    });
  return { nodes: put(nodesOf(tokensOf(main)), [main]), unread, placed, main };
}
