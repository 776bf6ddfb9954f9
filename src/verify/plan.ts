import type { Act, Cell, Framing, OriginSide, ReaderSide, Seen } from "./cell.ts";
import type { Route } from "./route.ts";

/** A cell with what came of it, for each of its readers. */
export interface Measured {
  readonly cell: Cell;
  readonly seen: readonly Seen[];
}

/** What a plan needs beside the route. */
export interface PlanContext {
  /** Where the product is, seen from the instrument. */
  readonly address: string;
  /** Path to ask; null: the route's example. */
  readonly path: string | null;
  /** The person's headers: a token that their guard lets through. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the route takes, once it is known. */
  readonly method?: "GET" | "POST";
  /** One location of each server shows what does not differ between them: a second reader, a question asked twice. */
  readonly firstOfServer: boolean;
  /** Headers by which an app can ask for a stream: X-Accel-Buffering: no. */
  readonly answers: readonly Readonly<Record<string, string>>[];
}

/**
 * Above what compressors want to see before they begin: Caddy's `encode` decides by the first write, minimum_length 512; nginx's gzip_min_length
 * and others count bytes as well. Bytes of an event.
 */
const LARGE_EVENT = 1_200;
/** What a browser offers. */
const OFFERS = "gzip, deflate, br, zstd";
const EVENTS = "text/event-stream";
/** Compressors choose by type: what else a model's answer is sent as. */
const OTHER_TYPES = ["application/json", "text/plain", "application/x-ndjson"];

const PLAIN: OriginSide = { framing: "closes", contentType: EVENTS, coding: "none", eventBytes: 0, headers: {} };

/**
 * The cells to measure next, after these results; none: all is known that is worth its time.
 *
 * First an origin that closes: where that streams, others do, and where the origin is asked with HTTP/1.0 one that chunks equals it (130
 * locations and readers of 27 public configs, without exception). So what holds is looked at closely, and what streams is done quickly.
 */
export function nextCells(route: Route, done: readonly Measured[], context: PlanContext): Cell[] {
  const ids = new Set(done.map(({ cell }) => cell.id));
  const open = wanted(route, done, context).filter(({ id }) => !ids.has(id));
  const last = open.filter(({ act }) => act.kind === "burst");
  return open.length > last.length ? open.filter((each) => !last.includes(each)) : last;
}

/** Readers of a burst: as many as a small team has. */
const BURST = 20;

/** Many readers at once, where the config counts them all together. Last: what it fills is full for every other cell. */
function burst(route: Route, main: ReaderSide): Cell[] {
  const counts = route.guards.some(({ everybody }) => everybody);
  return counts ? [cell("burst", main, firstOrigin(route), { kind: "burst", readers: BURST })] : [];
}

function wanted(route: Route, done: readonly Measured[], context: PlanContext): Cell[] {
  const seenOf = (cell: Cell): Seen | undefined => done.find(({ cell: { id } }) => id === cell.id)?.seen[0];
  const post = readersOf(route, context, route.method ?? "POST");
  const opening = cell("first", post[0]!, firstOrigin(route));
  const answer = seenOf(opening);
  if (answer === undefined) return [opening];
  if (answer.reached > 0) return matrix(route, post, opening, seenOf, context);
  // some locations take no POST: then all is asked with GET
  const get = readersOf(route, context, "GET");
  const again = cell("first GET", get[0]!, firstOrigin(route));
  if (!isMethodRefused(answer)) return [];
  const second = seenOf(again);
  if (second === undefined) return [again];
  return second.reached > 0 ? matrix(route, get, again, seenOf, context) : [];
}

function isMethodRefused({ status }: Seen): boolean {
  return status === 405 || status === 403 || status === 404;
}

function matrix(
  route: Route,
  readers: readonly ReaderSide[],
  opening: Cell,
  seenOf: (cell: Cell) => Seen | undefined,
  context: PlanContext,
): Cell[] {
  const [main] = readers as [ReaderSide];
  const cells: Cell[] = [];
  for (const reader of readers) {
    const closes = reader === main ? opening : cell("origin", reader, firstOrigin(route));
    cells.push(closes);
    const held = seenOf(closes)?.held !== null && seenOf(closes) !== undefined;
    const framing = otherFraming(route);
    if (framing !== null && (held || reader === main)) cells.push(cell("origin", reader, { ...PLAIN, framing }));
    if (!held) continue;
    for (const headers of context.answers) {
      cells.push(cell(`asks for a stream: ${Object.keys(headers).join()}`, reader, { ...firstOrigin(route), headers }));
    }
  }
  return [...cells, ...codings(route, main, seenOf), ...uses(route, main, context), ...burst(route, main)];
}

/** Compression: offered by the reader; done by the origin, whether asked or not. */
function codings(route: Route, main: ReaderSide, seenOf: (cell: Cell) => Seen | undefined): Cell[] {
  const offering = { ...main, offers: OFFERS };
  const events = cell("offers", offering, firstOrigin(route));
  const compresses = route.compresses || (seenOf(events)?.contentEncoding ?? null) !== null;
  return [
    events,
    ...(compresses ? OTHER_TYPES : []).map((contentType) =>
      cell("offers", offering, { ...firstOrigin(route), contentType }),
    ),
    ...(compresses ? [cell("offers", offering, { ...firstOrigin(route), eventBytes: LARGE_EVENT })] : []),
    cell("origin compresses", offering, { ...firstOrigin(route), coding: "always" }),
    cell("origin compresses", main, { ...firstOrigin(route), coding: "if-asked" }),
  ];
}

/** Who else asks, and who leaves. */
function uses(route: Route, main: ReaderSide, { firstOfServer }: PlanContext): Cell[] {
  const plain = firstOrigin(route);
  const methods = route.caches ? (["GET", main.method] as const) : [main.method];
  return [
    ...(firstOfServer ? [cell("two readers", main, plain, { kind: "two" })] : []),
    ...(firstOfServer || route.caches
      ? [...new Set(methods)].map((method) => cell("asked twice", { ...main, method }, plain, { kind: "twice" }))
      : []),
    cell("reader leaves", main, plain, { kind: "leave" }),
    // chunked where it is asked with HTTP/1.1, else ended by closing: as apps do, and a cure may change which
    cell("app breaks off", main, { ...PLAIN, framing: "chunked" }, { kind: "crash" }),
  ];
}

/** HTTP/2 has one framing. */
function firstOrigin({ target }: Route): OriginSide {
  return target.asks === "2" || target.chunks ? { ...PLAIN, framing: "chunked" } : PLAIN;
}

function otherFraming({ target }: Route): Framing | null {
  if (target.asks === "2" || target.chunks) return null;
  return target.asks === "1.0" ? "chunked-to-1.0" : "chunked";
}

/** A cache would answer a cell with what another one was told. The instrument fills it in: two users who ask the same have the same. */
const OWN_QUERY = "?lab={question}";

/** Each listener in each protocol that it speaks; the first is where most is measured. */
export function readersOf(route: Route, { address, path, headers }: PlanContext, method: "GET" | "POST"): ReaderSide[] {
  const asked = `${path ?? route.example ?? "/"}${route.caches ? OWN_QUERY : ""}`;
  return route.listeners.flatMap(({ port, tls, http2 }) =>
    [false, ...(http2 ? [true] : [])].map((over2) => ({
      ...{ address, port, tls, http2: over2, host: route.host, method, path: asked, headers, offers: null },
    })),
  );
}

function cell(what: string, reader: ReaderSide, origin: OriginSide, act: Act = { kind: "lockstep" }): Cell {
  const way = `${reader.method} ${reader.port}${reader.http2 ? " h2" : ""}${reader.offers === null ? "" : " offers"}`;
  const coded = origin.coding === "none" ? "" : ` ${origin.coding}`;
  const from = `${origin.framing} ${origin.contentType}${coded}${origin.eventBytes === 0 ? "" : " large events"}`;
  return { id: `${what}: ${way}, ${from}`, reader, origin, act };
}
