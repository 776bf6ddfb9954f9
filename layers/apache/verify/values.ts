import type { Limit } from "../../../src/verify/product.ts";
import type { Value } from "../../../src/verify/route.ts";
import { type Directive, everywhere, lastOf } from "./directives.ts";
import type { Way } from "./ways.ts";

/** Debian's apache2.conf; without a line 60 (core.html, "TimeOut"). */
const DEBIAN_SECONDS = "300";
const COMPILED_SECONDS = "60";

const valueOf = (found: Directive | null, otherwise: string): Value =>
  found === null ? { value: otherwise, at: null } : { value: found.args.join(" "), at: found.at };

/** A parameter of a worker, `timeout=600`, with the line that it stands in. */
function parameterOf(name: string, { by, parameters }: Way, scope: readonly Directive[]): Value | null {
  const pattern = new RegExp(`^${name}=(.+)$`, "i");
  const among = (words: readonly string[]) =>
    words.map((word) => pattern.exec(word)?.[1]).find((one) => one !== undefined);
  const own = among(parameters);
  if (own !== undefined) return { value: own, at: by.at };
  const sets = scope.flatMap((one) => (one.name === "proxy" && one.inside !== null ? one.inside : [one]));
  const set = sets.find(
    ({ name: kind, args }) => /^(proxyset|balancermember)$/.test(kind) && among(args) !== undefined,
  );
  return set === undefined ? null : { value: among(set.args)!, at: set.at };
}

/** Apache's durations: seconds, unless a unit stands behind them. */
function secondsOf(duration: string): number | null {
  const match = /^(\d+)(ms|s|mi|min|h)?$/.exec(duration);
  if (!match) return null;
  return Number(match[1]) * ({ ms: 1e-3, s: 1, mi: 60, min: 60, h: 3600 }[match[2] ?? "s"] ?? 1);
}

/** What counts the silence of the app: the worker's own `timeout`, else ProxyTimeout, else Timeout. */
export function timeoutOf(way: Way, scope: readonly Directive[], whole: boolean): Value {
  const own = parameterOf("timeout", way, scope);
  if (own !== null) return own;
  const held = lastOf(scope, "proxytimeout") ?? lastOf(scope, "timeout");
  return valueOf(held, whole ? COMPILED_SECONDS : DEBIAN_SECONDS);
}

/** One limit, of silence: before the response head it is a 502, after it the answer breaks off (experiment apache-timeouts). */
export function limitsOf(value: Value): Limit[] {
  const seconds = secondsOf(value.value);
  if (seconds === null || seconds === 0) return [];
  const found = { value: String(seconds), at: value.at };
  return [
    { kind: "idle", seconds: found },
    { kind: "headers", seconds: found },
  ];
}

/** Lines that people write for a stream, or that are blamed for it: their effect is what is asked. */
const SUSPECTS: readonly RegExp[] = [
  /^setenv(if\S*)? (.*\b)?(no-gzip|proxy-sendchunked|proxy-sendchunks|proxy-sendcl|proxy-nokeepalive|force-response-1\.0|downgrade-1\.0)\b/,
  /^(proxyiobuffersize|proxyreceivebuffersize|sendbuffersize|keepalive|keepalivetimeout|requestreadtimeout|enablesendfile|enablemmap)\b/,
  /^header (always )?(set|add|append) (x-accel-buffering|cache-control|connection|transfer-encoding|content-encoding)\b/,
];

/** Those lines, in what holds for a route. */
export function suspectsIn(scope: readonly Directive[]): Readonly<Record<string, Value>> {
  const lines = everywhere(scope).filter(({ name, args }) => {
    return SUSPECTS.some((pattern) => pattern.test(`${name} ${args.join(" ")}`.toLowerCase()));
  });
  return Object.fromEntries(lines.map(({ at }) => [`${at.text} (line ${at.line})`, { value: "", at }]));
}

const COMPRESSES = /\b(deflate|brotli_compress)\b/i;
const FILTERS = new Set([
  "setoutputfilter",
  "addoutputfilter",
  "addoutputfilterbytype",
  "filterprovider",
  "filterchain",
]);

/** The first line that puts a compressor to work. */
export function compressorIn(scope: readonly Directive[]): Directive | null {
  const lines = everywhere(scope);
  return lines.find(({ name, args }) => FILTERS.has(name) && COMPRESSES.test(args.join(" "))) ?? null;
}

/** What bears on a stream of a way, with its lines. */
export function valuesOf(way: Way, scope: readonly Directive[], whole: boolean): Readonly<Record<string, Value>> {
  return {
    timeout: timeoutOf(way, scope, whole),
    flushpackets: parameterOf("flushpackets", way, scope) ?? { value: "off", at: null },
    SecResponseBodyAccess: valueOf(lastOf(scope, "secresponsebodyaccess"), "off"),
    CacheEnable: valueOf(everywhere(scope).find(({ name }) => name === "cacheenable") ?? null, "off"),
    compressor: valueOf(compressorIn(scope), "none"),
    ...suspectsIn(scope),
  };
}
