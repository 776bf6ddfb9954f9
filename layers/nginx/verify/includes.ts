import { posix } from "node:path";
import type { OwnFile } from "../../../src/verify/product.ts";
import { parse, walk } from "./parse.ts";

/** What an `include` of one of the person's files names: a path, or a pattern with `*`. */
export interface Include {
  readonly pattern: string;
  /** As it was written. */
  readonly text: string;
  /** The person's name of the file that says it, and the line. */
  readonly by: string;
  readonly line: number;
}

/** All of them. A file that does not parse has none: nginx itself says what is wrong with it. */
export function includesOf(files: readonly OwnFile[], prefix: string): readonly Include[] {
  return files.flatMap((file) => {
    try {
      const lines = [...walk(parse(file.text, file.name))].filter(({ name }) => name === "include");
      return lines.map(({ args: [text = ""], line }) => {
        return { pattern: posix.resolve(prefix, text), text, by: file.name, line };
      });
    } catch {
      return [];
    }
  });
}

const isPattern = (path: string): boolean => /[*?[]/.test(path);

/** Whether another file brings this path in. */
export function isIncluded(path: string, name: string, includes: readonly Include[]): boolean {
  return includes.some(({ pattern, by }) => by !== name && (pattern === path || posix.matchesGlob(path, pattern)));
}

/**
 * Where another file looks for one that lies elsewhere in the person's folder: by its name alone, because a Dockerfile or a Compose file puts
 * it there. Null: it is found where it is, or nobody asks for it.
 * @param home where it would go by itself
 * @param loose whether a pattern (`conf.d/*.conf`) may fetch it too
 */
export function wantedAt(home: string, name: string, includes: readonly Include[], loose: boolean): string | null {
  if (isIncluded(home, name, includes)) return null;
  const base = posix.basename(home);
  const others = includes.filter(({ by }) => by !== name);
  const exact = others.find(({ pattern }) => posix.basename(pattern) === base);
  if (exact !== undefined) return exact.pattern;
  const fits = others.find(
    ({ pattern }) =>
      loose &&
      isPattern(posix.basename(pattern)) &&
      !isPattern(posix.dirname(pattern)) &&
      posix.matchesGlob(base, posix.basename(pattern)),
  );
  return fits === undefined ? null : posix.join(posix.dirname(fits.pattern), base);
}

/** Files that every nginx image has in its folder: nobody has to give them. */
const STOCK =
  /^\/etc\/nginx\/(mime\.types|proxy_params|(fastcgi|uwsgi|scgi)_params|fastcgi\.conf|koi-\w+|win-utf|modules-enabled\/.*)$/;

/**
 * Patterns that fetch none of these paths, a sentence each: nginx is content with them, and what they fetch at home may have locations of its
 * own, or decide for those that were given.
 * @param paths of the files that were given
 */
export function ungiven(includes: readonly Include[], paths: readonly string[]): string[] {
  const empty = includes.filter(
    ({ pattern }) =>
      isPattern(pattern) && !STOCK.test(pattern) && !paths.some((path) => posix.matchesGlob(path, pattern)),
  );
  const several = new Set(includes.map(({ by }) => by)).size > 1;
  return empty.map(({ text, by, line }) => {
    const where = several ? `${by} line ${line}` : `line ${line}`;
    return `nothing for include ${text} (${where}): no file of it was given, so what it says was not measured`;
  });
}

/** Whether an include names one file that nginx itself does not bring. */
export function isOwn(path: string, prefix: string): boolean {
  const resolved = posix.resolve(prefix, path);
  return !isPattern(resolved) && !STOCK.test(resolved);
}
