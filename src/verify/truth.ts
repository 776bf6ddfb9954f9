import type { Seen } from "./cell.ts";
import type { Hold, LocationVerdict } from "./document.ts";
import { holdsOf } from "./holds.ts";
import type { Measured } from "./plan.ts";
import type { Fault } from "./product.ts";
import type { Route } from "./route.ts";
import { isHeld, isLost, waits } from "./symptoms.ts";

/** A fault of a route, with the cells that show it: the same cells show whether it is cured. */
export interface FaultSeen {
  readonly fault: Fault;
  readonly by: readonly Measured[];
  /** `holds 4.1 KB`: what was measured. */
  readonly seen: string;
  /** Of a hold: the cells in which the app asks for a stream. */
  readonly appCures?: readonly Measured[];
}

/** What the cells of a route say, before any limit. */
export interface Truth {
  readonly verdict: LocationVerdict;
  /** Why there is no result. */
  readonly why: string | null;
  /** What the route takes. */
  readonly method: "GET" | "POST";
  readonly holds: readonly Hold[];
  readonly faults: readonly FaultSeen[];
  readonly cells: number;
}

/** The truth of a route as measured. "No finding" is never "streams": that needs a request that came through. */
export function truthOf(route: Route, done: readonly Measured[]): Truth {
  const cells = done.reduce((sum, { seen }) => sum + seen.length, 0);
  const none = (verdict: LocationVerdict, why: string): Truth => ({
    ...{ verdict, why, cells },
    method: "POST",
    holds: [],
    faults: [],
  });
  const opening = done.filter(({ cell }) => cell.id.startsWith("first"));
  const came = opening.find(({ seen: [seen] }) => (seen?.reached ?? 0) > 0);
  if (came === undefined) return nobodyAsked(route, opening.at(-1)?.seen[0], none);
  const answer = came.seen[0]!;
  if (answer.got === 0 && (answer.status ?? 0) >= 400) {
    return none("not-measured", `it answers ${answer.status} although the origin has answered 200`);
  }
  const faults = FAULTS.flatMap(({ fault, shows, says }) => {
    const by = done.filter((measured) => isUsual(measured) && shows(measured));
    const appCures = done.filter((measured) => !isUsual(measured));
    return by.length > 0 ? [{ fault, by, seen: says(by), appCures }] : [];
  });
  const word = (fault: Fault): boolean => faults.some((each) => each.fault === fault);
  const verdict = word("loses") ? "loses" : word("holds") ? "holds" : "streams";
  return {
    verdict,
    why: null,
    method: came.cell.reader.method,
    holds: holdsOf(
      faults.filter(({ fault }) => fault === "holds").flatMap(({ by }) => by),
      route,
    ),
    faults,
    cells,
  };
}

function nobodyAsked(
  route: Route,
  seen: Seen | undefined,
  none: (verdict: LocationVerdict, why: string) => Truth,
): Truth {
  if (seen === undefined) return none("not-measured", "nothing was asked");
  if (seen.status === null) return none("not-reached", seen.error ?? "no answer came");
  const guard = route.guards.find(({ kind }) => GUARDED[kind]?.includes(seen.status!));
  const line = guard === undefined ? "" : ` (line ${guard.at.line})`;
  if (guard?.kind === "rate" || guard?.kind === "connections") {
    return none("refused", `your own limit answers ${seen.status}${line}: the lab has asked more often than it allows`);
  }
  if ([401, 403, 407, 429].includes(seen.status)) {
    return none("refused", `your own guard answers ${seen.status}${line}: --header`);
  }
  const to = seen.redirect === null ? "" : ` and sends the reader to ${seen.redirect}`;
  return none("not-reached", `it answers ${seen.status} by itself${to}: the origin saw no request`);
}

const GUARDED: Readonly<Record<string, readonly number[]>> = {
  ...{ auth: [401, 403, 407], address: [403], method: [403, 405] },
  ...{ rate: [429, 503], connections: [429, 503] },
};

/** What an app asks for is no fault of the proxy, and an answer to two at once or to a leaving reader is judged by itself. */
function isUsual({ cell }: Measured): boolean {
  return Object.keys(cell.origin.headers).length === 0;
}

interface FaultRow {
  readonly fault: Fault;
  readonly shows: (measured: Measured) => boolean;
  readonly says: (by: readonly Measured[]) => string;
}

const isLockstep = ({ cell }: Measured): boolean => ["lockstep", "two", "twice"].includes(cell.act.kind);
const some = ({ seen }: Measured, so: (seen: Seen) => boolean): boolean =>
  seen.some((each) => each.reached > 0 && so(each));

const FAULTS: readonly FaultRow[] = [
  { fault: "loses", shows: (m) => isLockstep(m) && some(m, isLost), says: (by) => sayLost(by) },
  { fault: "holds", shows: (m) => isLockstep(m) && some(m, isHeld), says: (by) => sayHeld(by) },
  {
    fault: "replays",
    shows: ({ cell, seen }) => cell.act.kind === "twice" && (seen[1]?.foreign ?? false),
    says: () => "the second user got the first one's answer",
  },
  {
    fault: "repeats",
    shows: (m) => isLockstep(m) && m.seen.some(({ reached }) => reached > 1),
    says: (by) => `asked the model ${Math.max(...by.flatMap(({ seen }) => seen.map(({ reached }) => reached)))} times`,
  },
  {
    fault: "cuts",
    shows: (m) =>
      ["pause", "steady"].includes(m.cell.act.kind) &&
      some(m, (seen) => isLost(seen) || seen.end === "cut" || (seen.status ?? 0) >= 500),
    says: () => "the answer was cut",
  },
  {
    fault: "refuses",
    shows: ({ cell, seen }) => cell.act.kind === "burst" && seen.some(isRefused) && !seen.every(isRefused),
    says: (by) => sayRefused(by),
  },
  {
    fault: "hides",
    shows: (m) => m.cell.act.kind === "crash" && some(m, ({ end, status }) => end === "clean" && status === 200),
    says: () => "the app broke off, and the answer ended as if it were whole",
  },
  {
    fault: "goes-on",
    shows: (m) => m.cell.act.kind === "leave" && some(m, ({ leftMs }) => leftMs === null),
    says: () => "2 s after the reader had left, the model's connection still stood",
  },
];

/** The product has answered by itself, or not at all. */
function isRefused({ reached }: Seen): boolean {
  return reached === 0;
}

function sayRefused([measured]: readonly Measured[]): string {
  const refused = measured!.seen.filter(isRefused);
  const statuses = [...new Set(refused.map(({ status }) => status ?? "no answer"))].join(", ");
  return `of ${measured!.seen.length} readers at once ${refused.length} were refused (${statuses})`;
}

function sayLost(by: readonly Measured[]): string {
  const seen = by.flatMap((each) => each.seen).find(isLost)!;
  const how = seen.end === "cut" ? "broken off" : "ended cleanly";
  const when = by.every(({ cell }) => cell.origin.coding !== "none") ? "when your app compresses: " : "";
  return `${when}${seen.got} of ${seen.sent} tokens came, then the answer was ${how}${seen.error === null ? "" : ` (${seen.error})`}`;
}

function sayHeld(by: readonly Measured[]): string {
  const helds = by.flatMap(({ seen }) => seen.flatMap(({ held }) => (held === null ? [] : [held])));
  if (helds.some(({ toTheEnd }) => toTheEnd)) return "holds all of the answer";
  if (helds.length === 0) {
    const late = by.flatMap(({ seen }) => seen.filter(waits).map(({ latencyMs }) => latencyMs!));
    return `holds each token for ${Math.round(Math.max(...late))} ms`;
  }
  const sizes = helds.map(({ bytes }) => bytes!).sort((a, b) => a - b);
  return `holds ${sayBytes(sizes.at(-1)!)}`;
}

function sayBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Number((bytes / 1024).toFixed(1))} KB`;
}

/** Whether a cell that showed a fault shows it still. */
export function stillShows(fault: Fault, measured: Measured): boolean {
  const row = FAULTS.find((each) => each.fault === fault);
  const unreached = measured.seen.every(({ reached }) => reached === 0);
  return unreached || (row?.shows(measured) ?? false) || (fault !== "loses" && FAULTS[0]!.shows(measured));
}

const LINE_LENGTH = 160;

/** The last line of a product's log that speaks of an error and of this path; null: there is none. */
export function lineAbout(log: string, path: string): string | null {
  const lines = log.split("\n").filter((line) => /error|fail|emerg|crit|refused|timed out/i.test(line));
  const line = lines.findLast((each) => each.includes(` ${path}`) || each.includes(`"${path}`));
  if (line === undefined) return null;
  const text = line.replace(/^\[?\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+Z?\]?\s*/, "");
  return text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH)}...` : text;
}
