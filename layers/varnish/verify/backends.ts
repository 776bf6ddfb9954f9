import type { Target } from "../../../src/verify/route.ts";
import { everywhere, fieldOf, headOf, type Node, placeOf, valueOf } from "./nodes.ts";

/** The name of a declaration: `backend app {`, `sub vcl_recv {`. */
export const nameOf = ({ words }: Node): string => words[1]?.text ?? "";

/** The declarations of a kind, in their order. */
export const declared = (nodes: readonly Node[], kind: string): Node[] => nodes.filter((node) => headOf(node) === kind);

/** A field's value in one word: `.port = "8080"`. */
export function textOf(node: Node, field: string): string | null {
  const found = fieldOf(node, field);
  return found === null ? null : (valueOf(found)[0]?.text ?? null);
}

/** Where requests go that nothing else is said of: the backend called `default`, else the first (VCL manual, "Backend definition"). */
export function defaultBackend(nodes: readonly Node[]): Node | null {
  const backends = declared(nodes, "backend");
  return backends.find((node) => nameOf(node) === "default") ?? backends[0] ?? null;
}

/** Members of a director: `new pool = directors.round_robin(); pool.add_backend(a);`. */
function membersOf(name: string, nodes: readonly Node[]): string[] {
  const calls = everywhere(nodes).filter((node) => headOf(node) === `${name}.add_backend`);
  return calls.flatMap(({ words }) => words.slice(2).find(({ kind }) => kind === "word")?.text ?? []);
}

/** The backends behind a name, a director's members too; null: a name that no declaration explains. */
export function backendsOf(name: string, nodes: readonly Node[], depth = 0): Node[] | null {
  const own = declared(nodes, "backend").find((node) => nameOf(node) === name);
  if (own !== undefined) return [own];
  const members = depth > 5 ? [] : membersOf(name, nodes).map((member) => backendsOf(member, nodes, depth + 1));
  const known = members.flatMap((each) => each ?? []);
  return known.length > 0 ? known : null;
}

/** Services that people name instead of a port. */
const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, "http-alt": 8080 };

/** `.host` and `.port`, the port in the host too, a socket file; null: `backend x none;`. */
function serverOf(node: Node): Target["servers"][number] | null {
  const path = textOf(node, ".path");
  if (path !== null) return { host: `unix:${path}`, port: 0, tls: false };
  const [, host, behind] = /^(.*?)(?::(\d+))?$/.exec(textOf(node, ".host") ?? "")!;
  if (host === "" || host === undefined) return null;
  const named = textOf(node, ".port") ?? behind ?? "80";
  return {
    host: /^[\da-f:]*:[\da-f:]*$/i.test(textOf(node, ".host")!) ? textOf(node, ".host")! : host,
    ...portOf(named),
  };
}

const portOf = (named: string): { port: number; tls: false } => ({ port: PORTS[named] ?? Number(named), tls: false });

const HOW = { asks: "1.1", chunks: true } as const;

/**
 * Where requests for a backend or a director go. Varnish asks with HTTP/1.1, without TLS. Of an answer that ends by closing it takes what came
 * with the head, and reads on before it gives it away (7.7, http1/cache_http1_vfp.c, v1f_read): whether a first token waits for the second is
 * then decided by how they fall into packets, and is measured of no VCL.
 * @returns null where nothing is behind it: `backend default none;`
 */
export function targetOf(backends: readonly Node[] | null, by: Node): Target | null {
  if (backends === null) return { servers: [], ...HOW, at: placeOf(by) };
  const servers = backends.flatMap((node) => serverOf(node) ?? []);
  return servers.length === 0 ? null : { servers, ...HOW, at: placeOf(backends[0]!) };
}

/** Debian's port, else one of those that people choose: never one that a backend has on the same machine. */
const LISTENS = [6081, 80, 8080, 6086] as const;

/** Where the lab lets it listen: `-a` is said on varnishd's command line, and not in VCL. */
export function listenPort(nodes: readonly Node[]): number {
  const taken = declared(nodes, "backend").map((node) => serverOf(node)?.port);
  return LISTENS.find((port) => !taken.includes(port)) ?? LISTENS[0];
}
