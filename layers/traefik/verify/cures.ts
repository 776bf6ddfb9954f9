import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import type { Place, Route } from "../../../src/verify/route.ts";
import { filled, slotIn, without } from "../../../src/verify/slots.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import type { Middleware } from "./middlewares.ts";
import type { TraefikRoute } from "./routes.ts";
import { type Around, fastProxyOf } from "./values.ts";

/** Edits of a route, worked out while its nodes are at hand. */
export interface Edits {
  readonly cures: Readonly<Record<Fault, readonly Edit[]>>;
  readonly suspects: readonly Edit[];
}

const removed = ({ file, line }: Place): Edit => ({ kind: "remove", file, line });

/** Takes a middleware out of the list that brings it in: the item of `[a, b]`, or the line of `- a`. */
function detached({ item }: Middleware): Edit[] {
  const { source, node } = item;
  const { line, col } = source.counter.linePos(node.range![0]);
  const raw = source.lines[line - 1]!;
  if (/^\s*-\s/.test(raw)) return [removed(item.at)];
  const [before, after] = [raw.slice(0, col - 1), raw.slice(col - 1 + (node.range![1] - node.range![0]))];
  const [left, right] = /^\s*,/.test(after)
    ? [before, after.replace(/^\s*,\s*/, "")]
    : [before.replace(/,\s*$/, ""), after];
  return /[[,]\s*$/.test(before) ? [{ kind: "replace", file: source.file.name, line, text: left + right }] : [];
}

const of = ({ middlewares }: Around, ...types: string[]): Middleware[] =>
  middlewares.filter(({ type }) => types.includes(type));

/** Leaves events out of what is compressed, where no list of types stands yet: one cannot stand beside the other. */
function sparing({ spot }: Middleware): Edit[] {
  const listed = ["excludedContentTypes", "includedContentTypes"].some((key) => spot.get(key) !== null);
  return listed ? [] : filled(slotIn(spot, "excludedContentTypes"), "[text/event-stream]");
}

/** Without the line of `fastProxy`, and without that of `experimental` where nothing else stands below it. */
function plainProxy({ config }: Around): Edit[] {
  const spot = fastProxyOf(config);
  if (spot === null) return [];
  const text = spot.at.text;
  return /^["']?fastProxy["']?:\s*(\{.*\})?$/i.test(text) ? [removed(spot.at)] : [];
}

/** Sets a limit to none. */
function unlimited(map: Spot | null | undefined, name: string): Edit[] {
  return map?.get(name) ? filled(slotIn(map, name), "0s") : [];
}

const RESPONDING = ["transport", "respondingTimeouts"];

/** What may cure, by fault, the likeliest first; and the lines that may do nothing. */
export function editsOf(around: Around): Edits {
  const { entries, transport, balancer } = around;
  const compress = of(around, "compress");
  const responding = entries.flatMap(({ spot }) => spot?.get(...RESPONDING) ?? []);
  return {
    cures: {
      holds: [
        ...of(around, "buffering").flatMap(detached),
        ...plainProxy(around),
        ...compress.flatMap(sparing),
        ...compress.flatMap(detached),
      ],
      loses: [...plainProxy(around), ...compress.flatMap(detached), ...of(around, "buffering").flatMap(detached)],
      cuts: [
        ...responding.flatMap((map) => unlimited(map, "writeTimeout")),
        ...unlimited(transport?.get("forwardingTimeouts"), "responseHeaderTimeout"),
      ],
      replays: [],
      "goes-on": [...plainProxy(around), ...of(around, "buffering").flatMap(detached)],
      repeats: of(around, "retry").flatMap(detached),
      refuses: of(around, "inFlightReq").flatMap(detached),
      hides: plainProxy(around),
    },
    suspects: [
      ...(balancer?.get("responseForwarding") ? without(balancer.get("responseForwarding")!, "flushInterval") : []),
      ...responding.flatMap((map) => ["readTimeout", "idleTimeout"].flatMap((name) => without(map, name))),
      ...accelLines(around),
    ],
  };
}

/** Lines that set nginx's word for a stream in the headers middleware: it says nothing to Traefik. */
function accelLines(around: Around): Edit[] {
  return of(around, "headers").flatMap(({ spot }) =>
    ["customRequestHeaders", "customResponseHeaders"].flatMap((key) => {
      const map = spot.get(key);
      const names = (map?.pairs() ?? []).map(([name]) => name).filter((name) => /^x-accel-buffering$/i.test(name));
      return map === null ? [] : names.flatMap((name) => without(map, name));
    }),
  );
}

/** Changes that may cure a fault of a route. */
export function candidates(route: Route, fault: Fault): readonly Edit[] {
  return (route as TraefikRoute).edits.cures[fault];
}

/** Lines of a route that may have no effect on a stream. */
export function suspects(route: Route): readonly Edit[] {
  return (route as TraefikRoute).edits.suspects;
}

/** The line of a limit with so many seconds in it. Traefik has no limit without a line. */
export function scaled(_route: Route, { seconds: { at } }: Limit, seconds: number): Edit | null {
  if (at === null) return null;
  const text = at.text.replace(/((?:writeTimeout|responseHeaderTimeout)["']?:\s*)["']?[\w.]+["']?/i, `$1${seconds}s`);
  return text === at.text ? null : { kind: "replace", file: at.file, line: at.line, text: `${at.indent ?? ""}${text}` };
}
