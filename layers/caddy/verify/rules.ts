import type { Limit, Reading, Rule } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";

/** Answers last this long, and models are silent this long: a limit below it is worth a word before anything is measured. */
const ANSWER_SECONDS = 300;

function tight({ limits }: Route, kind: Limit["kind"], says: string): Reading | null {
  const limit = limits.find((one) => one.kind === kind && Number(one.seconds.value) < ANSWER_SECONDS);
  const at = limit?.seconds.at;
  return limit === undefined || at == null ? null : { at, says: `${says} after ${limit.seconds.value} s` };
}

/** The first of these lines that a route has. */
function has({ values }: Route, names: readonly string[], says: string): Reading | null {
  const at = names.map((name) => values[name]?.at).find((place) => place != null);
  return at == null ? null : { at, says };
}

/** What can be found in a Caddyfile. */
export const rules: readonly Rule[] = [
  {
    id: "caddy/response-buffers",
    fault: "holds",
    help: "`response_buffers` (before 2.7 `buffer_responses`) and `templates` wait for the whole answer: not on the route of the stream.",
    by: "proxy",
    experiment: "caddy-response-buffers",
    reads: (route) => has(route, ["response_buffers", "buffer_responses", "templates"], "waits for the answer's body"),
  },
  {
    id: "caddy/encode",
    fault: "holds",
    help: "Before 2.9.0 `encode` holds an answer, later versions only its head: leave the stream's path or type out of it.",
    by: "proxy",
    experiment: "caddy-encode",
    reads: (route) => has(route, ["encode"], "compresses what streams, and may hold it"),
  },
  {
    id: "caddy/flush-interval",
    fault: "holds",
    help: "An answer with a Content-Length that is no event stream is passed on in pieces of 4 KB: `flush_interval -1`.",
    by: "proxy",
    experiment: "caddy-flush-interval",
  },
  {
    id: "caddy/asks-for-gzip",
    fault: "holds",
    help: "Caddy asks the app for gzip although its reader did not: `compression off` in the transport, or an app that flushes.",
    by: "proxy",
    experiment: "caddy-asks-for-gzip",
  },
  {
    id: "caddy/total-limit",
    fault: "cuts",
    help: "The server's `timeouts write` counts the whole answer: no such limit where answers stream.",
    by: "proxy",
    experiment: "caddy-write-timeout",
    reads: (route) => tight(route, "total", "ends any answer"),
  },
  {
    id: "caddy/idle-limit",
    fault: "cuts",
    help: "The transport's `read_timeout` ends an answer in which the model is silent: raise it, or send heartbeats.",
    by: "proxy",
    experiment: "caddy-read-timeout",
    reads: (route) => tight(route, "idle", "ends a silent answer"),
  },
  {
    id: "caddy/headers-limit",
    fault: "cuts",
    help: "`response_header_timeout` and `read_timeout` count until the answer's head comes: a late one is a 502. Send the head at once.",
    by: "proxy",
    experiment: "caddy-read-timeout",
    reads: (route) => tight(route, "headers", "gives up the wait for a head"),
  },
  {
    id: "caddy/hides",
    fault: "hides",
    help: "Before 2.7.6 Caddy gives an answer that the app broke off a proper end: a later version.",
    by: "proxy",
    experiment: "caddy-truncation",
  },
  {
    id: "caddy/goes-on",
    fault: "goes-on",
    help: "Before 2.9.0 `flush_interval -1` keeps Caddy from telling the app that the reader has left; event streams need none.",
    by: "proxy",
    experiment: "caddy-reader-leaves",
    reads: (route) =>
      route.values["flush_interval"]?.value === "-1"
        ? has(route, ["flush_interval"], "hides a reader who leaves")
        : null,
  },
];
