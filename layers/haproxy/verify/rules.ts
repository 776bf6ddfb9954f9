import type { Limit, Reading, Rule } from "../../../src/verify/product.ts";
import type { Route } from "../../../src/verify/route.ts";

/** Models are silent for this long while they think or read; a limit below it is worth a word before anything is measured. */
const SILENCE_SECONDS = 300;

/** The line of a limit of this kind that is shorter than models are silent. */
function tight({ limits }: Route, kind: Limit["kind"], what: string): Reading | null {
  const limit = limits.find((one) => one.kind === kind && Number(one.seconds.value) < SILENCE_SECONDS);
  const at = limit?.seconds.at;
  return limit === undefined || at == null ? null : { at, says: `${what} after ${limit.seconds.value} s` };
}

/** An option that is nowhere on: its own line where it is switched off, else where the backend begins. */
function missing({ values, openings }: Route, option: string): Reading | null {
  const value = values[option];
  if (value?.at && !value.value.startsWith("no ")) return null;
  return { at: value?.at ?? openings[0]!, says: `nothing switches ${option} on` };
}

/** What can be found in a config of HAProxy's. */
export const rules: readonly Rule[] = [
  {
    id: "haproxy/holds",
    fault: "holds",
    help:
      "Over HTTP/1.1 HAProxy tells the kernel that more is to come, so that it keeps what it has for up to 200 ms: " +
      "`option http-no-delay` in the frontend or the backend.",
    by: "proxy",
    experiment: "haproxy-msg-more",
    reads: (route) => missing(route, "option http-no-delay"),
  },
  {
    id: "haproxy/idle-limit",
    fault: "cuts",
    help: "`timeout server` ends an answer in which the model is silent for longer: raise it, or send heartbeats from the app.",
    by: "proxy",
    experiment: "haproxy-timeouts",
    reads: (route) => tight(route, "idle", "ends a silent answer"),
  },
  {
    id: "haproxy/headers-limit",
    fault: "cuts",
    help: "`timeout server` counts the wait for the answer's head, too: a late one is a 504. Raise it, or send the head at once.",
    by: "proxy",
    experiment: "haproxy-timeouts",
    reads: (route) => tight(route, "headers", "answers 504 for the model"),
  },
  {
    id: "haproxy/goes-on",
    fault: "goes-on",
    help: "HAProxy tells a silent model over HTTP/1.1 that its reader has left only with `option abortonclose`.",
    by: "proxy",
    experiment: "haproxy-reader-leaves",
    reads: (route) => missing(route, "option abortonclose"),
  },
  {
    id: "haproxy/repeats",
    fault: "repeats",
    help: "`retry-on` beyond failed connections asks the model again for the same answer: leave it out for this backend.",
    by: "proxy",
    experiment: "envoy-retry",
    reads: ({ values: { "retry-on": value } }) => {
      return value?.at ? { at: value.at, says: "asks the model again after more than a failed connection" } : null;
    },
  },
];
