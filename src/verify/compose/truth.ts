import type { Measured } from "../plan.ts";
import type { Route } from "../route.ts";
import { truthOf } from "../truth.ts";
import type { Truth } from "../truth.ts";
import type { Entry } from "./plan.ts";

/** Characters of an app's own answer that are quoted. */
const QUOTED = 160;

/** What was measured at an entry says. What an app has rewritten is never called held. */
export function truthAt(entry: Entry, done: readonly Measured[]): Truth {
  const [first] = done;
  const truth = truthOf(routeOf(entry, done), done);
  const opening = first?.seen[0];
  if (opening === undefined) return truth;
  const none = (why: string, verdict: Truth["verdict"] = "not-measured"): Truth => ({
    ...truth,
    ...{ verdict, why, holds: [], faults: [] },
  });
  if (opening.reached === 0 && opening.instead !== null) {
    return none(`the app asked its model for ${opening.instead}, which the lab's model cannot stream`);
  }
  if (opening.reached === 0)
    return opening.status === null ? truth : none(`${truth.why}${next(opening)}`, truth.verdict);
  if (opening.got === 0 && opening.gotBytes > 0 && (opening.status ?? 0) < 400) {
    return none(`tokens not found, ${opening.gotBytes} bytes came: the app rewrites the model's words`);
  }
  // an app may ask its model twice for one question, and one that goes on after its reader has left was not looked for
  const faults = truth.faults.filter(({ fault }) => fault === "holds" || fault === "loses");
  const holds = truth.holds.map((hold) => ({ ...hold, origin: "model" as const }));
  return { ...truth, faults, holds, why: truth.why ?? failedOverHttp2(done) };
}

/** It has chosen HTTP/2, and no answer came: a browser asks it so. Null: that was not seen. */
function failedOverHttp2(done: readonly Measured[]): string | null {
  const [seen] = done.find(({ cell }) => cell.reader.http2)?.seen ?? [];
  if (seen === undefined || seen.reached > 0) return null;
  return `over HTTP/2 not measured: ${seen.error ?? `it answers ${seen.status} by itself`}`;
}

/** What to give, and the app's own words. */
function next({ status, body }: Measured["seen"][number]): string {
  const flag =
    status === 404 ? "; --path" : status === 405 ? "; --method" : status === 400 || status === 422 ? "; --body" : "";
  const said = body.replaceAll(/\s+/gu, " ").trim();
  return `${flag}${said === "" ? "" : `; it says: ${said.length > QUOTED ? `${said.slice(0, QUOTED)}...` : said}`}`;
}

/** An entry as it was asked. */
export function routeOf(entry: Entry, done: readonly Measured[], path = done[0]?.cell.reader.path ?? "/"): Route {
  const http2 = done.some(({ cell, seen: [seen] }) => cell.reader.http2 && (seen?.reached ?? 0) > 0);
  return routeAt(entry, path, done[0]?.seen[0]?.askedWith ?? null, http2);
}

/** An entry as one way through a config, so that it is judged and told as those are. */
function routeAt(
  { service, port, tls, at }: Entry,
  path: string,
  asks: Route["target"]["asks"] | null,
  http2: boolean,
): Route {
  return {
    ...{
      id: `${service}:${port} ${path}`,
      host: service,
      listeners: [{ port, tls, http2 }],
      location: path,
      at,
    },
    ...{ example: path, target: { servers: [], asks: asks ?? "1.1", at } },
    ...{ limits: [], values: {}, caches: false, compresses: false, guards: [], openings: [] },
  };
}
