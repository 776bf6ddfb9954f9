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

/** What can be found in a config of Apache's. */
export const rules: readonly Rule[] = [
  {
    id: "apache/inspects",
    fault: "holds",
    help: "`SecResponseBodyAccess On` collects text/plain and text/html whole to inspect them: Off where answers stream.",
    by: "proxy",
    experiment: "apache-modsecurity",
    reads: ({ values: { SecResponseBodyAccess: value } }) => {
      return value?.at && value.value.toLowerCase() === "on"
        ? { at: value.at, says: "collects answers to inspect them" }
        : null;
    },
  },
  {
    id: "apache/flushpackets",
    fault: "holds",
    help: "mod_proxy_fcgi sends no flush: what PHP-FPM has sent waits for 4 KB, unless `flushpackets=on` stands on its ProxyPass.",
    by: "proxy",
    experiment: "apache-fcgi",
    reads: ({ target, values, at }) => {
      const waits = target.speaks === "fastcgi" && values["flushpackets"]?.value === "off";
      return waits ? { at, says: "nothing switches flushpackets on" } : null;
    },
  },
  {
    id: "apache/idle-limit",
    fault: "cuts",
    help: "ProxyTimeout (else Timeout) ends an answer in which the model is silent for longer: raise it, or send heartbeats from the app.",
    by: "proxy",
    experiment: "apache-timeouts",
    reads: (route) => tight(route, "idle", "ends a silent answer"),
  },
  {
    id: "apache/headers-limit",
    fault: "cuts",
    help: "ProxyTimeout (else Timeout) counts the wait for the answer's head, too: a late one is a 502. Raise it, or send the head at once.",
    by: "proxy",
    experiment: "apache-timeouts",
    reads: (route) => tight(route, "headers", "answers 502 for the model"),
  },
  {
    id: "apache/goes-on",
    fault: "goes-on",
    help: "Apache tells a silent model that its reader has left with its next write only: heartbeats from the app are such writes.",
    by: "app",
    experiment: "apache-reader-leaves",
  },
];
