import type { Edit, Fault, Limit } from "../../../src/verify/product.ts";
import type { Place, Route } from "../../../src/verify/route.ts";
import type { CaddyRoute } from "./routes.ts";

const removed = ({ file, line }: Place): Edit => ({ kind: "remove", file, line });

/** Takes a line away that says something about streams here. */
function removing(route: CaddyRoute, ...names: readonly string[]): Edit[] {
  return names.flatMap((name) => {
    const at = route.values[name]?.at;
    return at && !route.blocks.includes(name) ? [removed(at)] : [];
  });
}

/** A line of the proxy's block: in the place of the old one, else a new one; where there are no braces, with them. */
function set(route: CaddyRoute, name: string, lines: readonly string[]): Edit {
  const { at, braces, inner } = route.proxy;
  const old = route.values[name]?.at;
  if (old) return { kind: "replace", file: old.file, line: old.line, text: `${old.indent ?? inner}${lines[0]!}` };
  const step = inner.slice((at.indent ?? "").length) || "\t";
  const own = lines.map((line) => inner + line.replace(/^\t/, step)).join("\n");
  if (braces) return { kind: "insert", file: at.file, afterLine: at.line, text: own };
  const head = `${at.indent ?? ""}${at.text.replace(/\s+#.*$/, "")}`;
  return { kind: "replace", file: at.file, line: at.line, text: `${head} {\n${own}\n${at.indent ?? ""}}` };
}

/** Leaves streams out of what `encode` compresses: without its line, or by what it matches. */
function sparing(route: CaddyRoute): Edit[] {
  const at = route.values["encode"]?.at;
  if (!at) return [];
  if (!route.blocks.includes("encode")) return [removed(at)];
  const text = `${at.indent ?? ""}\tmatch header Content-Type text/html*`;
  return [{ kind: "insert", file: at.file, afterLine: at.line, text }];
}

/** Caddy asks the app for gzip although its reader did not: it is told not to. */
function asking(route: CaddyRoute): Edit[] {
  if (route.values["transport compression"]?.value === "off") return [];
  // a block of its own, unless there is one whose lines are seen
  const transport = Object.keys(route.values).some((name) => name.startsWith("transport "));
  return transport ? [] : [set(route, "transport", ["transport http {", "\tcompression off", "}"])];
}

/** What may cure a fault, by fault, the likeliest first. */
const CURES: Readonly<Record<Fault, (route: CaddyRoute) => readonly Edit[]>> = {
  holds: (route) => [
    ...removing(route, "response_buffers", "buffer_responses", "templates"),
    ...sparing(route),
    ...(route.values["flush_interval"]?.value === "-1" ? [] : [set(route, "flush_interval", ["flush_interval -1"])]),
    ...asking(route),
  ],
  loses: (route) => [...sparing(route), ...asking(route)],
  cuts: (route) => removing(route, "timeouts write", "transport read_timeout", "transport response_header_timeout"),
  replays: (route) => removing(route, "cache"),
  "goes-on": (route) => removing(route, "flush_interval"),
  refuses: () => [],
  hides: () => [],
  repeats: (route) => removing(route, "lb_retries", "lb_try_duration", "lb_retry_match"),
};

/** Changes that may cure a fault of a route. */
export function candidates(route: Route, fault: Fault): readonly Edit[] {
  return CURES[fault](route as CaddyRoute);
}

const SUSPECTS = ["flush_interval", "request_buffers", "buffer_requests", "stream_timeout", "stream_close_delay"];
const SERVER_SUSPECTS = [
  "timeouts read_body",
  "timeouts read_header",
  "timeouts idle",
  "transport write_timeout",
  "transport keepalive",
];

/** Lines that may have no effect on a stream: those that people write for it, and those that are blamed. */
export function suspects(route: Route): readonly Edit[] {
  const said = Object.keys(route.values).filter((name) => / \(line \d+\)$/.test(name));
  return removing(route as CaddyRoute, ...SUSPECTS, ...SERVER_SUSPECTS, ...said);
}

/** The line of a limit with so many seconds in it. Caddy has no limit without a line. */
export function scaled(_route: Route, { seconds: { at } }: Limit, seconds: number): Edit | null {
  const name = at === null ? undefined : /^\w+/.exec(at.text)?.[0];
  if (at === null || name === undefined) return null;
  return { kind: "replace", file: at.file, line: at.line, text: `${at.indent ?? ""}${name} ${seconds}s` };
}
