import { posix } from "node:path";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Place } from "../../../src/verify/route.ts";
import { includesOf, wantedAt } from "./includes.ts";
import { parse, type Directive } from "./parse.ts";

/** Where the official image's nginx has its config; relative names in it count from here. */
export const PREFIX = "/etc/nginx";
/** The file that nginx reads first. */
export const MAIN = `${PREFIX}/nginx.conf`;

/** What a file is, by the outermost directives in it. */
export type Kind = "whole" | "http" | "servers" | "snippet" | "other";

const OF_HTTP = new Set([
  "server",
  "upstream",
  "map",
  "geo",
  "limit_req_zone",
  "limit_conn_zone",
  "proxy_cache_path",
  "split_clients",
]);

/** A file that does not parse is sorted by what its lines begin with; nginx itself then says what is wrong with it. */
export function kindOf(file: OwnFile): Kind {
  const names = outermost(file);
  if (names.has("events")) return "whole";
  if (names.has("http") || names.has("stream")) return "http";
  if (names.has("location") || [...names].some((name) => name.endsWith("_pass"))) return "snippet";
  return [...names].some((name) => OF_HTTP.has(name)) ? "servers" : "other";
}

function outermost(file: OwnFile): ReadonlySet<string> {
  try {
    return new Set(parse(file.text, file.name).map((directive) => directive.name));
  } catch {
    return new Set([...file.text.matchAll(/^(\w+)\b/gm)].map((found) => found[1]!));
  }
}

/**
 * Where each of the person's files goes in the container: the first whole one is nginx.conf, and the others stand beside it as they did at
 * home; without a whole one, what can stand in `http {}` goes to conf.d, as in the official image. A file that another one includes by a path
 * where it does not stand goes to that path.
 */
export function homes(files: readonly OwnFile[]): ReadonlyMap<string, OwnFile> {
  const kinds = files.map(kindOf);
  const main = kinds.indexOf("whole");
  const base = main < 0 ? null : posix.dirname(files[main]!.name);
  const includes = includesOf(files, PREFIX);
  const placed = new Map<string, OwnFile>();
  for (const [i, file] of files.entries()) {
    const home = homeOf(file, kinds[i]!, base);
    const wanted = i === main ? MAIN : wantedAt(home, file.name, includes, kinds[i] === "servers");
    placed.set(wanted ?? home, file);
  }
  return placed;
}

function homeOf(file: OwnFile, kind: Kind, base: string | null): string {
  const name = file.name.replace(/\.(template|tmpl|tpl|j2|in)$/, "");
  if (base === null && kind === "servers") return `${PREFIX}/conf.d/${posix.basename(name)}`;
  if (base === null && (kind === "http" || kind === "snippet")) return `${PREFIX}/lab/${posix.basename(name)}`;
  if (posix.isAbsolute(name)) return posix.normalize(name);
  const relative = base === null || base === "." ? name : posix.relative(base, name);
  return relative.startsWith("..") ? `${PREFIX}/${posix.basename(name)}` : posix.join(PREFIX, relative);
}

/** Says a path of the container in the person's own words. */
export class Homes {
  readonly #placed: ReadonlyMap<string, OwnFile>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(files: readonly OwnFile[]) {
    this.#placed = homes(files);
  }

  /** Whether the file is the person's: only those can be edited. */
  owns(path: string): boolean {
    return this.#placed.has(path);
  }

  /** The person's name of a path; a path that is none of theirs stays as it is. */
  name(path: string): string {
    return this.#placed.get(path)?.name ?? path;
  }

  /** A line, as it stands in the person's file. */
  place(directive: Pick<Directive, "file" | "line" | "name">): Place {
    const { file, line } = directive;
    return { file: this.name(file), line, text: this.#linesOf(file)[line - 1]?.trim() ?? directive.name };
  }

  #linesOf(path: string): readonly string[] {
    const known = this.#lines.get(path) ?? (this.#placed.get(path)?.text ?? "").split(/\r?\n/);
    this.#lines.set(path, known);
    return known;
  }
}
