import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import type { Place, Route, Value } from "../../../src/verify/route.ts";

/** Long enough for any answer. */
const LONG = "1h";

/** What lines are indented with here: as one of the route's own, or four spaces. */
function indentIn(route: Route, file: string): string {
  const places = Object.values(route.values).map(({ at }) => at);
  return places.find((at) => at?.file === file && at.indent !== "")?.indent ?? "    ";
}

const replaced = (at: Place, text: string): Edit => {
  return { kind: "replace", file: at.file, line: at.line, text: `${at.indent ?? "    "}${text}` };
};
const removed = (at: Place): Edit => ({ kind: "remove", file: at.file, line: at.line });

/** Sets a line of a route: in the place of the one that holds, else at the head of its backend. */
function set(route: Route, value: Value | undefined, text: string): Edit {
  if (value?.at) return replaced(value.at, text);
  const { file, line } = route.openings[0]!;
  return { kind: "insert", file, afterLine: line, text: `${indentIn(route, file)}${text}` };
}

const removing = (value: Value | undefined): Edit[] => (value?.at ? [removed(value.at)] : []);

/** Switches an option on, unless it is. */
function on(route: Route, option: string): Edit[] {
  const value = route.values[option];
  return value?.at && !value.value.startsWith("no ") ? [] : [set(route, value, option)];
}

/** What may cure a fault, by fault, the likeliest first. */
const CURES: Readonly<Record<Fault, (route: Route) => readonly Edit[]>> = {
  holds: (route) => [...on(route, "option http-no-delay"), ...removing(route.values["compression algo"])],
  loses: (route) => removing(route.values["compression algo"]),
  // `timeout client` is about the reader, of whom nothing is awaited (experiment haproxy-timeouts)
  cuts: (route) => {
    const value = route.values["timeout server"];
    return value?.at ? [set(route, value, `timeout server ${LONG}`)] : [];
  },
  replays: (route) => removing(route.values["http-request cache-use"]),
  "goes-on": (route) => on(route, "option abortonclose"),
  refuses: () => [],
  hides: () => [],
  repeats: (route) => removing(route.values["retry-on"]),
};

/** Changes that may cure a fault of a route. */
export function candidates(route: Route, fault: Fault): readonly Edit[] {
  return CURES[fault](route);
}

/** Lines that may have no effect on a stream: those that people write for it, and those that are blamed. */
export function suspects(route: Route): readonly Edit[] {
  const named = Object.entries(route.values).filter(([name]) => / \(line \d+\)$/.test(name));
  return named.flatMap(([, { at }]) => (at ? [removed(at)] : []));
}

/** The line of a limit with so many seconds in it. HAProxy has no limit without a line. */
export function scaled(_route: Route, { seconds: { at } }: Limit, seconds: number): Edit | null {
  const name = at === null ? undefined : /^timeout\s+(\S+)/.exec(at.text)?.[1];
  return at === null || name === undefined ? null : replaced(at, `timeout ${name} ${seconds * 1000}ms`);
}
