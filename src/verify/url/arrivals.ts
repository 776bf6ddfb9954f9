import type { RawRead } from "./raw.ts";

/** One unit of an answer: an event, a line, or a part as it was read. */
export interface Arrival {
  readonly atMs: number;
  readonly bytes: number;
}

/** How an answer is cut into units; `none`: it is one document, and no stream. */
export type Kind = "events" | "lines" | "pieces" | "none";

/** Types of a media registry that say "a line each". */
const LINES = /^application\/(?:(?:x-)?ndjson|(?:x-)?json-?lines?|jsonl|json-seq|stream\+json)$/u;
/** Fewer parts than this may be one document that came in a few packets. */
const FEW_PARTS = 4;

/** An answer's units, with the time at which the last byte of each was there. What nothing has ended is no unit. */
export function arrivalsOf(raw: Pick<RawRead, "parts" | "contentType" | "length">): {
  kind: Kind;
  arrivals: Arrival[];
} {
  const text = Buffer.concat(raw.parts.map(({ bytes }) => bytes)).toString("latin1");
  const kind = kindOf(raw, text);
  if (kind === "none") return { kind, arrivals: [] };
  if (kind === "pieces") return { kind, arrivals: raw.parts.map(({ atMs, bytes }) => ({ atMs, bytes: bytes.length })) };
  return { kind, arrivals: unitsOf(raw.parts, text, kind) };
}

function kindOf({ contentType, parts, length }: Pick<RawRead, "parts" | "contentType" | "length">, text: string): Kind {
  if (contentType === "text/event-stream") return "events";
  if (contentType !== null && LINES.test(contentType)) return "lines";
  // what it is called by mistake: many apps send events as text/plain or text/html
  if (/^\s*(?:(?:data|event|id|retry):|:)/u.test(text)) return "events";
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length >= FEW_PARTS && lines.every((line) => /^\s*\{.*\}\s*$/u.test(line))) return "lines";
  if (contentType === "text/plain" && text !== "") return "pieces";
  const open = contentType === null || !/^(?:application\/json|image\/|video\/|audio\/)/u.test(contentType);
  return open && length === null && parts.length >= FEW_PARTS ? "pieces" : "none";
}

/** A blank line ends an event (WHATWG HTML 9.2.5); a comment alone (a heartbeat) is none. */
function unitsOf(parts: RawRead["parts"], text: string, kind: "events" | "lines"): Arrival[] {
  const ends = kind === "events" ? /\r\n\r\n|\n\n|\r\r/gu : /\n/gu;
  const units: Arrival[] = [];
  let [begin, part, behind] = [0, 0, parts[0]?.bytes.length ?? 0];
  for (const match of text.matchAll(ends)) {
    const end = match.index + match[0].length;
    const unit = text.slice(begin, end);
    while (behind < end) behind += parts[++part]!.bytes.length;
    const counts = unit.split(/[\r\n]+/u).some((line) => line !== "" && !(kind === "events" && line.startsWith(":")));
    if (counts) units.push({ atMs: parts[part]!.atMs, bytes: end - begin });
    begin = end;
  }
  return units;
}
