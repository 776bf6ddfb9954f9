import type { Target } from "../../../src/verify/route.ts";
import type { Directive } from "./directives.ts";

/** Schemes of mod_proxy that carry HTTP to the origin, or what the lab's origin cannot answer; any other (ws, ajp, ftp) is no route. */
const SCHEMES: Readonly<
  Record<string, Pick<Target, "asks" | "speaks"> & { readonly port: number; readonly tls: boolean }>
> = {
  http: { asks: "1.1", port: 80, tls: false },
  https: { asks: "1.1", port: 443, tls: true },
  h2c: { asks: "2", port: 80, tls: false },
  h2: { asks: "2", port: 443, tls: true },
  fcgi: { asks: "1.1", speaks: "fastcgi", port: 9000, tls: false },
  scgi: { asks: "1.1", speaks: "scgi", port: 4000, tls: false },
  uwsgi: { asks: "1.1", speaks: "uwsgi", port: 3031, tls: false },
};

/** What only the request decides: a back-reference, an expression. */
const COMPUTED = /\$\d|\$\{[^}]*\}|%\{[^}]*\}|%\d/;
/** Behind the authority it is the path: `http://app:3000%{REQUEST_URI}`, `balancer://pool$1`. */
const PATH_BEHIND = new RegExp(`(${COMPUTED.source})+$`);

type Server = Target["servers"][number];

/** `http://app:8000/x`, `unix:/run/a.sock|http://localhost/`; null: not a scheme that leads to a model. */
function serverOf(
  url: string,
): { readonly server: Server | null; readonly how: Pick<Target, "asks" | "speaks"> } | null {
  const socket = /^unix:([^|]+)\|(\w+):/.exec(url);
  const authority = (/^\w+:\/\/([^/]*)/.exec(url)?.[1] ?? "").replace(PATH_BEHIND, "");
  const match = /^(\w+):\/\/(\[[^\]]+\]|[^/:?#$%]*)(?::(\d+))?/.exec(url);
  const scheme = SCHEMES[(socket?.[2] ?? match?.[1] ?? "").toLowerCase()];
  if (scheme === undefined) return null;
  const { asks, speaks, port, tls } = scheme;
  const how = speaks === undefined ? { asks } : { asks, speaks };
  if (socket) return { server: { host: `unix:${socket[1]!}`, port: 0, tls }, how };
  if (authority === "" || COMPUTED.test(authority)) return { server: null, how };
  return { server: { host: match![2]!.replaceAll(/[[\]]/g, ""), port: Number(match![3] ?? port), tls }, how };
}

/** Members of `balancer://name`, from its `<Proxy>` section. */
function membersOf(name: string, scope: readonly Directive[]): string[] {
  const section = scope.find(({ name: kind, args, inside }) => kind === "proxy" && inside !== null && args[0] === name);
  const beside = scope.filter(({ name: kind, args }) => kind === "balancermember" && args[0] === name);
  const inside = (section?.inside ?? []).filter(({ name: kind }) => kind === "balancermember");
  return [...inside.map(({ args }) => args[0] ?? ""), ...beside.map(({ args }) => args[1] ?? "")];
}

/**
 * Where a URL of mod_proxy's sends a request.
 * @param by the directive that names it
 * @param scope what holds for it: balancers stand there
 * @returns null for what is no way to a model: WebSocket, AJP, FTP, a balancer without members
 */
export function targetOf(url: string, by: Directive, scope: readonly Directive[]): Target | null {
  const balancer = /^balancer:\/\/[^/$%]+/.exec(url)?.[0];
  const urls = balancer === undefined ? [url] : membersOf(balancer, scope);
  const found = urls.flatMap((one) => serverOf(one) ?? []);
  const first = found[0];
  if (first === undefined) return null;
  const old = scope.some(({ name, args }) => name === "setenv" && args[0] === "force-proxy-request-1.0");
  const how = old && first.how.asks === "1.1" ? { ...first.how, asks: "1.0" as const } : first.how;
  return { servers: found.flatMap(({ server }) => server ?? []), ...how, at: by.at };
}
