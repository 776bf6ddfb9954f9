import type { Listener } from "../../../src/verify/route.ts";
import { named, type Chain } from "./context.ts";
import type { Listen } from "./listens.ts";
import { compile, serverFor } from "./match.ts";
import { sampleOf } from "./sample.ts";
import type { Server } from "./servers.ts";

/** How a server is reached: a Host, and those of its listeners where that Host comes to it and to no other server. */
export interface Reached {
  /** Null: any name that no server has. */
  readonly host: string | null;
  readonly listeners: readonly Listener[];
}

/**
 * The name that reaches a server on most of its listeners; a listener that another server of the same name has taken is left out, as is one
 * that wants a PROXY line.
 */
export function reach(servers: readonly Server[], server: Server): Reached {
  const candidates = [...server.names.map(hostFrom).filter((name) => name !== ""), null].filter(
    (name) => name !== undefined,
  );
  const reached = candidates.map((host) => ({ host, listens: listensFor(servers, server, host) }));
  const best = reached.reduce((most, next) => (next.listens.length > most.listens.length ? next : most), reached[0]!);
  const listeners = best.listens.map(({ port, tls, http2 }) => ({ port, tls, http2 }));
  // IPv4 and IPv6 of one port are one listener for a reader
  return { host: best.host, listeners: [...new Map(listeners.map((one) => [`${one.port}${one.tls}`, one])).values()] };
}

function listensFor(servers: readonly Server[], server: Server, host: string | null): readonly Listen[] {
  return server.listens.filter((listen) => !listen.proxied && serverFor(servers, listen, host) === server);
}

/** A Host that a server_name takes; undefined: a regular expression, of which none is known. */
function hostFrom(name: string): string | undefined {
  if (name.startsWith("~")) return sampled(name.slice(1));
  if (name.startsWith("*.")) return `lab${name.slice(1)}`;
  if (name.startsWith(".")) return name.slice(1);
  return name.endsWith(".*") ? `${name.slice(0, -1)}example` : name;
}

/** `^(?<sub>.+)\.example\.com$` -> `x.example.com`. */
function sampled(pattern: string): string | undefined {
  const host = sampleOf(pattern);
  return host !== null && /^[\w.-]+$/.test(host) && compile(pattern, true)?.test(host) ? host : undefined;
}

/** `if ($scheme = http) { return 301 https://..; }`: over clear HTTP nothing comes this far. */
export function redirectsClear(chain: Chain): boolean {
  return chain
    .flatMap((block) => named(block, "if"))
    .some((line) => {
      const asksScheme = /\$scheme\s*(=\s*"?http\b|!=\s*"?https)|\$https\s*(=\s*"?"?\)|!=\s*"?on)/.test(
        line.args.join(" "),
      );
      return asksScheme && named(line, "return").some((answer) => /^3\d\d$/.test(answer.args[0] ?? ""));
    });
}
