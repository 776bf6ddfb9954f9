import type { Target } from "../../../src/verify/route.ts";
import { named, valueOf, type Chain } from "./context.ts";
import type { Homes } from "./homes.ts";
import type { Directive } from "./parse.ts";

type Upstream = Target["servers"][number];

/** What each directive that passes a request on speaks, and the family of directives that it brings: `proxy_read_timeout`. */
export const PASSES = {
  proxy_pass: { family: "proxy", speaks: "http" },
  grpc_pass: { family: "grpc", speaks: "grpc" },
  fastcgi_pass: { family: "fastcgi", speaks: "fastcgi" },
  uwsgi_pass: { family: "uwsgi", speaks: "uwsgi" },
  scgi_pass: { family: "scgi", speaks: "scgi" },
  memcached_pass: { family: "memcached", speaks: "memcached" },
} as const;
export type Pass = keyof typeof PASSES;

/** The directive of a block that passes a request on. */
export function passOf(block: Directive): { readonly directive: Directive; readonly pass: Pass } | null {
  const directive = (block.block ?? []).findLast((one) => one.name in PASSES);
  return directive === undefined ? null : { directive, pass: directive.name as Pass };
}

/** Since 1.29.7 nginx asks with HTTP/1.1 where nothing else is said. Source: https://nginx.org/en/CHANGES */
function defaultAsks(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 1_029_007 ? "1.1" : "1.0";
}

/** Where a location sends a request, and how it asks. */
export function targetOf(chain: Chain, pass: Directive, version: string, homes: Homes): Target {
  const { speaks } = PASSES[pass.name as Pass];
  const asks =
    speaks === "grpc" ? "2" : speaks === "http" ? valueOf(chain, "proxy_http_version", defaultAsks(version)) : "1.0";
  return {
    servers: serversFor(chain, pass),
    asks: asks === "2" || asks === "1.1" ? asks : "1.0",
    ...(speaks === "http" ? {} : { speaks }),
    at: homes.place(pass),
  };
}

/** Of a constant, one upstream or those of its block; of a variable, all that `set`, `map` and `split_clients` may put in; else none. */
function serversFor(chain: Chain, pass: Directive): readonly Upstream[] {
  const values = constants(pass.args[0] ?? "", chain, 0);
  const servers = values?.flatMap((value) => upstreamsOf(value, chain)) ?? [];
  return [...new Map(servers.map((server) => [`${server.host}:${server.port}`, server])).values()];
}

/** All texts that a value with variables can be; null: it is computed from the request, or by code. */
function constants(text: string, chain: Chain, depth: number): readonly string[] | null {
  // the path behind the upstream does not matter, and often has variables of the request
  const [, head = text] = /^((?:\w+:\/\/)?[^/?]*)/.exec(text) ?? [];
  const [found, braced, plain] = /\$(?:\{(\w+)\}|(\w+))/.exec(head) ?? [];
  if (found === undefined) return [text];
  const values = depth > 8 ? null : assigned(braced ?? plain!, chain);
  if (values === null) return null;
  const all = values.map((value) =>
    constants(
      text.replace(found, () => value),
      chain,
      depth + 1,
    ),
  );
  return all.includes(null) ? null : all.flatMap((each) => each ?? []);
}

/** What a variable may hold: every `set` of it around, an `if`'s included, or every value of its `map`. */
function assigned(name: string, chain: Chain): readonly string[] | null {
  const sets = chain.flatMap((block) => [block, ...named(block, "if")]).flatMap((block) => named(block, "set"));
  const own = sets.filter((set) => set.args[0] === `$${name}`).map((set) => set.args[1] ?? "");
  if (own.length > 0) return own;
  const maps = (chain[0]?.block ?? []).filter(
    ({ name: kind }) => kind === "map" || kind === "split_clients" || kind === "geo",
  );
  const map = maps.find((one) => one.args.at(-1) === `$${name}`);
  const rows = (map?.block ?? []).filter((row) => !["hostnames", "volatile", "include"].includes(row.name));
  return rows.length > 0 ? rows.map((row) => row.args[0] ?? "") : null;
}

/** `http://chat/v1`, `https://api.openai.com`, `127.0.0.1:9000` (uwsgi), `unix:/run/app.sock`, the name of an `upstream`. */
function upstreamsOf(value: string, chain: Chain): readonly Upstream[] {
  const [, scheme, host, port] = /^(?:(\w+):\/\/)?(\[[^\]]*\]|unix:[^:]*|[^/:?]+)(?::(\d+))?/.exec(value) ?? [];
  if (host === undefined) return [];
  const tls = scheme === "https" || scheme === "grpcs";
  const block = named(chain[0]!, "upstream").find((one) => one.args[0] === host);
  if (block === undefined) return [{ host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? (tls ? 443 : 80)), tls }];
  return named(block, "server")
    .filter((line) => !line.args.includes("down"))
    .flatMap((line) => upstreamsOf(line.args[0] ?? "", [{ ...chain[0]!, block: [] }]))
    .map((server) => ({ ...server, tls }));
}
