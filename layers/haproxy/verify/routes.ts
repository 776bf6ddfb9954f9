import { examplePath, literalsOf } from "../../../src/verify/example.ts";
import type { OwnFile } from "../../../src/verify/product.ts";
import type { Listener, Route, Target } from "../../../src/verify/route.ts";
import { applies, conditionOf } from "./conditions.ts";
import { criterionOf, type Request } from "./criteria.ts";
import { guardsIn } from "./guards.ts";
import { lineIn, type Line, type Section, sectionsOf } from "./sections.ts";
import { listenersIn, targetOf } from "./servers.ts";
import { effectiveOf, suspectsIn } from "./values.ts";

/** A name that no config lets in by chance, for a reader that names no host. */
const ANY_HOST = "any.invalid";

/** A rule of a frontend that sends requests somewhere, in the order in which they are tried. */
interface Way {
  readonly line: Line;
  /** A backend's name; null: the section's own servers. */
  readonly to: string | null;
}

/** Whether a section speaks HTTP: TCP is the default (configuration.txt, 4.2 "mode"). */
export function speaksHttp(section: Section): boolean {
  return lineIn(section, ([word]) => word === "mode")?.words[1] === "http";
}

/** `use_backend` in order, then `default_backend`, then the servers of a `listen`. */
function waysOf(section: Section): Way[] {
  const uses = section.lines.filter(({ words }) => words[0] === "use_backend");
  const last = lineIn(section, ([word]) => word === "default_backend");
  const own = section.kind === "listen" && targetOf(section) !== null ? [{ line: section.open, to: null }] : [];
  const named = last === null ? own : [{ line: last, to: last.words[1]! }];
  return [...uses.map((line) => ({ line, to: line.words[1]! })), ...named];
}

/** The way that a request takes; undefined: none, or it cannot be told. */
function wayOf(section: Section, ways: readonly Way[], request: Request): Way | undefined {
  const first = ways.find(
    ({ line }) => line.words[0] !== "use_backend" || applies(line.words, section, request) !== false,
  );
  const sure = first?.line.words[0] !== "use_backend" || applies(first.line.words, section, request) === true;
  return sure ? first : undefined;
}

/** Rules by which HAProxy answers itself. */
const ANSWERS = new Set(["redirect", "return", "use-service", "deny", "reject", "tarpit"]);

/** Whether one of these sections answers a request by itself. */
function answered(sections: readonly Section[], request: Request): boolean {
  return sections.some((section) =>
    section.lines.some(({ words }) => {
      const rule = words[0] === "http-request" ? words[1] : words[0];
      return ANSWERS.has(rule!) && applies(words, section, request) === true;
    }),
  );
}

/** Patterns that a rule's condition names for what it looks at. */
function named(words: readonly string[], section: Section, fetches: readonly string[]): string[] {
  const criteria = (conditionOf(words, section) ?? []).flat().flatMap((term) => (term.not ? [] : term.criteria));
  const chosen = criteria.filter(({ fetch }) => fetches.includes(fetch));
  return chosen.flatMap(({ match, patterns }) => (match === "reg" ? patterns.flatMap(literalsOf) : patterns));
}

/** Host names that a section's ACLs know: where it lets no other in. */
function hostsIn(section: Section): string[] {
  const acls = section.lines.filter(({ words }) => words[0] === "acl").map(({ words }) => criterionOf(words.slice(2)));
  return acls.flatMap(({ fetch, match, patterns }) => (fetch === "host" && match === "str" ? patterns : []));
}

function routeOf(section: Section, way: Way, ways: readonly Way[], sections: readonly Section[]): Route | null {
  const backend = way.to === null ? section : sections.find(({ kind, name }) => kind === "backend" && name === way.to);
  const computed = way.to?.includes("%[") === true;
  const target: Target | null = computed
    ? { servers: [], asks: "1.1", at: way.line.at }
    : backend === undefined
      ? null
      : targetOf(backend);
  if (target === null || (backend !== undefined && !speaksHttp(backend))) return null;
  const hosts = named(way.line.words, section, ["host"]).map((host) => host.replace(/^\./, "any."));
  const paths = named(way.line.words, section, ["path", "url"]);
  const parts = backend === undefined || backend === section ? [section] : [section, backend];
  const lands = (host: string, tls: boolean) => (path: string) => {
    const request = { host, path, tls };
    return wayOf(section, ways, request) === way && !answered(parts, request);
  };
  const tries = [...hosts, null, ...hostsIn(section)].flatMap((host) => [true, false].map((tls) => ({ host, tls })));
  const found = tries
    .map(({ host, tls }) => ({ host, path: examplePath(paths, lands(host ?? ANY_HOST, tls)) }))
    .find(({ path }) => path !== null);
  const host = found?.host ?? hosts[0] ?? null;
  const reached = ({ tls }: Listener): boolean => found?.path == null || lands(host ?? ANY_HOST, tls)(found.path);
  const global = sections.find(({ kind }) => kind === "global") ?? null;
  const effective = effectiveOf(section, backend ?? section);
  const around = parts.flatMap((part) => [part, part.defaults]);
  const condition = way.line.words.slice(2).join(" ");
  return {
    id: `${section.name} ${way.to ?? "servers"}${condition === "" ? "" : ` ${condition}`}`,
    host,
    listeners: listenersIn(section).filter(reached),
    location: way.line.words.join(" "),
    at: way.line.at,
    example: found?.path ?? null,
    target,
    ...effective,
    values: { ...effective.values, ...suspectsIn([...new Set(around), global]) },
    guards: guardsIn(parts, global),
    openings: parts.map(({ open }) => open.at).reverse(),
  };
}

/** A route for each way from a frontend that speaks HTTP to servers. */
export function routesOf(files: readonly OwnFile[]): Route[] {
  const sections = sectionsOf(files);
  const frontends = sections.filter((section) => ["frontend", "listen"].includes(section.kind) && speaksHttp(section));
  return frontends.flatMap((section) => {
    const ways = waysOf(section);
    return ways.flatMap((way) => routeOf(section, way, ways, sections) ?? []);
  });
}
