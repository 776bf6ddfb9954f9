import { named, type Chain } from "./context.ts";
import type { Directive } from "./parse.ts";

/** A `listen` of a server, TCP only. */
export interface Listen {
  /** Two servers that listen on the same are told apart by name: `*:443`. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly isDefault: boolean;
  /** What comes must begin with a PROXY line. */
  readonly proxied: boolean;
  /** Null: no `listen`, which means port 80. */
  readonly directive: Directive | null;
}

/** Where a server listens; without a word of it, at port 80. */
export function listensOf(server: Directive, chain: Chain): readonly Listen[] {
  const on = (name: string): boolean => chain.some((block) => named(block, name).at(-1)?.args[0] === "on");
  const lines = named(server, "listen");
  if (lines.length === 0) {
    return [
      {
        address: "*:80",
        port: 80,
        tls: on("ssl"),
        http2: on("http2"),
        isDefault: false,
        proxied: false,
        directive: null,
      },
    ];
  }
  return lines.flatMap((line) => {
    const [first, ...flags] = line.args;
    const address = addressOf(first ?? "");
    // QUIC is UDP, and a unix socket is no port
    if (address === null || flags.includes("quic")) return [];
    return {
      ...address,
      tls: flags.includes("ssl") || on("ssl"),
      http2: flags.includes("http2") || on("http2"),
      isDefault: flags.includes("default_server") || flags.includes("default"),
      proxied: flags.includes("proxy_protocol"),
      directive: line,
    };
  });
}

/** `443`, `*:443`, `10.0.0.1:80`, `[::]:80`, `localhost`. IPv4 and IPv6 wildcards stay two addresses, as for nginx. */
function addressOf(text: string): { address: string; port: number } | null {
  if (text.startsWith("unix:")) return null;
  if (/^\d+$/.test(text)) return { address: `*:${text}`, port: Number(text) };
  const [, host, port] = /^(\[[^\]]*\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (host === undefined) return null;
  const number = Number(port ?? 80);
  return { address: `${host === "0.0.0.0" ? "*" : host}:${number}`, port: number };
}

/** A listener with what the others on its address say: TLS, HTTP/2 and PROXY lines belong to the address. */
export function shared(listen: Listen, all: readonly Listen[]): Listen {
  const same = all.filter((other) => other.address === listen.address);
  return {
    ...listen,
    tls: same.some((other) => other.tls),
    http2: listen.http2 || same.some((other) => other.directive?.args.includes("http2") === true),
    proxied: same.some((other) => other.proxied),
  };
}
