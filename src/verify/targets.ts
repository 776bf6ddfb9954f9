import { isIP } from "node:net";
import type { OwnFile } from "./product.ts";
import type { Route } from "./route.ts";
import type { Topology } from "./stand.ts";

/** Where a computed upstream goes, as the person says it: --upstream host:port. */
export interface GivenUpstream {
  readonly host: string;
  readonly port: number;
}

type Server = Route["target"]["servers"][number];

/** Why a route cannot be measured, before any request; null: it can. */
export function unmeasurable(route: Route, given: readonly GivenUpstream[]): string | null {
  const { servers, at, speaks } = route.target;
  const [missing] = route.unread ?? [];
  if (missing !== undefined) {
    return `line ${missing.line} brings in a file that was not given, and that may decide: ${missing.text} (name it behind the config)`;
  }
  if (speaks !== undefined) return `its upstream speaks ${speaks} (line ${at.line}): the lab's origin speaks HTTP`;
  if (servers.length === 0 && given.length === 0) {
    return `cannot see where line ${at.line} goes: --upstream host:port`;
  }
  if (servers.some(({ host }) => host.startsWith("unix:"))) return `its upstream is a socket file (line ${at.line})`;
  if (route.listeners.length === 0) return "nothing listens for it that the lab can ask";
  return null;
}

/** Whether a host is the machine that asks for it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.|^0\.0\.0\.0$/.test(host);
}

/** How product and instrument stand to each other for these routes. */
export function topologyOf(
  routes: readonly Route[],
  given: readonly GivenUpstream[],
  names: readonly string[],
): Topology {
  const productPorts = [...new Set(routes.flatMap(({ listeners }) => listeners.map(({ port }) => port)))];
  const servers = [
    ...routes.flatMap(({ target }) => target.servers),
    ...given.map((each) => ({ ...each, tls: false })),
  ];
  const http = servers.filter(({ host }) => !host.startsWith("unix:"));
  const taken = ({ host, port }: Server): boolean => productPorts.includes(port) && !isLoopback(host);
  const apart = http.some(taken);
  // a server that reaches another one of the same config is measured through, not served
  const served = http.filter(({ host, port }) => apart || !(isLoopback(host) && productPorts.includes(port)));
  return {
    apart,
    names: [...new Set([...names, ...http.map(({ host }) => host).filter(isName)])],
    originPorts: [...new Set(served.map(({ port }) => port))],
    namedPorts: [...new Set(http.filter(({ host }) => !isLoopback(host)).map(({ port }) => port))],
    productPorts,
  };
}

function isName(host: string): boolean {
  return isIP(host) === 0 && host !== "localhost" && /^[A-Za-z0-9_]([\w.-]*\w)?$/.test(host);
}

/**
 * The same, with each port that the files name for these hosts or for this machine: what is asked beside the path (a guard, a mirror) is no
 * route, and must be there too. What the product itself listens at it has taken by then.
 */
export function withNamedPorts(topology: Topology, files: readonly OwnFile[]): Topology {
  const hosts = [...topology.names, "127.0.0.1", "localhost"].map((host) => host.replaceAll(".", String.raw`\.`));
  const pattern = new RegExp(String.raw`(?<![\w.-])(?:${hosts.join("|")}):(\d{2,5})(?!\d)`, "g");
  const ports = files.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, port]) => Number(port)));
  const free = ports.filter((port) => port < 65_536 && !topology.productPorts.includes(port));
  return { ...topology, originPorts: [...new Set([...topology.originPorts, ...free])] };
}

/** Addresses in the configs that lead out of the machine. */
export function literalsOf(routes: readonly Route[]): string[] {
  const hosts = routes.flatMap(({ target }) => target.servers.map(({ host }) => host));
  return [...new Set(hosts.filter((host) => isIP(host) !== 0 && !isLoopback(host)))];
}

/** The files with such an address read as the origin's, where it stands as an upstream: no line moves. */
export function pointedAt(files: readonly OwnFile[], literals: readonly string[], address: string): OwnFile[] {
  return files.map((file) => ({
    ...file,
    text: literals.reduce((text, literal) => {
      const ip = literal.replaceAll(".", String.raw`\.`);
      return text.replaceAll(
        new RegExp(
          String.raw`(//|\bserver\s+(?:\S+\s+)?|address:\s*["']?|\.host\s*=\s*")${ip}(?![\d.])|(?<![\d.])${ip}(?=:\d)`,
          "g",
        ),
        (_all, before: string | undefined) => `${before ?? ""}${address}`,
      );
    }, file.text),
  }));
}
