import type { BodyFilter, Value } from "../../../src/verify/route.ts";
import type { LimitSource } from "./limits.ts";
import { placeOf } from "./nodes.ts";
import { type Effect, lastOf } from "./run.ts";
import { sourceOf } from "./tokens.ts";

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

/** What a switch is in the end: the last line that is sure counts; one that may be run counts where it changes something. */
function switched(effects: readonly Effect[], name: string, otherwise: string): Value {
  const own = effects.filter((effect) => effect.name === name && effect.value.length > 0);
  const after = own.slice(own.findLastIndex(({ maybe }) => !maybe));
  const told = after.findLast(({ value }) => sourceOf(value) !== otherwise);
  return told === undefined ? { value: otherwise, at: null } : { value: sourceOf(told.value), at: placeOf(told.node) };
}

/** The last line that says how long an answer is kept: not how long it is known that it may not be. */
function keeping(effects: readonly Effect[]): Effect | null {
  const unkept = effects.filter(({ name, value }) => name === "beresp.uncacheable" && value[0]?.text === "true");
  if (unkept.some(({ maybe }) => !maybe)) return null;
  const blocks = unkept.map(({ arms }) => arms.at(-1));
  return lastOf(
    effects.filter(({ arms }) => arms.length === 0 || !blocks.includes(arms.at(-1))),
    "beresp.ttl",
  );
}

/**
 * The values that bear on a stream, with their lines.
 * @param byType effects for each type of a model's answers, event streams first: compressors choose by type
 */
export function valuesOf(
  byType: readonly (readonly Effect[])[],
  sources: readonly LimitSource[],
): Readonly<Record<string, Value>> {
  const effects = byType[0] ?? [];
  const switches = Object.entries(SWITCHES).map(([name, otherwise]): [string, Value] => {
    const all = (name === "beresp.do_gzip" ? byType : [effects]).map((one) => switched(one, name, otherwise));
    return [name, all.find(({ at }) => at !== null) ?? { value: otherwise, at: null }];
  });
  const limits = sources.flatMap(({ named, seconds, node }): [string, Value][] =>
    named === null ? [] : [[named.replace(/^\./, ""), { value: seconds, at: node && placeOf(node) }]],
  );
  const ttl = keeping(effects);
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
