/** Paths that programs ask a model at, the likeliest first: OpenAI's, Ollama's, an own chat, MCP. */
export const MODEL_PATHS: readonly string[] = ["/v1/chat/completions", "/api/chat", "/chat", "/mcp"];

/**
 * A path that reaches a route, one that a model is asked at where there is one.
 * @param prefixes literal beginnings that the route names
 * @param lands whether the product's own matching sends a path there
 * @returns null where no guess lands there
 */
export function examplePath(prefixes: readonly string[], lands: (path: string) => boolean): string | null {
  const beginnings = prefixes.map((prefix) => (prefix.startsWith("/") ? prefix : `/${prefix}`));
  const below = beginnings.flatMap((prefix) => MODEL_PATHS.map((path) => prefix.replace(/\/$/, "") + path));
  return [...MODEL_PATHS, ...beginnings, ...below].find((path) => lands(path)) ?? null;
}

/**
 * The literal beginnings of a regular expression over paths: `^/api/(chat|ask)$` gives `/api/chat` and `/api/ask`. Guesses for
 * `examplePath`, which checks them: what repeats is taken once, what is optional is kept.
 */
export function literalsOf(expression: string): readonly string[] {
  const choice = /\((?:\?:)?([^()|]*(?:\|[^()|]*)+)\)/.exec(expression);
  if (choice) return choice[1]!.split("|").flatMap((one) => literalsOf(expression.replace(choice[0], () => one)));
  const text = expression
    .replaceAll(/^\^|\$$|[()]/g, "")
    .replaceAll(/\[\^[^\]]*\][+*?]?|\\w[+*]?|\.[+*]\??/g, "x")
    .replaceAll(/\\d[+*]?|\[0-9\][+*]?/g, "1")
    .replaceAll(/\[(.)[^\]]*\][+*?]?/g, "$1")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll(/[?+*]/g, "");
  return [text];
}
