import type { Piece } from "./content.ts";
import { decoded } from "./decode.ts";
import { eventsOf } from "./events.ts";
import type { Event } from "./events.ts";
import { bytesOf, closedNs } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import type { Span } from "./flow.ts";

/** Bytes that come within so long are one arrival: a lump of a hundred tokens is one. */
const TOGETHER_NS = 2e6;

/** Bytes that came together. */
export interface Arrival {
  readonly atNs: number;
  /** When the last of them came. */
  readonly lastNs: number;
  readonly bytes: number;
}

/** An answer at one point of its way: what came when. */
export interface Curve {
  /** Of the body; where the head cannot be told from it, without the first arrival, unless that is all: a held answer leaves with its head. */
  readonly arrivals: readonly Arrival[];
  /** That first arrival: the head, and whatever of the body left with it; null: nothing is left out. */
  readonly head: Arrival | null;
  /** When each event was complete; null: unreadable. */
  readonly events: readonly Event[] | null;
  /** The body as a reader decodes it; null: unreadable. */
  readonly decoded: readonly Piece[] | null;
  readonly askedNs: number;
  /** Null: it was open when the capture ended. */
  readonly endedNs: number | null;
  /** When nobody could get a byte of it any more: its end, that of its connection, that of the capture. */
  readonly overNs: number;
  /** When its receiver had no room. */
  readonly full: readonly Span[];
  readonly lostBytes: number;
  readonly shared: boolean;
}

/** @param lastNs the end of the capture */
export async function curveOf(exchange: Exchange, lastNs: number): Promise<Curve> {
  const { body, exact, encoding, askedNs, endedNs, connection, shared } = exchange;
  const readable = exact ? await decoded(body, encoding ?? sniffed(body)) : null;
  const { down } = connection;
  const all = arrivalsOf(body);
  const [head, arrivals] = exact || all.length <= 1 ? [null, all] : [all[0]!, all.slice(1)];
  return {
    ...{ arrivals, head },
    events: readable && eventsOf(readable),
    decoded: readable,
    ...{ askedNs, endedNs, overNs: endedNs ?? closedNs(connection) ?? lastNs, full: down.full, shared },
    lostBytes: down.lostAtNs !== null && down.lostAtNs >= askedNs ? down.lost : 0,
  };
}

/** Where the head cannot be read (HTTP/2), the first bytes tell the coding. */
function sniffed(body: readonly Piece[]): string | null {
  const first = body[0]?.data;
  if (first?.[0] === 0x1f && first[1] === 0x8b) return "gzip";
  return first && first.length >= 4 && first.readUInt32LE(0) === 0xfd2fb528 ? "zstd" : null;
}

/** Pieces that came within 2 ms, together. */
export function arrivalsOf(pieces: readonly Piece[]): Arrival[] {
  const arrivals: Arrival[] = [];
  for (const { atNs, bytes } of pieces) {
    if (bytes === 0) continue;
    const last = arrivals.at(-1);
    if (last && atNs - last.atNs <= TOGETHER_NS) {
      arrivals[arrivals.length - 1] = { atNs: last.atNs, lastNs: atNs, bytes: last.bytes + bytes };
    } else arrivals.push({ atNs, lastNs: atNs, bytes });
  }
  return arrivals;
}

/** Decoded bytes; of an unreadable answer those of its body. */
export function sizeOf({ decoded, arrivals }: Curve): number {
  return decoded ? bytesOf(decoded) : arrivals.reduce((sum, { bytes }) => sum + bytes, 0);
}
