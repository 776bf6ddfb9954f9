import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import type { Place, Route, Value } from "../../../src/verify/route.ts";
import type { ApacheRoute } from "./routes.ts";

/** Long enough for any answer, in seconds. */
const LONG = 3600;

/** A line that goes on in the next one is left alone: an edit is of one line. */
const isOneLine = (at: Place | null | undefined): at is Place => at != null && !at.text.endsWith("\\");

const replaced = (at: Place, text: string): Edit => {
  return { kind: "replace", file: at.file, line: at.line, text: `${at.indent ?? ""}${text}` };
};
const removing = (value: Value | undefined): Edit[] =>
  isOneLine(value?.at) && !value.at.text.startsWith("<")
    ? [{ kind: "remove", file: value.at.file, line: value.at.line }]
    : [];

/** A line of the host's own. */
function added({ room }: ApacheRoute, text: string): Edit {
  return { kind: "insert", file: room.file, afterLine: room.afterLine, text: `${room.indent}${text}` };
}

/** The limit of a route with so many seconds: the worker's own parameter, the line that holds, or a new one. */
function timed(route: ApacheRoute, at: Place | null, seconds: number): Edit | null {
  if (at === null) return added(route, `ProxyTimeout ${seconds}`);
  if (!isOneLine(at)) return null;
  if (/\btimeout=/i.test(at.text)) return replaced(at, at.text.replace(/\btimeout=\S+/i, `timeout=${seconds}`));
  const name = /^(ProxyTimeout|Timeout)\b/i.exec(at.text)?.[1];
  return name === undefined ? null : replaced(at, `${name} ${seconds}`);
}

/** PHP-FPM and the like: `flushpackets=on` behind the URL. */
function flushed(route: ApacheRoute): Edit[] {
  const { at, target } = route;
  if (target.speaks === undefined || route.values["flushpackets"]?.value === "on" || !isOneLine(at)) return [];
  return /^ProxyPass(Match)?\s/i.test(at.text) ? [replaced(at, `${at.text} flushpackets=on`)] : [];
}

/** Leaves answers out of what mod_security collects. */
function uninspected(route: ApacheRoute): Edit[] {
  const value = route.values["SecResponseBodyAccess"];
  if (value?.value.toLowerCase() !== "on") return [];
  return isOneLine(value.at) ? [replaced(value.at, "SecResponseBodyAccess Off")] : [];
}

/** What may cure a fault, by fault, the likeliest first. */
const CURES: Readonly<Record<Fault, (route: ApacheRoute) => readonly Edit[]>> = {
  holds: (route) => [...uninspected(route), ...flushed(route), ...removing(route.values["compressor"])],
  loses: (route) => removing(route.values["compressor"]),
  cuts: (route) => {
    const edit = timed(route, route.values["timeout"]?.at ?? null, LONG);
    return edit === null ? [] : [edit];
  },
  replays: (route) => removing(route.values["CacheEnable"]),
  // Apache looks at its reader only when it writes: the app has to make it write (experiment apache-reader-leaves)
  "goes-on": () => [],
  repeats: () => [],
};

/** Changes that may cure a fault of a route. */
export function candidates(route: Route, fault: Fault): readonly Edit[] {
  return CURES[fault](route as ApacheRoute);
}

/** `flushpackets=on` where HTTP is asked: it is for FastCGI and AJP only (mod_proxy.html, "ProxyPass"). */
function unflushed({ at, target, values }: ApacheRoute): Edit[] {
  const idle = target.speaks === undefined && values["flushpackets"]?.at?.line === at.line && isOneLine(at);
  return idle ? [replaced(at, at.text.replace(/\s+flushpackets=\S+/i, ""))] : [];
}

/** Lines that may have no effect on a stream: those that people write for it, and those that are blamed. */
export function suspects(route: Route): readonly Edit[] {
  const lines = Object.entries(route.values).filter(([name]) => / \(line \d+\)$/.test(name));
  return [...lines.flatMap(([, value]) => removing(value)), ...unflushed(route as ApacheRoute)];
}

/** The line of a limit with so many seconds in it; where none sets it, a new one. */
export function scaled(route: Route, { seconds: { at } }: Limit, seconds: number): Edit | null {
  return timed(route as ApacheRoute, at, seconds);
}
