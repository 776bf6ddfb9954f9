import type { Reading, Rule } from "../../../src/verify/product.ts";
import type { Place, Route } from "../../../src/verify/route.ts";
import type { NginxRoute } from "./edits.ts";

type Reads = (route: NginxRoute) => Reading | null;
/** An idle limit below this is shorter than what models are known to think before they speak. */
const THINKS_S = 300;

/** A line that somebody wrote, or where none was written the one that passes the request on. */
const lineOf = (route: NginxRoute, name: string): Place => route.values[name]?.at ?? route.target.at;

const holds: Reads = (route) => {
  if (!route.buffers) return null;
  const name = `${route.family}_buffering`;
  const says = route.values[name]?.at == null ? "nothing switches buffering off" : `${name} is on`;
  return { at: lineOf(route, name), says };
};

const cuts: Reads = (route) => {
  const limit = route.limits.find(({ kind }) => kind === "idle")?.seconds;
  if (limit === undefined || Number(limit.value) >= THINKS_S) return null;
  const whose = limit.at === null ? ", nginx's default" : "";
  return { at: limit.at ?? route.target.at, says: `${limit.value} s of silence end the answer${whose}` };
};

const hides: Reads = (route) => {
  const chunked = route.values["chunked_transfer_encoding"];
  if (chunked?.value === "off" && chunked.at !== null)
    return { at: chunked.at, says: "an answer that is cut looks whole: it ends by close" };
  if (route.family !== "proxy" || route.target.asks !== "1.0") return null;
  return {
    at: lineOf(route, "proxy_http_version"),
    says: "asked with HTTP/1.0, a crash of the app looks like a proper end",
  };
};

const replays: Reads = (route) => {
  if (!route.caches) return null;
  return { at: lineOf(route, `${route.family}_cache`), says: "a cache may give one user's answer to another" };
};

const goesOn: Reads = (route) => {
  const name = `${route.family}_ignore_client_abort`;
  if (route.values[name]?.value === "on")
    return { at: lineOf(route, name), says: "a reader that leaves does not stop the model" };
  if (!route.caches) return null;
  return { at: lineOf(route, `${route.family}_cache`), says: "the cache wants the answer, though its reader has left" };
};

const repeats: Reads = (route) => {
  const mirror = route.values["mirror"];
  if (mirror !== undefined && mirror.value !== "off")
    return { at: lineOf(route, "mirror"), says: "each request is sent a second time" };
  const name = `${route.family}_next_upstream`;
  if (route.values[name]?.value === "off" || route.target.servers.length < 2) return null;
  return { at: lineOf(route, name), says: "a model that thinks too long is asked again, on the next server" };
};

function rule(id: string, fault: Rule["fault"], by: Rule["by"], experiment: string, help: string, reads: Reads): Rule {
  return { id: `nginx/${id}`, fault, by, experiment, help, reads: (route: Route) => reads(route as NginxRoute) };
}

/** A rule for each fault. Each `reads` says what the config alone tells; whether it is true of this config, only a run does. */
export const rules: readonly Rule[] = [
  rule(
    "holds",
    "holds",
    "proxy",
    "nginx-buffering",
    "nginx fills a page, a TLS record or a compressor before it passes tokens on.",
    holds,
  ),
  rule(
    "idle-limit",
    "cuts",
    "proxy",
    "nginx-idle-timeout",
    "A silence longer than the read timeout cuts the answer.",
    cuts,
  ),
  rule(
    "headers-limit",
    "cuts",
    "proxy",
    "nginx-idle-prefill",
    "A model that thinks longer than the read timeout is a 504.",
    cuts,
  ),
  rule(
    "loses",
    "loses",
    "proxy",
    "nginx-silent-truncation",
    "The answer ends properly and tokens are missing: no reader notices.",
    () => null,
  ),
  rule(
    "hides",
    "hides",
    "proxy",
    "nginx-silent-truncation",
    "The app crashes, and its half answer ends as if it were whole: no reader notices.",
    hides,
  ),
  rule(
    "replays",
    "replays",
    "proxy",
    "nginx-cache-replay",
    "The cache answers a second user with what the first one was told.",
    replays,
  ),
  rule(
    "goes-on",
    "goes-on",
    "proxy",
    "nginx-reader-leaves",
    "The reader has left, and the model is read to its end for nobody.",
    goesOn,
  ),
  rule(
    "repeats",
    "repeats",
    "proxy",
    "nginx-retry",
    "One question reaches the model twice, and is paid twice.",
    repeats,
  ),
  rule(
    "refuses",
    "refuses",
    "proxy",
    "nginx-worker-connections",
    "A stream takes two of the worker's connections: readers who find none left are hung up on.",
    () => null, // what counts them is the guard, which is named anyway
  ),
];
