import type { Limit } from "../../../src/verify/product.ts";
import type { BodyFilter, Value } from "../../../src/verify/route.ts";
import { fieldOf, type Node, placeOf, valueOf } from "./nodes.ts";
import type { Effect, Outcome } from "./run.ts";
import { sourceOf } from "./tokens.ts";

/** Defaults of varnishd's parameters (7.7, `varnishd -x parameter`): they are not in VCL. Seconds. */
const DEFAULTS = { first_byte: "60", between_bytes: "60", send: "600", pipe: "60" };

const UNITS: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds in a duration of VCL's; null: it is computed. */
export function secondsOf(duration: string): string | null {
  const match = /^(\d+(?:\.\d+)?) ?(ms|[smhdwy])?$/.exec(duration);
  return match ? String(Number(match[1]) * UNITS[match[2] ?? "s"]!) : null;
}

/** The last `set` of a name that a request comes by, or may come by. */
export function lastOf(effects: readonly Effect[], name: string): Effect | null {
  return effects.findLast((effect) => effect.name === name && effect.value.length > 0) ?? null;
}

/** What sets a limit: a statement of the request's, a field of its backend, or a parameter. */
export interface LimitSource {
  readonly kind: Limit["kind"];
  /** Null: the parameter's default. */
  readonly node: Node | null;
  readonly seconds: string;
  /** The field of a backend, or the variable, that would set it; null: VCL cannot. */
  readonly named: string | null;
}

/** What ends an answer: of a pipe another limit than of all else. */
export function limitSources({ action, effects }: Outcome, backend: Node | null): LimitSource[] {
  if (action === "pipe") {
    return (["headers", "idle"] as const).map((kind) => ({ kind, node: null, seconds: DEFAULTS.pipe, named: null }));
  }
  const source = (kind: Limit["kind"], name: string, variable: string, otherwise: string): LimitSource => {
    const set = lastOf(effects, variable)?.node ?? null;
    const node = set ?? (backend === null || name === "" ? null : fieldOf(backend, `.${name}`));
    const own = node === null ? otherwise : secondsOf(sourceOf(valueOf(node)));
    return {
      kind,
      node: own === null ? null : node,
      seconds: own ?? otherwise,
      named: name === "" ? variable : `.${name}`,
    };
  };
  const deadline = lastOf(effects, "bereq.task_deadline");
  return [
    source("headers", "first_byte_timeout", "bereq.first_byte_timeout", DEFAULTS.first_byte),
    source("idle", "between_bytes_timeout", "bereq.between_bytes_timeout", DEFAULTS.between_bytes),
    source("total", "", "sess.send_timeout", DEFAULTS.send),
    ...(deadline === null ? [] : [source("total", "", "bereq.task_deadline", "0")]),
  ];
}

/** Switches of a fetch, and what they are without a line. */
const SWITCHES = {
  "beresp.do_stream": "true",
  "beresp.do_esi": "false",
  "beresp.do_gzip": "false",
  "beresp.do_gunzip": "false",
};

/** Lines that people write for a stream, or that are blamed for it: their effect is what is asked. */
const SUSPECTS: readonly RegExp[] = [
  /^set beresp\.do_stream = true$/,
  /^set beresp\.do_gunzip = true$/,
  /^set (be)?resp\.http\.(x-accel-buffering|cache-control|connection|transfer-encoding|content-encoding)\b/,
  /^unset (be)?resp\.http\.(content-length|transfer-encoding|etag)$/,
  /^set (be)?req\.http\.(connection|accept-encoding)\b/,
  /^unset (be)?req\.http\.accept-encoding$/,
];

/** Those that a request comes by, each once. */
export function suspectsIn(effects: readonly Effect[]): Effect[] {
  const found = effects.filter(({ node }) => SUSPECTS.some((one) => one.test(sourceOf(node.words).toLowerCase())));
  return found.filter(({ node }, index) => found.findIndex((other) => other.node === node) === index);
}

/** The values that bear on a stream, with their lines. */
export function valuesOf(effects: readonly Effect[], sources: readonly LimitSource[]): Readonly<Record<string, Value>> {
  const switches = Object.entries(SWITCHES).map(([name, otherwise]): [string, Value] => {
    // one that is not as it is without a line: it is enough that the request may come by it
    const set = effects.findLast((effect) => effect.name === name && sourceOf(effect.value) !== otherwise);
    return [
      name,
      set === undefined ? { value: otherwise, at: null } : { value: sourceOf(set.value), at: placeOf(set.node) },
    ];
  });
  const limits = sources.flatMap(({ named, seconds, node }): [string, Value][] =>
    named === null ? [] : [[named.replace(/^\./, ""), { value: seconds, at: node && placeOf(node) }]],
  );
  const ttl = lastOf(effects, "beresp.ttl");
  const kept: [string, Value] = [
    "beresp.ttl",
    { value: ttl ? sourceOf(ttl.value) : "default_ttl", at: ttl && placeOf(ttl.node) },
  ];
  const suspects = suspectsIn(effects).map(({ node }): [string, Value] => {
    return [`${sourceOf(node.words)} (line ${placeOf(node).line})`, { value: "", at: placeOf(node) }];
  });
  return Object.fromEntries([...switches, ...limits, kept, ...suspects]);
}

/** What works on an answer's body. */
export function filtersOf(values: Readonly<Record<string, Value>>): BodyFilter[] {
  const names = [
    ["beresp.do_gzip", "compresses"],
    ["beresp.do_esi", "writes"],
  ] as const;
  return names.flatMap(([name, does]) => {
    const at = values[name]?.at;
    return at ? [{ name: name.replace("beresp.", ""), does, at }] : [];
  });
}
