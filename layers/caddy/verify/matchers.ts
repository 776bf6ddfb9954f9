import type { Statement } from "./tokens.ts";

/** A request, as far as matchers can be told of it. */
export interface Request {
  readonly host: string;
  readonly path: string;
}

/** A matcher of a directive, named ones resolved: all of its parts must fit. Empty: it fits all. */
export type Matcher = readonly (readonly string[])[];

/** The matcher of a directive: its first argument, if that is one (https://caddyserver.com/docs/caddyfile/matchers). */
export function matcherOf({ words }: Statement, scope: readonly Statement[]): Matcher {
  const first = words[1] ?? "";
  if (first.startsWith("/")) return [["path", first]];
  if (!first.startsWith("@")) return [];
  const named = scope.filter((statement) => statement.words[0] === first);
  if (named.length === 0) return [["unknown", first]];
  return named.flatMap(({ words: [, ...inline], block }) => [
    ...(inline.length > 0 ? [inline] : []),
    ...(block ?? []).map((one) => (one.words[0] === "not" && one.block !== null ? ["unknown", "not"] : one.words)),
  ]);
}

/** The arguments of a directive without its matcher. */
export function argumentsOf({ words }: Statement): readonly string[] {
  return /^(\/|@|\*$)/.test(words[1] ?? "") ? words.slice(2) : words.slice(1);
}

const every = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true;

/** Whether a request fits; null: it cannot be told. */
export function fits(matcher: Matcher, request: Request): boolean | null {
  // parts of one name are alternatives (`path` twice), parts of different names must all fit
  const kinds = Map.groupBy(matcher, ([name]) => name ?? "");
  return every([...kinds.values()].map((parts) => some(parts.map((part) => fitsPart(part, request)))));
}

const some = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(true) ? true : values.includes(null) ? null : false;

function fitsPart([name = "", ...args]: readonly string[], request: Request): boolean | null {
  switch (name) {
    case "path":
      return args.some((pattern) => fitsPath(pattern, request.path));
    case "path_regexp":
      return fitsRegexp(args.at(-1) ?? "", request.path);
    case "host":
      return args.some((pattern) => fitsPath(pattern, request.host));
    case "method":
      return args.includes("POST");
    case "protocol":
      return null;
    case "not": {
      const inner = fitsPart(args, request);
      return inner === null ? null : !inner;
    }
    default:
      return null;
  }
}

/** Exactly, without case, unless `*` stands in it. */
function fitsPath(pattern: string, path: string): boolean {
  const expression = pattern
    .toLowerCase()
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*");
  return new RegExp(`^${expression}$`).test(path.toLowerCase());
}

function fitsRegexp(expression: string, path: string): boolean | null {
  try {
    return new RegExp(expression).test(path);
  } catch {
    return null; // an expression that is RE2's alone
  }
}

/** How long the longest path of a matcher is: the longest goes first, one without a path last (httpcaddyfile/directives.go, sortRoutes). */
export function specificity(matcher: Matcher): number {
  const paths = matcher.filter(([name]) => name === "path").flatMap(([, ...patterns]) => patterns);
  return matcher.length === 0 ? -1 : Math.max(0, ...paths.map((path) => path.replace(/\*$/, "").length));
}
