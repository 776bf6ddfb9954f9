import type { Connection } from "../connection.ts";
import { Content, textOf } from "../content.ts";
import type { Piece } from "../content.ts";
import { bytesOf, closedNs } from "../exchange.ts";
import type { Exchange } from "../exchange.ts";

/** What a client that knows that the server speaks HTTP/2 sends first (RFC 9113, 3.4). */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const END_STREAM = 1;
const PADDED = 8;

/** What one direction says of one stream. */
interface Half {
  readonly atNs: number;
  readonly body: Piece[];
  endedNs: number | null;
}

/** True if what a client sent first begins as HTTP/2 does in clear text. */
export function isH2(first: Buffer): boolean {
  return first.length >= 14 && PREFACE.startsWith(first.toString("latin1", 0, Math.min(first.length, 24)));
}

/** A stream each: its DATA, without HPACK, so without path, status and encoding. @throws NotCaptured */
export function h2Exchanges(connection: Connection): Exchange[] {
  const up = new Content(connection.up.segments);
  if (up.read(PREFACE.length) === null) return [];
  const requests = halvesOf(up);
  const responses = halvesOf(new Content(connection.down.segments));
  return [...requests].map(([stream, request]): Exchange => {
    const response = responses.get(stream);
    return {
      ...{ protocol: "h2", connection, askedNs: request.atNs, path: null, status: null, encoding: null },
      ...{ requestBody: textOf(request.body), requestBytes: bytesOf(request.body) },
      ...{ body: response?.body ?? [], exact: true, shared: false },
      endedNs: response?.endedNs ?? closedNs(connection),
    };
  });
}

function halvesOf(content: Content): Map<number, Half> {
  const halves = new Map<number, Half>();
  for (;;) {
    const atNs = content.atNs;
    const header = content.read(9);
    if (header === null) return halves;
    const length = header.readUIntBE(0, 3);
    const [type, flags, stream] = [header[3]!, header[4]!, header.readUInt32BE(5) & 0x7fffffff];
    if (type === HEADERS && !halves.has(stream)) halves.set(stream, { atNs, body: [], endedNs: null });
    const half = halves.get(stream);
    const pieces = type === DATA ? dataOf(content, length, (flags & PADDED) !== 0) : content.take(length);
    if (type === DATA) for (const piece of pieces) half?.body.push(piece);
    const ends = (type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0;
    if (half && (ends || type === RST_STREAM)) half.endedNs = pieces.at(-1)?.atNs ?? atNs;
  }
}

function dataOf(content: Content, length: number, padded: boolean): Piece[] {
  if (!padded || length === 0) return content.take(length);
  const padding = content.read(1)?.[0] ?? 0;
  const pieces = content.take(Math.max(0, length - 1 - padding));
  content.take(Math.min(padding, length - 1));
  return pieces;
}
