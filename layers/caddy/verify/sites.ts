import { basename } from "node:path/posix";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Listener } from "../../../src/verify/route.ts";
import { type Statement, statementsOf } from "./tokens.ts";

/** A site with what it is reached by. */
export interface Site {
  /** Null: any. */
  readonly host: string | null;
  readonly listeners: readonly Listener[];
  readonly opening: Statement;
  readonly statements: readonly Statement[];
}

/** A config: its options, and its sites, with imports in place of what imports them. */
export interface Config {
  readonly options: Statement | null;
  readonly sites: readonly Site[];
}

/** Statements as they are with their imports in place: snippets, and those files that were given. */
function expanded(
  statements: readonly Statement[],
  snippets: ReadonlyMap<string, Statement>,
  files: readonly OwnFile[],
  depth = 0,
): Statement[] {
  return statements.flatMap((statement) => {
    const [first, name = "", ...args] = statement.words;
    if (first !== "import" || depth > 8) {
      const block = statement.block === null ? null : expanded(statement.block, snippets, files, depth);
      return [{ ...statement, block }];
    }
    const snippet = snippets.get(name);
    const named = snippet?.block ?? files.filter((file) => fits(name, file.name)).flatMap(statementsOf);
    return expanded(
      named.map((one) => filled(one, args)),
      snippets,
      files,
      depth + 1,
    );
  });
}

/** Whether `import` names a file: by its last part, with `*`. */
function fits(pattern: string, name: string): boolean {
  const expression = basename(pattern)
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*");
  return basename(pattern) !== "" && new RegExp(`^${expression}$`).test(basename(name));
}

/** A snippet's `{args[0]}` (before 2.7 `{args.0}`). */
function filled(statement: Statement, args: readonly string[]): Statement {
  const fill = (word: string): string =>
    word.replaceAll(/\{args[[.](\d+)\]?\}/g, (whole, index: string) => args[Number(index)] ?? whole);
  return {
    ...statement,
    words: statement.words.map(fill),
    block: statement.block?.map((one) => filled(one, args)) ?? null,
  };
}

/** Reads a config from its files; the first is the one that Caddy starts with. */
export function configOf(files: readonly OwnFile[]): Config {
  const [main, ...others] = files;
  const own = main === undefined ? [] : statementsOf(main);
  const all = files.flatMap(statementsOf);
  const snippets = new Map(
    all.flatMap((one) => (/^\(.+\)$/.test(one.words[0] ?? "") ? [[one.words[0]!.slice(1, -1), one] as const] : [])),
  );
  const options = own.find(({ words, block }) => words.length === 0 && block !== null) ?? null;
  const rest = expanded(own, snippets, others).filter(({ words }) => words.length > 0 && !/^(\(|&\()/.test(words[0]!));
  return { options, sites: sitesIn(rest).map((site) => siteOf(site, options)) };
}

/** A file of one site may leave its braces out: then the first line is its addresses. */
function sitesIn(statements: readonly Statement[]): Statement[] {
  const [first, ...rest] = statements;
  if (first === undefined || first.block !== null) return [...statements];
  return [{ ...first, block: rest, end: rest.at(-1)?.end ?? first.end }];
}

function siteOf(statement: Statement, options: Statement | null): Site {
  const addresses = statement.words.flatMap((word) => word.split(",")).filter((word) => word !== "");
  const statements = statement.block ?? [];
  const hosts = addresses.map((address) => partsOf(address).host);
  const named = hosts.find((host) => host !== "" && !host.startsWith("*")) ?? hosts.find((host) => host !== "");
  const own = statements.some(({ words }) => words[0] === "tls");
  const protocols = serverOption(options, "protocols")?.words.slice(1) ?? ["h1", "h2", "h3"];
  const listeners = addresses.map((address): Listener => {
    const { port, tls } = partsOf(address, own);
    return { port, tls, http2: protocols.includes(tls ? "h2" : "h2c") };
  });
  return {
    host: hosts.includes("") ? null : (named?.replace(/^\*\./, "any.") ?? null),
    listeners: listeners.filter(({ port }, index) => listeners.findIndex((other) => other.port === port) === index),
    opening: statement,
    statements,
  };
}

/** Host, port and whether it is TLS: HTTPS unless the address says http, or port 80, or names no host (and the site has no `tls`). */
function partsOf(address: string, own = false): { host: string; port: number; tls: boolean } {
  const [, scheme, rest = ""] = /^(?:(https?):\/\/)?([^/]*)/.exec(address)!;
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+)(?:-\d+)?)?$/.exec(rest) ?? [];
  const tls = scheme === "https" || (scheme !== "http" && port !== "80" && (host !== "" || own || port === "443"));
  return { host, port: port === undefined ? (tls ? 443 : 80) : Number(port), tls };
}

/** A line of the `servers` option: `protocols`, `timeouts`. */
export function serverOption(options: Statement | null, name: string): Statement | null {
  const servers = options?.block?.filter(({ words }) => words[0] === "servers") ?? [];
  return servers.flatMap(({ block }) => block ?? []).find(({ words }) => words[0] === name) ?? null;
}
