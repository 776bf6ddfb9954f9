import { posix } from "node:path";
import { LabError } from "../../../src/model/error.ts";
import { MAIN, PREFIX } from "./homes.ts";
import { isOwn } from "./includes.ts";
import { parse, type Directive } from "./parse.ts";

const HEADER = /^# configuration file (\S.*):$/gm;

/**
 * Splits what `nginx -T` prints into its files, in the order in which nginx read them.
 * @param known texts that are known already, by path: a header that stands inside one of them is a comment
 */
export function splitDump(dump: string, known: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  HEADER.lastIndex = 0;
  for (let found = HEADER.exec(dump); found !== null;) {
    const start = found.index + found[0].length + 1;
    const own = known.get(found[1]!);
    if (own !== undefined && own !== "" && dump.startsWith(own, start)) HEADER.lastIndex = start + own.length;
    const next = HEADER.exec(dump);
    // nginx prints an empty line behind each file
    files.set(found[1]!, dump.slice(start, next === null ? dump.length : next.index).replace(/\n$/, ""));
    found = next;
  }
  return files;
}

/**
 * The config as one tree: each `include` is replaced by what it brings, and each directive still knows its file and line. One that names a
 * single file, and brings nothing, stays in its place.
 * @param files texts by path; one that an `include` names and that is not among them is left out (nginx itself has complained already)
 * @throws LabError where a file cannot be read, or includes itself
 */
export function expand(files: ReadonlyMap<string, string>): Directive[] {
  const parsed = new Map<string, readonly Directive[]>();
  const read = (path: string): readonly Directive[] => {
    const tree = parsed.get(path) ?? parse(files.get(path)!, path);
    parsed.set(path, tree);
    return tree;
  };
  const paths = [...files.keys()].sort();

  const resolve = (tree: readonly Directive[], within: readonly string[]): Directive[] =>
    tree.flatMap((directive) => {
      if (directive.name !== "include") return [deeper(directive, within)];
      const pattern = posix.resolve(PREFIX, directive.args[0] ?? "");
      const found = paths.filter((path) => path === pattern || posix.matchesGlob(path, pattern));
      if (found.every((path) => files.get(path)!.trim() === "")) return isOwn(pattern, PREFIX) ? [directive] : [];
      return found.flatMap((path) => {
        if (within.includes(path))
          throw new LabError("usage", `${directive.file}:${directive.line} includes itself, by ${path}`);
        return resolve(read(path), [...within, path]);
      });
    });
  const deeper = (directive: Directive, within: readonly string[]): Directive =>
    directive.block === null ? directive : { ...directive, block: resolve(directive.block, within) };

  const main = files.has(MAIN) ? MAIN : files.keys().next().value;
  return main === undefined ? [] : resolve(read(main), [main]);
}
