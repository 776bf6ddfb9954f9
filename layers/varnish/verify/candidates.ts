import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { atHead, behind, under, withToken, withValue, without } from "./edits.ts";
import { regexOf } from "./expressions.ts";
import type { LimitSource } from "./limits.ts";
import { conditionOf, placeOf } from "./nodes.ts";
import type { VarnishRoute } from "./routes.ts";
import type { Effect } from "./run.ts";
import type { Token } from "./tokens.ts";
import { suspectsIn } from "./values.ts";

/** Long enough for any answer. */
const LONG = "1h";
const STREAMS = 'beresp.http.Content-Type ~ "text/event-stream"';
const ASKS = 'bereq.http.Accept ~ "text/event-stream"';
const NO_STREAM = 'beresp.http.Content-Type !~ "text/event-stream"';

/** Statements that a request comes by, of this name and with this value. */
function settings({ effects }: VarnishRoute, name: string, value: string): Effect[] {
  return effects.filter((effect) => effect.name === `beresp.${name}` && effect.value[0]?.text === value);
}

/** What a condition around a statement compares the type with: `~ "text"` has event streams in it. */
function typeIn({ arms }: Effect): Token | null {
  for (const condition of arms.map(conditionOf).reverse()) {
    const at = condition.findIndex(({ text }) => /^beresp\.http\.content-type$/i.test(text));
    const [mark, value] = condition.slice(at + 1);
    if (at < 0 || mark?.text !== "~" || value?.kind !== "string") continue;
    if (regexOf(value.text)?.test("text/event-stream")) return value;
  }
  return null;
}

/** Only pages are parsed for ESI: by the type that its condition names, else by one of its own. */
function onlyPages(effect: Effect): Edit[] {
  const type = typeIn(effect);
  return [
    ...(type === null ? [] : withToken(type, '"text/html"')),
    ...under(NO_STREAM, effect.node),
    ...without(effect.node),
  ];
}

/** A statement at the head of a sub, which is made where there is none. */
function inSub(route: VarnishRoute, name: keyof VarnishRoute["subs"], text: string): Edit[] {
  const node = route.subs[name];
  return node === null ? behind(route.last, `sub ${name} { ${text} }`) : atHead(node, text);
}

/** Event streams are not kept for the next reader; nothing else changes. */
const unkept = (route: VarnishRoute): Edit[] =>
  inSub(route, "vcl_backend_response", `if (${STREAMS}) { set beresp.uncacheable = true; }`);

/** A limit with so many seconds: where it stands, else in its backend or in a sub. */
function timed(route: VarnishRoute, { node, named }: LimitSource, duration: string): Edit[] {
  if (node !== null) return withValue(node, duration);
  if (named === null) return []; // a parameter of varnishd's
  if (named.startsWith(".")) return route.backend === null ? [] : atHead(route.backend, `${named} = ${duration};`);
  return inSub(route, "vcl_recv", `set ${named} = ${duration};`);
}

/** What lets tokens through again, the likeliest first. */
const flowing = (route: VarnishRoute): Edit[] => [
  ...settings(route, "do_stream", "false").flatMap(({ node }) => withValue(node, "true")),
  ...settings(route, "do_esi", "true").flatMap(onlyPages),
  ...settings(route, "do_gzip", "true").flatMap(({ node }) => without(node)),
];

/** What is not passed is asked for with gzip, and decompressed through a buffer of 32 KB (gzip_buffer) for a reader that wants none. */
const plain = (route: VarnishRoute): Edit[] =>
  route.method === "GET" && route.caches
    ? inSub(route, "vcl_backend_fetch", `if (${ASKS}) { unset bereq.http.Accept-Encoding; }`)
    : [];

/** What may cure a fault, by fault, the likeliest first. */
const CURES: Readonly<Record<Fault, (route: VarnishRoute) => readonly Edit[]>> = {
  holds: (route) => [...flowing(route), ...plain(route)],
  loses: (route) =>
    ["do_esi", "do_gzip"].flatMap((name) => settings(route, name, "true")).flatMap(({ node }) => without(node)),
  cuts: (route) => {
    const shortest = route.sources.toSorted((a, b) => Number(a.seconds) - Number(b.seconds));
    return shortest.flatMap((source) => timed(route, source, LONG));
  },
  replays: unkept,
  // what is held, or kept for others, is fetched to its end (experiment varnish-reader-leaves)
  "goes-on": (route) => [...flowing(route), ...(route.caches ? unkept(route) : [])],
  repeats: () => [],
  refuses: () => [],
  hides: () => [],
};

/** Changes that may cure a fault of a route. */
export function candidates(route: Route, fault: Fault): readonly Edit[] {
  const all = CURES[fault](route as VarnishRoute);
  const key = (edit: Edit): string => JSON.stringify(edit);
  return all.filter((edit, index) => all.findIndex((other) => key(other) === key(edit)) === index);
}

/** Lines that may have no effect on a stream: those that people write for it, and those that are blamed. */
export function suspects(route: Route): readonly Edit[] {
  return suspectsIn((route as VarnishRoute).effects).flatMap(({ node }) => without(node));
}

/** The line of a limit with so many seconds in it; where none sets it, a new one. */
export function scaled(route: Route, { kind, seconds: { at } }: Limit, seconds: number): Edit | null {
  const own = route as VarnishRoute;
  const source = own.sources.find(
    (one) => one.kind === kind && (one.node === null ? null : placeOf(one.node).line) === (at?.line ?? null),
  );
  return source === undefined ? null : (timed(own, source, `${seconds}s`)[0] ?? null);
}
