import type { Limit, Reading, Rule } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";

/** Models are silent for this long while they think or read; a limit below it is worth a word before anything is measured. */
const SILENCE_SECONDS = 300;

/** The line of a limit of this kind that is shorter than models take. */
function tight({ limits }: Route, kind: Limit["kind"], what: string): Reading | null {
  const limit = limits.find((one) => one.kind === kind && Number(one.seconds.value) < SILENCE_SECONDS);
  const at = limit?.seconds.at;
  return limit === undefined || at == null ? null : { at, says: `${what} after ${limit.seconds.value} s` };
}

/** The line that gives a switch of the fetch this value. */
function switched({ values }: Route, name: string, value: string, says: string): Reading | null {
  const found = values[`beresp.${name}`];
  return found?.at && found.value === value ? { at: found.at, says } : null;
}

/** What can be found in a VCL. */
export const rules: readonly Rule[] = [
  {
    id: "varnish/do-stream",
    fault: "holds",
    help: "`beresp.do_stream = false` fetches the whole answer before the first byte of it is delivered: leave it out for streams.",
    by: "proxy",
    experiment: "varnish-do-stream",
    reads: (route) => switched(route, "do_stream", "false", "do_stream is off: the whole answer is fetched first"),
  },
  {
    id: "varnish/do-esi",
    fault: "holds",
    help: "What is to be parsed for ESI is never streamed: set `beresp.do_esi` for pages (`text/html`) alone.",
    by: "proxy",
    experiment: "varnish-do-stream",
    reads: (route) => switched(route, "do_esi", "true", "do_esi switches streaming off, ESI tags or not"),
  },
  {
    id: "varnish/do-gzip",
    fault: "holds",
    help: "`beresp.do_gzip` compresses without a flush, for readers without Accept-Encoding, too: leave it out for streams.",
    by: "proxy",
    experiment: "varnish-do-gzip",
    reads: (route) =>
      switched(route, "do_gzip", "true", "do_gzip keeps what it is given until a block of zlib's is full"),
  },
  {
    id: "varnish/holds",
    fault: "holds",
    help:
      "What is not passed Varnish asks for with gzip, whatever the reader wants, and what it decompresses waits for 32 KB: " +
      "`unset bereq.http.Accept-Encoding` for streams, or `return (pass)`.",
    by: "proxy",
    experiment: "varnish-asks-gzip",
  },
  {
    id: "varnish/replays",
    fault: "replays",
    help: "An answer that is kept goes to whoever asks the same: `set beresp.uncacheable = true` for event streams, or `return (pass)`.",
    by: "proxy",
    experiment: "varnish-replay",
    reads: ({ caches, values: { "beresp.ttl": ttl } }) => {
      return caches && ttl?.at && !/^0s?$/.test(ttl.value)
        ? { at: ttl.at, says: `keeps answers for ${ttl.value}` }
        : null;
    },
  },
  {
    id: "varnish/idle-limit",
    fault: "cuts",
    help: "between_bytes_timeout ends an answer in which the model is silent for longer: raise it, or send heartbeats from the app.",
    by: "proxy",
    experiment: "varnish-timeouts",
    reads: (route) => tight(route, "idle", "ends a silent answer"),
  },
  {
    id: "varnish/headers-limit",
    fault: "cuts",
    help: "first_byte_timeout counts the wait for the answer's head: a late one is a 503. Raise it, or send the head at once.",
    by: "proxy",
    experiment: "varnish-timeouts",
    reads: (route) => tight(route, "headers", "answers 503 for the model"),
  },
  {
    id: "varnish/total-limit",
    fault: "cuts",
    help: "send_timeout ends a delivery over HTTP/1.1 that takes longer, however healthy: raise it.",
    by: "proxy",
    experiment: "varnish-send-timeout",
    reads: (route) => tight(route, "total", "ends every answer"),
  },
  {
    id: "varnish/goes-on",
    fault: "goes-on",
    help: "What Varnish holds, or keeps for others, it fetches to its end, whoever has left: stream it, and do not keep it.",
    by: "proxy",
    experiment: "varnish-reader-leaves",
  },
];
