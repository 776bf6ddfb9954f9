/** A request, as far as the conditions of a config can be told of it. */
export interface Request {
  readonly path: string;
  readonly host: string;
  readonly tls: boolean;
}

/** One criterion with its flags and patterns: `path_beg -i /api /v1`. */
export interface Criterion {
  readonly fetch: string;
  readonly match: string;
  readonly ignoreCase: boolean;
  readonly patterns: readonly string[];
}

/** What a criterion looks at in a request; missing: it cannot be told. */
const LOOKS: Readonly<Record<string, (request: Request) => string>> = {
  path: ({ path }) => path,
  url: ({ path }) => path,
  base: ({ host, path }) => host + path,
  host: ({ host }) => host,
  method: () => "POST",
};

/** How a pattern is compared; all of them take the first pattern that fits. */
const MATCHES: Readonly<Record<string, (seen: string, pattern: string) => boolean>> = {
  str: (seen, pattern) => seen === pattern,
  beg: (seen, pattern) => seen.startsWith(pattern),
  end: (seen, pattern) => seen.endsWith(pattern),
  sub: (seen, pattern) => seen.includes(pattern),
  dir: (seen, pattern) => `${seen}/`.includes(`/${pattern.replaceAll(/^\/|\/$/g, "")}/`),
  dom: (seen, pattern) => `.${seen}.`.includes(`.${pattern.replaceAll(/^\.|\.$/g, "")}.`),
  reg: (seen, pattern) => new RegExp(pattern).test(seen),
};

/** Reads `path_beg -i /api`, `hdr(host) -m end .example.com`, `req.hdr(Host),lower x`. */
export function criterionOf(words: readonly string[]): Criterion {
  const [first = "", ...rest] = words;
  const header = /^(?:req\.)?hdr(?:_(\w+))?\(host(?:,-?\d+)?\)/i.exec(first);
  const short = /^(path|url|base|method)(?:_(\w+))?(?=,|$)/.exec(first);
  let match = header?.[1] ?? short?.[2] ?? "str";
  const patterns: string[] = [];
  let ignoreCase = first.includes(",lower");
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === "-i") ignoreCase = true;
    else if (rest[at] === "-m") match = rest[++at] ?? match;
    else if (rest[at] === "-f") return { fetch: "a file", match, ignoreCase, patterns: [] };
    else if (rest[at] !== "--") patterns.push(rest[at]!);
  }
  return { fetch: header ? "host" : (short?.[1] ?? first), match, ignoreCase, patterns };
}

/** Whether a criterion fits a request; null: it cannot be told. */
export function fits(criterion: Criterion, request: Request): boolean | null {
  const { fetch, patterns, ignoreCase } = criterion;
  if (fetch === "always_true" || fetch === "TRUE") return true;
  if (fetch === "always_false" || fetch === "FALSE") return false;
  if (fetch === "ssl_fc") return request.tls;
  const [look, compare] = [LOOKS[fetch], MATCHES[criterion.match]];
  if (look === undefined || compare === undefined) return null;
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const seen = fold(look(request));
  try {
    return patterns.some((pattern) => compare(seen, criterion.match === "reg" ? pattern : fold(pattern)));
  } catch {
    return null; // an expression that is PCRE's alone
  }
}
