import type { Limit, Reading, Rule } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";
import { BY_STATUS, HOLDING } from "./values.ts";

/** Answers last this long, and models are silent this long: a limit below it is worth a word before anything is measured. */
const ANSWER_SECONDS = 300;

function tight({ limits }: Route, kind: Limit["kind"], says: string): Reading | null {
  const limit = limits.find((one) => one.kind === kind && Number(one.seconds.value) < ANSWER_SECONDS);
  const at = limit?.seconds.at;
  return limit === undefined || at == null ? null : { at, says: `${says} after ${limit.seconds.value} s` };
}

function has({ values }: Route, name: string, says: string): Reading | null {
  const at = values[name]?.at;
  return at == null ? null : { at, says };
}

/** What can be found in Traefik's files. */
export const rules: readonly Rule[] = [
  {
    id: "traefik/buffering",
    fault: "holds",
    help: "The buffering middleware waits for the whole answer, whatever it limits: not on the router of the stream.",
    by: "proxy",
    experiment: "traefik-buffering-middleware",
    reads: (route) => has(route, "buffering", "waits for the whole answer"),
  },
  {
    id: "traefik/compress",
    fault: "holds",
    help: "Before 3.3.5 compress holds the first kilobyte with brotli and zstd: `excludedContentTypes: [text/event-stream]`.",
    by: "proxy",
    experiment: "traefik-compress-version",
    reads: (route) => has(route, HOLDING, "holds the first kilobyte of what it compresses with brotli or zstd"),
  },
  {
    id: "traefik/fast-proxy",
    fault: "holds",
    help: "`fastProxy` flushes only what comes chunked: without it, or with an app that answers so.",
    by: "proxy",
    experiment: "traefik-fast-proxy",
    reads: (route) => has(route, "fastProxy", "holds what does not come chunked"),
  },
  {
    id: "traefik/total-limit",
    fault: "cuts",
    help: "The entry point's `writeTimeout` counts the whole answer: no such limit where answers stream.",
    by: "proxy",
    experiment: "traefik-write-timeout",
    reads: (route) => tight(route, "total", "ends any answer"),
  },
  {
    id: "traefik/headers-limit",
    fault: "cuts",
    help: "`responseHeaderTimeout` counts until the answer's head comes: a late one is a 504. Send the head at once.",
    by: "proxy",
    experiment: "traefik-header-timeout",
    reads: (route) => tight(route, "headers", "gives up the wait for a head"),
  },
  {
    id: "traefik/goes-on",
    fault: "goes-on",
    help: "`fastProxy` does not tell the app that the reader has left before it sends its next token.",
    by: "proxy",
    experiment: "traefik-reader-leaves",
    reads: (route) => has(route, "fastProxy", "hides a reader who leaves"),
  },
  {
    id: "traefik/hides",
    fault: "hides",
    help: "`fastProxy` gives an answer that the app broke off a proper end, and words that no model said.",
    by: "proxy",
    experiment: "traefik-fast-proxy-truncation",
    reads: (route) => has(route, "fastProxy", "gives what the app breaks off a proper end"),
  },
  {
    id: "traefik/repeats",
    fault: "repeats",
    help: "A retry by `status` asks the model again until a head has come: not on the router of the stream, or send the head at once.",
    by: "proxy",
    experiment: "traefik-retry",
    reads: (route) =>
      route.values["retry"]?.value === BY_STATUS ? has(route, "retry", "may ask the model again") : null,
  },
];
