import type { Directive } from "./directives.ts";
import type { Host } from "./hosts.ts";

/** One way through a host. */
export interface Way {
  readonly by: Directive;
  /** The URL of mod_proxy's; null: here nothing is passed on (`ProxyPass /x !`, a redirect, an answer of Apache's own). */
  readonly url: string | null;
  /** Parameters of the worker: `timeout=600`. */
  readonly parameters: readonly string[];
  /** Sections that it stands in, the innermost first; none: the host's own. */
  readonly around: readonly Directive[];
  /** What it names: beginnings of paths, or an expression. */
  readonly path: { readonly prefix: string } | { readonly expression: string };
  /** False: whether it is taken depends on more than the path, and cannot be told. */
  readonly sure: boolean;
}

/** `/api` is a path and what is below it; `/api/` only what is below (mod_proxy.c, `alias_match`). */
function isBelow(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return prefix.endsWith("/") || path.length === prefix.length || path[prefix.length] === "/";
}

/** Whether a way is taken by a path; an expression that JavaScript does not read is taken by none. */
export function takes({ path: named }: Way, path: string): boolean {
  if ("prefix" in named) return isBelow(path, named.prefix);
  try {
    return new RegExp(named.expression.replace(/^\(\?i\)/, "")).test(path);
  } catch {
    return false;
  }
}

const PATH_SECTIONS = new Set(["location", "locationmatch"]);

/** What a section says of paths: `<Location "/a">`, `<Location ~ "^/a">`, `<LocationMatch "^/a">`. */
function sectionPath({ name, args }: Directive): Way["path"] {
  if (name === "location" && args[0] !== "~") return { prefix: args[0] ?? "/" };
  return { expression: args.at(-1) ?? "" };
}

const passed = (url: string | undefined): string | null => (url === undefined || url === "!" ? null : url);

/** `ProxyPass` of a path section: the last that a path fits decides, before those of the host. */
function sectionWays(scope: readonly Directive[]): Way[] {
  const sections = scope.filter(({ name, inside }) => PATH_SECTIONS.has(name) && inside !== null);
  const ways = sections.flatMap((section) =>
    section.inside!.flatMap((by): Way[] => {
      if (by.name !== "proxypass" && by.name !== "proxypassmatch") return [];
      const [url, ...parameters] = by.args;
      return [{ by, url: passed(url), parameters, around: [section], path: sectionPath(section), sure: true }];
    }),
  );
  return ways.reverse();
}

/** `ProxyPass /a http://app/`, `ProxyPassMatch "^/a" http://app`, `RewriteRule ^/a http://app/ [P]`, in their order. */
function ownWays(scope: readonly Directive[]): Way[] {
  return scope.flatMap((by): Way[] => {
    const [path = "", url, ...parameters] = by.args;
    const base = { by, url: passed(url), parameters, around: [], sure: true };
    if (by.name === "proxypass") return [{ ...base, path: { prefix: path } }];
    if (by.name === "proxypassmatch") return [{ ...base, path: { expression: path } }];
    return [];
  });
}

/** Conditions under which no request of the lab's is rewritten: it asks for no upgrade. */
const UPGRADE = /upgrade|websocket/i;

/** `RewriteRule`s that end: they come before every ProxyPass. One with conditions cannot be told, but for those about an upgrade. */
function rewriteWays(scope: readonly Directive[]): Way[] {
  let conditions: Directive[] = [];
  return scope.flatMap((by): Way[] => {
    if (by.name === "rewritecond") conditions.push(by);
    if (by.name !== "rewriterule") return [];
    const held = conditions;
    conditions = [];
    const [expression = "", url = "", flags = ""] = by.args;
    const proxies = /\[(.*,)?(P|proxy)(,.*)?\]/i.test(flags);
    const answers = /\[(.*,)?(R|redirect|F|G)(=\d+)?(,.*)?\]/i.test(flags) || /^https?:/.test(url);
    if ((!proxies && !answers) || held.some(({ args }) => UPGRADE.test(args.join(" ")))) return [];
    if (held.some(({ args }) => args[0] === "%{HTTPS}")) return [];
    const base = { by, parameters: [], around: [], path: { expression }, sure: held.length === 0 };
    return [{ ...base, url: proxies ? url : null }];
  });
}

/** `SetHandler "proxy:fcgi://php:9000"`: after every ProxyPass. */
function handlerWays(scope: readonly Directive[], around: readonly Directive[] = []): Way[] {
  return scope.flatMap((by): Way[] => {
    if (by.inside !== null && !["proxy", "virtualhost"].includes(by.name))
      return handlerWays(by.inside, [by, ...around]);
    const url = by.name === "sethandler" ? /^proxy:(.*)$/.exec(by.args[0] ?? "")?.[1] : undefined;
    if (url === undefined) return [];
    const section = around.find(({ name }) => PATH_SECTIONS.has(name));
    const path = section === undefined ? { prefix: "/" } : sectionPath(section);
    return [{ by, url, parameters: [], around, path, sure: around.every(({ name }) => PATH_SECTIONS.has(name)) }];
  });
}

/** The ways of a host, in the order in which Apache tries them. */
export function waysOf({ scope }: Host): Way[] {
  return [...rewriteWays(scope), ...sectionWays(scope), ...ownWays(scope), ...handlerWays(scope)];
}

/** The way that a path takes; undefined: none, or it cannot be told. */
export function wayOf(ways: readonly Way[], path: string): Way | undefined {
  const first = ways.find((way) => takes(way, path));
  return first?.sure === true ? first : undefined;
}

/** Whether a host sends what comes without TLS to https: `RewriteCond %{HTTPS} off` before a rule that redirects. */
export function redirectsToTls({ scope }: Host): boolean {
  return scope.some(({ name, args }, index) => {
    const rule = scope[index + 1];
    const https = name === "rewritecond" && args[0] === "%{HTTPS}" && /off|!=on|!on/.test(args[1] ?? "");
    return https && rule?.name === "rewriterule" && /^https:/.test(rule.args[1] ?? "");
  });
}
