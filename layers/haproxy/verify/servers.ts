import type { Listener, Target } from "../../../src/verify/route.ts";
import { lineIn, type Line, type Section } from "./sections.ts";

/** Ports and protocols of a `bind` line's addresses; none for sockets and for what speaks the PROXY protocol. */
function listenersOf({ words }: Line): Listener[] {
  const [, addresses = "", ...rest] = words;
  if (rest.includes("accept-proxy")) return [];
  const tls = rest.includes("ssl");
  const alpn = rest[rest.indexOf("alpn") + 1];
  // with TLS, h2 is offered unless told otherwise (configuration.txt, 5.1 "alpn"); without, HTTP/2 is known by its first bytes
  const http2 = rest.includes("no-alpn") ? false : !tls || !rest.includes("alpn") || alpn!.split(",").includes("h2");
  return addresses.split(",").flatMap((address) => {
    const [first, last] = (/:(\d+)(?:-(\d+))?$/.exec(address) ?? []).slice(1).map(Number);
    return first === undefined || Number.isNaN(last ?? NaN) === false ? [] : [{ port: first, tls, http2 }];
  });
}

/** Where a frontend listens, each port once. */
export function listenersIn(section: Section): Listener[] {
  const all = section.lines.filter(({ words }) => words[0] === "bind").flatMap(listenersOf);
  return all.filter((one, index) => all.findIndex(({ port }) => port === one.port) === index);
}

/** `app:8000`, `ipv4@10.0.0.1:80`, `[::1]:80`, a socket file -> host and port; null: the connection decides about the port. */
function addressOf(text: string): { host: string; port: number } | null {
  const socket = /^(?:unix@|abns@)?(\/.+)$/.exec(text)?.[1];
  if (socket !== undefined) return { host: `unix:${socket}`, port: 0 };
  const match = /^(?:ipv[46]@|tcp[46]?@)?(?:\[([^\]]+)\]|([^/@]*?)):(\d+)$/.exec(text);
  return match ? { host: match[1] ?? match[2] ?? "", port: Number(match[3]) } : null;
}

/**
 * Where a backend sends a request.
 * @returns null where it has no server, and no expression that finds one
 */
export function targetOf(section: Section): Target | null {
  const lines = section.lines.filter(({ words }) => ["server", "server-template"].includes(words[0]!));
  const used = lines.filter(({ words }) => !words.includes("disabled"));
  const chosen = section.lines.find(({ words }) => words[0] === "use-server" && words[1]?.startsWith("%["));
  const first = used[0] ?? chosen;
  if (first === undefined) return null;
  const shared = lineIn(section, ([word]) => word === "default-server")?.words ?? [];
  const servers = used.flatMap(({ words }) => {
    const address = addressOf(words[words[0] === "server" ? 2 : 3] ?? "");
    const tls = !words.includes("no-ssl") && (words.includes("ssl") || shared.includes("ssl"));
    return address === null ? [] : [{ ...address, tls }];
  });
  return { servers, asks: asks([...shared, ...first.words]), at: first.at };
}

/** HTTP/1.1 unless a server is told otherwise (configuration.txt, 5.2 "proto" and "alpn"). */
function asks(words: readonly string[]): "1.1" | "2" {
  const [proto, alpn] = ["proto", "alpn"].map((word) =>
    words.includes(word) ? words[words.lastIndexOf(word) + 1] : "",
  );
  return proto === "h2" || alpn!.split(",")[0] === "h2" ? "2" : "1.1";
}
