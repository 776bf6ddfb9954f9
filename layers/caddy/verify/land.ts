import { argumentsOf, fits, matcherOf, type Request, specificity } from "./matchers.ts";
import type { Statement } from "./tokens.ts";

/**
 * Directives that decide where a request goes, in the order in which Caddy runs them, however they are written
 * (https://caddyserver.com/docs/caddyfile/directives#directive-order). `handle_path` counts as `handle`.
 */
const ORDER: readonly string[] = [
  ...["redir", "rewrite", "uri", "try_files", "handle", "handle_path", "route", "abort", "error", "respond", "metrics"],
  ...["reverse_proxy", "php_fastcgi", "file_server", "acme_server"],
];
const rankOf = ({ words }: Statement): number => ORDER.indexOf(words[0]!.replace("handle_path", "handle"));

/** What became of a request: the directive that answers it; `unknown`: it cannot be told; null: none. */
export type Landing = Statement | "unknown" | null;

/** Statements in the order in which they run; inside `route` as they are written. */
function sorted(statements: readonly Statement[], scope: readonly Statement[]): Statement[] {
  const known = statements.filter((statement) => rankOf(statement) >= 0);
  return known.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || specificity(matcherOf(b, scope)) - specificity(matcherOf(a, scope)),
  );
}

/** Where a request goes in these statements. */
export function landing(
  statements: readonly Statement[],
  request: Request,
  scope = statements,
  inOrder = false,
): Landing {
  let { path } = request;
  let handled = false;
  const ways = inOrder ? statements.filter((statement) => rankOf(statement) >= 0) : sorted(statements, scope);
  for (const statement of ways) {
    const name = statement.words[0]!;
    const group = name === "handle" || name === "handle_path";
    if (group && handled) continue;
    const fit = fits(matcherOf(statement, scope), { ...request, path });
    if (fit === false) continue;
    if (fit === null) return "unknown";
    if (group || name === "route") {
      handled ||= group;
      const below = name === "handle_path" ? stripped(path, statement.words[1] ?? "") : path;
      const inner = landing(
        statement.block ?? [],
        { ...request, path: below },
        [...scope, ...(statement.block ?? [])],
        name === "route",
      );
      if (inner !== null) return inner;
    } else if (name === "uri") path = uri(argumentsOf(statement), path);
    else if (name === "rewrite" || name === "try_files") continue;
    else return statement;
  }
  return null;
}

/** `handle_path /api/*` takes `/api` away. */
function stripped(path: string, pattern: string): string {
  const prefix = pattern.replace(/\/?\*$/, "");
  return path.startsWith(prefix) ? path.slice(prefix.length) || "/" : path;
}

function uri([what, prefix = ""]: readonly string[], path: string): string {
  return what === "strip_prefix" && path.startsWith(prefix) ? path.slice(prefix.length) || "/" : path;
}
