import type { Listener } from "../../../src/verify/route.ts";
import { type Directive, lastOf } from "./directives.ts";

/** A virtual host, or what is outside of them. */
export interface Host {
  /** `ServerName`, without its port; null: none. */
  readonly name: string | null;
  readonly listeners: readonly Listener[];
  /** What holds in it, the outer first: mod_proxy tries a server's own before a virtual host's. */
  readonly scope: readonly Directive[];
  /** What stands in its own section. */
  readonly own: readonly Directive[];
  /** Its section's opening; null: there is none. */
  readonly opening: Directive | null;
}

/** Where Debian's ports.conf and the image's httpd.conf listen without a word of the site's. */
const USUAL_PORT = 80;

const portOf = (address: string): number | null => {
  const port = /(?:^|:)(\d+)$/.exec(address)?.[1];
  return port === undefined ? null : Number(port);
};

/** `Listen 8080`, `Listen 10.0.0.1:443 https`. */
export function portsOf(directives: readonly Directive[]): number[] {
  return directives.filter(({ name }) => name === "listen").flatMap(({ args }) => portOf(args[0] ?? "") ?? []);
}

/** HTTP/2 is offered where `Protocols` names it: h2 with TLS, h2c without (mod_http2; not by default). */
function listenersOf(ports: readonly number[], scope: readonly Directive[]): Listener[] {
  const tls = lastOf(scope, "sslengine")?.args[0]?.toLowerCase() === "on";
  const protocols = lastOf(scope, "protocols")?.args.map((word) => word.toLowerCase()) ?? [];
  return [...new Set(ports)].map((port) => ({ port, tls, http2: protocols.includes(tls ? "h2" : "h2c") }));
}

function nameOf(scope: readonly Directive[]): string | null {
  const name = lastOf(scope, "servername")?.args[0];
  return name === undefined ? null : name.replace(/^\w+:\/\//, "").replace(/:\d+$/, "");
}

/** The virtual hosts; without one, the server itself. Of two without a name at one port only the first is ever reached. */
export function hostsOf(directives: readonly Directive[]): Host[] {
  const outer = directives.filter(({ name }) => name !== "virtualhost");
  const listens = portsOf(outer);
  const sections = directives.filter(({ name }) => name === "virtualhost");
  if (sections.length === 0) {
    const ports = listens.length > 0 ? listens : [USUAL_PORT];
    const listeners = listenersOf(ports, outer);
    return [{ name: null, listeners, scope: outer, own: outer, opening: null }];
  }
  return sections.map((opening) => {
    const own = opening.inside ?? [];
    const scope = [...outer, ...own];
    const named = opening.args.flatMap((address) => portOf(address) ?? []);
    const ports = named.length > 0 ? named : listens.length > 0 ? listens : [USUAL_PORT];
    return { name: nameOf(own), listeners: listenersOf(ports, scope), scope, own, opening };
  });
}
