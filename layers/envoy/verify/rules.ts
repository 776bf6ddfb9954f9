import type { Limit, Reading, Rule } from "../../../src/verify/product.ts";
import type { Route, Value } from "../../../src/verify/route.ts";

/** Answers last this long, and models are silent this long: a limit below it is worth a word before anything is measured. */
const ANSWER_SECONDS = 300;

/** The line of a limit of this kind that is shorter than that; the route's own where it is the default. */
function tight(route: Route, kind: Limit["kind"], says: string): Reading | null {
  const limit = route.limits.find((one) => one.kind === kind && Number(one.seconds.value) < ANSWER_SECONDS);
  if (limit === undefined) return null;
  const { value, at } = limit.seconds;
  return { at: at ?? route.at, says: `${says} after ${value} s${at === null ? ", the default" : ""}` };
}

/** The first value of a route that is one of these. */
function valued({ values }: Route, fits: (value: Value) => boolean, says: string): Reading | null {
  const found = Object.values(values).find((value) => value.at !== null && fits(value));
  return found?.at ? { at: found.at, says } : null;
}

/** What can be found in a config of Envoy's. */
export const rules: readonly Rule[] = [
  {
    id: "envoy/ext-proc-buffered",
    fault: "holds",
    help: "An external processor that wants the whole body holds the answer, head included: `response_body_mode: STREAMED`.",
    by: "proxy",
    experiment: "envoy-ext-proc",
    reads: (route) => valued(route, ({ value }) => value.startsWith("BUFFERED"), "waits for the whole answer"),
  },
  {
    id: "envoy/lua-body",
    fault: "holds",
    help: "Lua's `body()` waits for the whole answer: `bodyChunks()` sees each piece as it passes.",
    by: "proxy",
    experiment: "envoy-lua-body",
    reads: (route) => valued(route, ({ value }) => value === "body()", "waits for the whole answer"),
  },
  {
    id: "envoy/compressor-zstd",
    fault: "holds",
    help: "Envoy's zstd keeps what it gets until it has 128 KB; gzip and brotli pass each event on.",
    by: "proxy",
    experiment: "envoy-compressor",
    reads: (route) => valued(route, ({ value }) => value === "Zstd", "keeps events until a block is full"),
  },
  {
    id: "envoy/total-limit",
    fault: "cuts",
    help: "The route's `timeout` counts the whole answer, 15 s unless it is set: `timeout: 0s` on the route of the stream.",
    by: "proxy",
    experiment: "envoy-route-timeout",
    reads: (route) => tight(route, "total", "ends any answer"),
  },
  {
    id: "envoy/idle-limit",
    fault: "cuts",
    help: "`stream_idle_timeout` (a route's `idle_timeout`) ends an answer in which the model is silent: raise it, or send heartbeats.",
    by: "proxy",
    experiment: "envoy-idle-timeout",
    reads: (route) => tight(route, "idle", "ends a silent answer"),
  },
  {
    id: "envoy/headers-limit",
    fault: "cuts",
    help: "`per_try_timeout` counts until the answer's head comes, and then asks again: send the head at once, or raise it.",
    by: "proxy",
    experiment: "envoy-retry",
    reads: (route) => tight(route, "headers", "gives a try up"),
  },
  {
    id: "envoy/repeats",
    fault: "repeats",
    help: "A retry asks the model again until a head has come: `num_retries: 0` for this route, or send the head at once.",
    by: "proxy",
    experiment: "envoy-retry",
    reads: ({ values: { retry_on: value } }) => (value?.at ? { at: value.at, says: "asks the model again" } : null),
  },
];
