import type { Limit } from "../../../src/verify/product.ts";
import type { Guard, Value } from "../../../src/verify/route.ts";
import { matcherOf } from "./matchers.ts";
import { lineIn, type Proxy } from "./proxies.ts";
import { serverOption } from "./sites.ts";
import type { Statement } from "./tokens.ts";

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/** Seconds in a duration of Go's, with Caddy's days: `1m30s`, `1d`. Null: none, or no limit. */
export function secondsOf(text: string | undefined): number | null {
  if (text === undefined || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
  return seconds > 0 ? seconds : null;
}

const valueOf = (line: Statement): Value => ({ value: line.words.slice(1).join(" "), at: line.at });

/** Lines of a proxy that bear on a stream, by where they stand. */
const LINES: readonly (readonly string[])[] = [
  ...[
    ["flush_interval"],
    ["response_buffers"],
    ["buffer_responses"],
    ["lb_retries"],
    ["lb_try_duration"],
    ["lb_retry_match"],
  ],
  ...[["request_buffers"], ["buffer_requests"], ["stream_timeout"], ["stream_close_delay"]],
  ...["read_timeout", "write_timeout", "response_header_timeout", "compression", "keepalive"].map((name) => [
    "transport",
    name,
  ]),
];
/** Lines of the `timeouts` option of the server. */
const SERVER_LINES = ["write", "read_body", "read_header", "idle"];
/** Headers that people set for a stream. */
const HEADERS = /^[+?>]?(x-accel-buffering|cache-control|connection|transfer-encoding)$/i;

/** The directives of this name that a request on its way to a proxy passes. */
export function passing({ beside }: Proxy, name: string): Statement[] {
  return beside.filter(({ words }) => words[0] === name);
}

/** Values that bear on a stream through a proxy, with their lines. */
export function valuesOf(proxy: Proxy, options: Statement | null): Readonly<Record<string, Value>> {
  const { statement } = proxy;
  const own = LINES.flatMap((path) => {
    const line = lineIn(statement, ...path);
    return line === null ? [] : [[path.join(" "), valueOf(line)] as const];
  });
  const timeouts = serverOption(options, "timeouts");
  const server = SERVER_LINES.flatMap((name) => {
    const line = timeouts === null ? null : lineIn(timeouts, name);
    return line === null ? [] : [[`timeouts ${name}`, valueOf(line)] as const];
  });
  const passed = ["encode", "templates", "cache"].flatMap((name) =>
    passing(proxy, name).map((line) => [name, valueOf(line)] as const),
  );
  const headers = passing(proxy, "header").flatMap((line) => [line, ...(line.block ?? [])]);
  const said = [...headers, ...(statement.block ?? [])].filter(({ words }) => words.some((word) => HEADERS.test(word)));
  const named = said.map((line) => [`${line.words.join(" ")} (line ${line.at.line})`, valueOf(line)] as const);
  return Object.fromEntries([...own, ...server, ...passed, ...named]);
}

/** What each line limits. Caddy itself has no limit of an answer (https://caddyserver.com/docs/caddyfile/options#timeouts). */
const LIMITS: readonly (readonly [string, readonly Limit["kind"][]])[] = [
  ["timeouts write", ["total"]],
  ["transport read_timeout", ["idle", "headers"]],
  ["transport response_header_timeout", ["headers"]],
];

/** What can end an answer: lines only, there is no default. */
export function limitsOf(values: Readonly<Record<string, Value>>): Limit[] {
  return LIMITS.flatMap(([name, kinds]) => {
    const value = values[name];
    const seconds = secondsOf(value?.value);
    if (value === undefined || seconds === null) return [];
    return kinds.map((kind) => ({ kind, seconds: { value: String(seconds), at: value.at } }));
  });
}

/** Directives that ask somebody whether a request may pass. */
const GUARDS: Readonly<Record<string, Guard["kind"]>> = {
  ...{ basic_auth: "auth", basicauth: "auth", forward_auth: "auth", rate_limit: "rate" },
};

/** What turns the lab's requests away: those, and what is answered by the reader's address. */
export function guardsOf({ beside }: Proxy): Guard[] {
  return beside.flatMap((statement) => {
    const name = statement.words[0]!;
    const kind = GUARDS[name];
    if (kind !== undefined) return [{ kind, at: statement.at }];
    if (!["abort", "error", "respond"].includes(name)) return [];
    const parts = matcherOf(statement, beside).flat();
    const byAddress = parts.some((part) => /^(remote_ip|client_ip)$/.test(part));
    return byAddress ? [{ kind: "address" as const, at: statement.at }] : [];
  });
}
