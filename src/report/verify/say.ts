import type {
  Hold,
  LimitReport,
  LocationReport,
  LocationVerdict,
  VerifyDocument,
  VerifyFinding,
} from "../../verify/document.ts";
import { groupBy } from "../group.ts";

/** Each verdict of one location, of several, and as a label. */
const VERDICTS: Record<LocationVerdict, { readonly one: string; readonly many: string }> = {
  streams: { one: "streams", many: "stream" },
  holds: { one: "holds", many: "hold" },
  loses: { one: "loses", many: "lose" },
  cuts: { one: "cuts", many: "cut" },
  refused: { one: "refused", many: "refused" },
  "not-measured": { one: "not measured", many: "not measured" },
  "not-reached": { one: "not reached", many: "not reached" },
};

/** `holds`, `not measured`. */
export function sayVerdict(verdict: LocationVerdict): string {
  return VERDICTS[verdict].one;
}

/**
 * A size as configs and manuals say it: `4 KB`, `1.3 KB`, `512 B` (1 KB = 1024 B). Where a page ends between two events differs from request
 * to request, so above 3 KB there is no tenth.
 */
export function saySize(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Number((bytes / 1024).toFixed(bytes < 3_072 ? 1 : 0))} KB`;
}

/** `holds 4 KB`, `holds all`, `holds 208 ms`. */
export function sayHeld({ bytes, toTheEnd, eachMs }: Pick<Hold, "bytes" | "toTheEnd" | "eachMs">): string {
  if (eachMs !== null) return `holds ${Math.round(eachMs / 10) * 10} ms`;
  return bytes === null || toTheEnd ? "holds all" : `holds ${saySize(bytes)}`;
}

/** When a hold is seen, by how the origin ends its answer; the first row of a kind says what that means. */
function sayOrigin(origin: Hold["origin"], own: readonly Hold[], { asks, holds }: Held): string {
  if (origin === "model") return "of what the model sends";
  if (origin === "chunked") return "when your app sends chunks";
  if (origin === "chunked-to-1.0") return "when your app answers HTTP/1.0 with chunks";
  const closes = "when your app ends its answer by closing";
  // the plain event stream is what both kinds of origin were measured with
  if (!own.some(isPlain)) return closes;
  if (asks === "1.0") return `${closes}, as Node and Go do here (asked with HTTP/1.0)`;
  return holds.some((hold) => hold.origin === "chunked") ? closes : `${closes} (sent in chunks it streams)`;
}

function isPlain({ encoding, contentType, eventBytes }: Hold): boolean {
  return encoding === null && contentType === EVENTS && eventBytes === 0;
}

const EVENTS = "text/event-stream";

type Held = Pick<LocationReport, "asks" | "holds" | "listen" | "readers" | "file">;

/** Holds of one size, and for whom: a sentence each, every origin once. */
export function sayHolds(location: Held): { readonly held: string; readonly when: string }[] {
  return [...groupBy(location.holds, sayHeld)].map(([held, group]) => {
    const origins = [...groupBy(group, ({ origin }) => origin)].map(
      ([origin, own]) => `${sayOrigin(origin as Hold["origin"], own, location)}${sayReaders(own, location)}`,
    );
    return { held, when: origins.join("; ") };
  });
}

/** Which of the readers, where, and of what: nothing where all were held alike. */
function sayReaders(holds: readonly Hold[], { listen, readers: all, file }: Held): string {
  const of = (value: (hold: Hold) => string | null): string[] => [
    ...new Set(holds.map(value).filter((each) => each !== null)),
  ];
  const readers = of(({ reader }) => reader);
  const coded = holds.every(({ encoding }) => encoding !== null) ? of((hold) => sayCoded(hold, file)) : [];
  const large = Math.min(...holds.map(({ eventBytes }) => eventBytes));
  const places = of((hold) => hold.listen);
  const types = of(({ contentType }) => contentType);
  return [
    readers.length < all.length ? `, over ${readers.join(", ")}` : "",
    places.length < listen.split(", ").length ? `, at ${places.join(", ")}` : "",
    coded.length > 0 ? `, as ${coded.join(", ")}` : "",
    types.includes(EVENTS) ? "" : `, of ${types.join(", ")}`,
    large > 0 ? `, in events of ${saySize(large)} or more` : "",
  ].join("");
}

/** `gzip (your app's)`, `gzip (this proxy's: gzip, line 12)`. */
function sayCoded({ encoding, codedBy, codedAt }: Hold, main: string): string {
  if (codedBy === null) return encoding ?? "";
  if (codedBy === "app") return `${encoding} (your app's)`;
  return `${encoding} (this proxy's${codedAt === null ? "" : `: ${codedAt.name}, ${sayPlace(codedAt, main)}`})`;
}

const LIMITS: Record<LimitReport["kind"], string> = {
  idle: "of silence",
  total: "in all, however well it streams",
  headers: "without a first byte",
};

const PROOFS: Record<LimitReport["proof"], string> = {
  scaled: "proved with 2 s in its place",
  waited: "proved by waiting",
  read: "read, not proved",
};

/** `after 60 s of silence`. @param first whether it limits the wait for the first byte too */
export function sayLimit({ kind, seconds }: LimitReport, first = false): string {
  return `after ${seconds} s ${LIMITS[kind]}${first ? ", before the first byte too" : ""}`;
}

/** `a silence of 30 s, before the first byte too; an answer of 30 s`. */
export function sayWithstood(kinds: readonly LimitReport["kind"][], seconds: number): string {
  const has = (kind: LimitReport["kind"]): boolean => kinds.includes(kind);
  const silence = [
    has("idle") ? `a silence of ${seconds} s` : null,
    has("headers") ? (has("idle") ? "before the first byte too" : `${seconds} s without a first byte`) : null,
  ];
  return [silence.filter(Boolean).join(", "), has("total") ? `an answer of ${seconds} s` : null]
    .filter(Boolean)
    .join("; ");
}

/** `line 7 (proved with 2 s in its place)`. */
export function sayLimitProof({ file, line, proof }: LimitReport, main: string): string {
  return `${file === null || line === null ? "the product's default" : sayPlace({ file, line }, main)} (${PROOFS[proof]})`;
}

/** `line 41`, and with its file where that is not the one that was asked about. */
export function sayPlace(
  { file, line }: { readonly file: string; readonly line: number | null },
  main: string,
): string {
  const where = line === null ? "" : `line ${line}`;
  return file === main ? where : [file, where].filter(Boolean).join(" ");
}

/** `line 41, proxy_pass: nothing switches buffering off`. */
export function sayFinding(finding: VerifyFinding, main: string): string {
  const directive = /^(?:- *)?(\w[\w.-]*)/.exec(finding.text.trim())?.[1]; // an item of a YAML list begins with a dash
  return `${sayPlace(finding, main)}${directive === undefined ? "" : `, ${directive}`}: ${finding.message}`;
}

/** What was put in, a row each: names that lead to the lab's origin in one, and values of a template in one. */
export function sayPutIn(assumed: readonly string[]): string[] {
  const kindOf = (text: string, index: number): string =>
    /: the lab's origin$/u.test(text) ? "origin" : /^\w+=\S*$/u.test(text) ? "value" : `${index}`;
  const groups = groupBy(
    assumed.map((text, index) => ({ text, kind: kindOf(text, index) })),
    ({ kind }) => kind,
  );
  return [...groups].map(([kind, group]) => {
    const texts = group.map(({ text }) => (kind === "origin" ? text.replace(/: the lab's origin$/u, "") : text));
    return `${texts.join(", ")}${kind === "origin" ? ": the lab's origin" : ""}`;
  });
}

/** Who can cure it, where that is not the config itself. */
export const CURED_BY: Record<VerifyFinding["by"], string | null> = {
  proxy: null,
  app: "your app can cure it",
  platform: "only the platform in front of it can cure it",
};

/** `5 locations: 1 streams, 3 hold, 1 not measured`. */
export function sayCounts({ locations, allowed, unmeasured }: VerifyDocument): string {
  const groups = groupBy(locations, ({ verdict }) => verdict);
  const words = Object.entries(VERDICTS).flatMap(([verdict, { one, many }]) => {
    const count = groups.get(verdict as LocationVerdict)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const all = `${locations.length} ${locations.length === 1 ? "location" : "locations"}`;
  const judged = unmeasured ? `${all}, read only: nothing was measured` : `${all}: ${words.join(", ")}`;
  return [
    locations.length === 0 ? "no location was judged" : judged,
    ...(allowed > 0 ? [`${allowed} allowed by a comment`] : []),
  ].join("; ");
}

/** A server as a heading: `:443 chat.example.com`. */
export function sayServer({ listen, server }: Pick<LocationReport, "listen" | "server">): string {
  return `:${listen} ${server ?? "any host"}`;
}

/** A location's name. That it is one need not be said. */
export function sayLocation({ location }: Pick<LocationReport, "location">): string {
  return oneLine(location).replace(/^location /u, "");
}

/** A text on one line, without what would move a cursor: configs are anybody's. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
