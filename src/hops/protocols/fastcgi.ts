import type { Connection } from "../connection.ts";
import { Content } from "../content.ts";
import type { Piece } from "../content.ts";
import type { Segment } from "../flow.ts";
import type { Exchange } from "../exchange.ts";
import { exchangeOf, headersOf } from "./http1.ts";
import type { Message } from "./http1.ts";

/** Record types (FastCGI specification, 8). */
const BEGIN = 1;
const END = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;

interface Asked {
  readonly atNs: number;
  readonly params: Buffer[];
  readonly body: Piece[];
}

interface Answered {
  readonly pieces: Piece[];
  endedNs: number | null;
}

/** True if what a client sent first is a FastCGI request: version 1, BEGIN_REQUEST of eight bytes. */
export function isFastcgi(first: Buffer): boolean {
  return first.length >= 8 && first[0] === 1 && first[1] === BEGIN && first.readUInt16BE(4) === 8;
}

/** The requests of a connection, one after the other. @throws NotCaptured */
export function fastcgiExchanges(connection: Connection): Exchange[] {
  const asked: Asked[] = [];
  eachRecord(new Content(connection.up.segments), (type, atNs, pieces) => {
    if (type === BEGIN) asked.push({ atNs, params: [], body: [] });
    if (type === PARAMS) asked.at(-1)?.params.push(...pieces.map(({ data }) => data ?? Buffer.alloc(0)));
    if (type === STDIN) asked.at(-1)?.body.push(...pieces);
  });
  const answered: Answered[] = [{ pieces: [], endedNs: null }];
  eachRecord(new Content(connection.down.segments), (type, atNs, pieces) => {
    const answer = answered.at(-1)!;
    if (type === STDOUT) for (const piece of pieces) answer.pieces.push(piece);
    if (type !== END) return;
    answer.endedNs = atNs;
    answered.push({ pieces: [], endedNs: null });
  });
  return asked.map(({ atNs, params, body }, index) => {
    const uri = uriOf(Buffer.concat(params));
    const request = { startLine: `POST ${uri ?? ""}`, atNs, body };
    return exchangeOf(connection, "fastcgi", request, cgiResponse(answered[index]));
  });
}

function eachRecord(content: Content, each: (type: number, atNs: number, pieces: Piece[]) => void): void {
  for (;;) {
    const header = content.read(8);
    if (header === null) return;
    const atNs = content.atNs;
    const pieces = content.take(header.readUInt16BE(4));
    each(header[1]!, pieces.at(-1)?.atNs ?? atNs, pieces);
    content.take(header[6]!);
  }
}

/** A script's output is a head and a body (RFC 3875, 6). */
function cgiResponse(answer: Answered | undefined): Message | null {
  if (answer === undefined || answer.pieces.length === 0) return null;
  const segments = answer.pieces.map(({ atNs, bytes, data }): Segment => ({
    atNs,
    bytes,
    data: data ?? Buffer.alloc(0),
  }));
  const content = new Content(segments);
  const atNs = content.atNs;
  const headers = headersOf(content) ?? new Map<string, string>();
  const status = headers.get("status") ?? "200";
  return { startLine: `HTTP/1.1 ${status}`, headers, atNs, body: content.take(Infinity), wholeNs: answer.endedNs };
}

/** REQUEST_URI among the name-value pairs (FastCGI specification, 3.4). */
function uriOf(params: Buffer): string | null {
  for (let at = 0; at < params.length;) {
    const [nameLength, afterName] = lengthAt(params, at);
    const [valueLength, start] = lengthAt(params, afterName);
    const value = start + nameLength;
    if (params.toString("latin1", start, value) === "REQUEST_URI")
      return params.toString("latin1", value, value + valueLength);
    at = value + valueLength;
  }
  return null;
}

function lengthAt(params: Buffer, at: number): [length: number, next: number] {
  const first = params[at] ?? 0;
  if (first < 128) return [first, at + 1];
  return [at + 4 <= params.length ? params.readUInt32BE(at) & 0x7fffffff : 0, at + 4];
}
