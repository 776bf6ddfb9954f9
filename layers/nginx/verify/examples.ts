import { named } from "./context.ts";
import { locationOf } from "./match.ts";
import { sampleOf } from "./sample.ts";
import { walkLocations, type Location, type Server } from "./servers.ts";

/** Paths that LLM applications have, the likeliest first. */
const LLM_PATHS = [
  "/v1/chat/completions",
  "/api/chat",
  "/chat",
  "/v1/messages",
  "/mcp",
  "/api/v1/chat/completions",
  "/stream",
  "/",
];

/**
 * A path that nginx's own matching gives to a location: an LLM's where one fits, else one made of its prefix or regular expression.
 * Null: none is known; the person names one.
 */
export function exampleFor(server: Server, location: Location): string | null {
  if (location.modifier === "@") return behindFallback(server, location);
  const path = candidates(location).find((one) => locationOf(server.locations, one) === location);
  // nginx matches what it has decoded
  return path === undefined ? null : encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function candidates(location: Location): readonly string[] {
  if (location.modifier === "=") return [location.pattern];
  const own = pathsOf(location);
  // what is nested must please the locations around it as well
  const outer = location.outer === null ? [] : pathsOf(location.outer).slice(-3);
  const below = outer.flatMap((path) => own.slice(-3).map((end) => path.replace(/\/$/, "") + end));
  return [...LLM_PATHS, ...own, ...below].filter((path) => path.startsWith("/"));
}

/** Paths below a prefix or the literal start of an expression, and what the expression itself may match. */
function pathsOf({ modifier, pattern }: Location): readonly string[] {
  const isPrefix = modifier === "" || modifier === "^~";
  const start = isPrefix ? pattern : startOf(pattern);
  const sample = isPrefix ? null : sampleOf(pattern);
  const below = LLM_PATHS.map((path) => start.replace(/\/$/, "") + path);
  // an expression that is not tied to the start may match behind a slash
  return [...below, ...(sample === null ? [start] : [sample, `/${sample}`, `/x${sample}`])];
}

/** The literal start of a regular expression: `^/api/(chat|x)$` -> `/api/`. A character that may be absent is not part of it. */
function startOf(pattern: string): string {
  const [literal = ""] = /^\^?((?:[\w/-]|\\[./-])*)/.exec(pattern) ?? [];
  const next = pattern[literal.length];
  const certain = next !== undefined && "?*{".includes(next) ? literal.slice(0, -1) : literal;
  return certain.replace(/^\^/, "").replaceAll("\\", "");
}

/** A named location is reached where try_files finds no file, or error_page sends a 404 to it. */
function behindFallback(server: Server, location: Location): string | null {
  const name = `@${location.pattern}`;
  for (const other of walkLocations(server.locations)) {
    const fallsBack = named(other.directive, "try_files").some((line) => line.args.at(-1) === name);
    const onMissing = named(other.directive, "error_page").some(
      (line) => line.args.at(-1) === name && line.args.includes("404"),
    );
    const path = (fallsBack || onMissing) && other.modifier !== "@" ? exampleFor(server, other) : null;
    if (path !== null) return path;
  }
  const bare = named(server.directive, "try_files").some((line) => line.args.at(-1) === name);
  return bare ? (LLM_PATHS.find((path) => locationOf(server.locations, path) === null) ?? null) : null;
}
