import type { Target } from "../../../src/verify/route.ts";
import { argumentsOf, type Matcher, matcherOf } from "./matchers.ts";
import type { Statement } from "./tokens.ts";

/** A directive that sends requests on, with what is around it in its site. */
export interface Proxy {
  readonly statement: Statement;
  /** Blocks around it, the innermost first. */
  readonly around: readonly Statement[];
  /** Matchers of those blocks and its own, the outermost first. */
  readonly matchers: readonly Matcher[];
  /** Statements beside it and beside each block around it. */
  readonly beside: readonly Statement[];
}

const PROXIES = new Set(["reverse_proxy", "php_fastcgi"]);
const BLOCKS = new Set(["handle", "handle_path", "route"]);

/** All of a site, in the order in which they are written. What answers errors is left out. */
export function proxiesIn(
  statements: readonly Statement[],
  around: readonly Statement[] = [],
  matchers: readonly Matcher[] = [],
  beside: readonly Statement[] = [],
): Proxy[] {
  const all = [...beside, ...statements];
  return statements.flatMap((statement) => {
    const own = [...matchers, matcherOf(statement, all)];
    if (PROXIES.has(statement.words[0]!)) return [{ statement, around, matchers: own, beside: all }];
    if (!BLOCKS.has(statement.words[0]!)) return [];
    return proxiesIn(statement.block ?? [], [statement, ...around], own, all);
  });
}

/** A line of a directive's block: `transport`, then in it `read_timeout`. */
export function lineIn(statement: Statement, ...names: readonly string[]): Statement | null {
  const [first, ...rest] = names;
  if (first === undefined) return statement;
  const found = statement.block?.findLast(({ words }) => words[0] === first) ?? null;
  return found === null ? null : lineIn(found, ...rest);
}

/** `app:8000`, `https://api.openai.com`, `h2c://app:1`, `app:1-3`, `unix//a.sock` -> host, port, TLS; none: a placeholder. */
function serversOf(text: string): { host: string; port: number; tls: boolean }[] {
  const socket = /^unix(?:\+h2c)?\/(\/.+)$/.exec(text)?.[1];
  if (socket !== undefined) return [{ host: `unix:${socket}`, port: 0, tls: false }];
  const match = /^(?:(https?|h2c):\/\/)?(\[[^\]]+\]|[^:/{}]*)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  if (match === null) return [];
  const [, scheme, host = "", first, last] = match;
  if (host === "" && first === undefined) return [];
  const tls = scheme === "https" || (scheme === undefined && first === "443");
  const port = Number(first ?? (tls ? 443 : 80));
  const count = Math.min(MOST_PORTS, Number(last ?? port) - port + 1);
  const name = host === "" ? "localhost" : host.replaceAll(/[[\]]/g, "");
  return Array.from({ length: Math.max(1, count) }, (_, index) => ({ host: name, port: port + index, tls }));
}

/** Of a range of ports no more than these are looked at. */
const MOST_PORTS = 32;

/** Where a proxy sends a request. */
export function targetOf({ statement }: Proxy): Target {
  const to = statement.block?.filter(({ words }) => words[0] === "to").flatMap(({ words }) => words.slice(1)) ?? [];
  const names = [...argumentsOf(statement), ...to];
  const versions = lineIn(statement, "transport", "versions")?.words.slice(1) ?? [];
  const over2 = names[0]?.startsWith("h2c://") === true || (versions.length > 0 && !versions.includes("1.1"));
  const tls = lineIn(statement, "transport", "tls") !== null;
  const servers = names.flatMap(serversOf).map((server) => (tls ? { ...server, tls } : server));
  const dynamic = lineIn(statement, "dynamic") !== null;
  const target = { servers: dynamic ? [] : servers, asks: over2 ? ("2" as const) : ("1.1" as const), at: statement.at };
  return statement.words[0] === "php_fastcgi" ? { ...target, speaks: "fastcgi" } : target;
}
