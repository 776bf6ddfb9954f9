import { basename, dirname, resolve } from "node:path/posix";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";
import { type Directive, directivesOf } from "./directives.ts";

/** Files of Debian's package, certbot and mod_security that say nothing about where a request goes. */
const KNOWN = /(^|\/)(mods-enabled|conf-enabled|ports\.conf|envvars|letsencrypt|modsecurity|php[\d.]*-fpm\.conf)/;

/** Whether a file that was given is what an Include names: by the end of its path, with `*` for anything but a slash. */
function named(pattern: string, { name }: OwnFile): boolean {
  const parts = pattern.split("/").filter((part) => part !== "" && part !== "..");
  const own = name.split("/").filter((part) => part !== "" && part !== ".");
  const common = Math.min(parts.length, own.length);
  return parts.slice(-common).every((part, index) => {
    const expression = part
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll("*", "[^/]*")
      .replaceAll("?", ".");
    return new RegExp(`^${expression}$`).test(own.slice(-common)[index]!);
  });
}

/** What the files say together, and the Include lines that name none of them. */
export interface Config {
  readonly directives: readonly Directive[];
  readonly unread: readonly Place[];
  /** Where a file that an Include names has to be, by its name. */
  readonly placed: ReadonlyMap<string, string>;
}

/** What relative paths of Debian's Apache begin at. */
const ROOT = "/etc/apache2";

/** Puts what an Include names in its place. A file that no Include names stands beside the first. */
export function configOf(files: readonly OwnFile[]): Config {
  const unread: Place[] = [];
  const placed = new Map<string, string>();
  const put = (scope: readonly Directive[], above: readonly OwnFile[]): Directive[] =>
    scope.flatMap((one) => {
      if (one.inside !== null) return [{ ...one, inside: put(one.inside, above) }];
      if (one.name !== "include" && one.name !== "includeoptional") return [one];
      const found = files.filter((file) => !above.includes(file) && named(one.args[0] ?? "", file));
      if (found.length === 0 && !KNOWN.test(one.args[0] ?? "") && one.name === "include") unread.push(one.at);
      return found.flatMap((file) => {
        placed.set(file.name, resolve(ROOT, dirname(one.args[0]!), basename(file.name)));
        return put(directivesOf(file), [...above, file]);
      });
    });
  const [first, ...rest] = files;
  const directives = first === undefined ? [] : put(directivesOf(first), [first]);
  const beside = rest.flatMap((file) => (placed.has(file.name) ? [] : put(directivesOf(file), [file])));
  return { directives: [...directives, ...beside], unread, placed };
}
