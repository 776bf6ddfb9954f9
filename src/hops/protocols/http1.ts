import type { Connection } from "../connection.ts";
import { Content, NotCaptured, textOf } from "../content.ts";
import type { Piece } from "../content.ts";
import { bytesOf, closedNs } from "../exchange.ts";
import type { Exchange } from "../exchange.ts";

/** A request or a response of HTTP/1 (RFC 9112). */
export interface Message {
  readonly startLine: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly atNs: number;
  readonly body: readonly Piece[];
  /** When its framing said that it was whole; null: it did not. */
  readonly wholeNs: number | null;
}

/** True if what a client sent first is a request line of HTTP/1. */
export function isHttp1(first: Buffer): boolean {
  return /^[A-Z]{3,10} \S+/.test(first.toString("latin1", 0, 80));
}

/** Exchanges of a connection that speaks HTTP/1. @throws NotCaptured */
export function http1Exchanges(connection: Connection): Exchange[] {
  const { up, down } = connection;
  const requests = messagesOf(new Content(up.segments), () => false);
  const isHead = (index: number): boolean => requests[index]?.startLine.startsWith("HEAD ") ?? false;
  const responses = messagesOf(new Content(down.segments), isHead);
  return requests.map((request, index) => exchangeOf(connection, "http1", request, responses[index] ?? null));
}

/** The requests of a connection whose answers cannot be read; none where the requests cannot be, either. */
export function requestsOf({ up }: Connection): Message[] {
  try {
    return messagesOf(new Content(up.segments), () => false);
  } catch (error) {
    if (error instanceof NotCaptured) return [];
    throw error;
  }
}

/** An exchange from its messages; a response that never came is an answer without a byte. */
export function exchangeOf(
  connection: Connection,
  protocol: Exchange["protocol"],
  request: Pick<Message, "startLine" | "atNs" | "body">,
  response: Message | null,
): Exchange {
  const status = Number(response?.startLine.split(" ")[1] ?? NaN);
  return {
    ...{ protocol, connection, askedNs: request.atNs, path: request.startLine.split(" ")[1] ?? null },
    ...{ requestBody: textOf(request.body), requestBytes: bytesOf(request.body) },
    status: Number.isInteger(status) ? status : null,
    encoding: response?.headers.get("content-encoding")?.toLowerCase() ?? null,
    ...{ body: response?.body ?? [], exact: true, shared: false },
    endedNs: response?.wholeNs ?? closedNs(connection),
  };
}

/** The messages of one direction. @param hasNoBody of the response to the request of this number */
export function messagesOf(content: Content, hasNoBody: (index: number) => boolean): Message[] {
  const messages: Message[] = [];
  while (!content.atEnd) {
    const message = messageOf(content, hasNoBody(messages.length));
    if (message === null) break;
    // 100 Continue and its like stand before the answer; after 101 another protocol begins
    const status = /^HTTP\/1\.\d (\d)\d\d/.exec(message.startLine)?.[1];
    if (status !== "1") messages.push(message);
    else if (message.startLine.split(" ")[1] === "101")
      return [...messages, { ...message, body: content.take(Infinity) }];
  }
  return messages;
}

function messageOf(content: Content, hasNoBody: boolean): Message | null {
  const atNs = content.atNs;
  const startLine = content.line();
  if (startLine === null) return null;
  if (startLine === "") return messageOf(content, hasNoBody); // a line too many before it is allowed (2.2)
  if (!/^HTTP\/1\.\d \d{3}|^[A-Z]{3,10} \S+ HTTP\/1/.test(startLine)) throw new NotCaptured(); // the middle of something
  const headers = headersOf(content);
  if (headers === null) return { startLine, headers: new Map(), atNs, body: [], wholeNs: null };
  return { startLine, headers, atNs, ...bodyOf(content, startLine, headers, hasNoBody) };
}

/** A block of headers, its blank line included; null: it did not come whole. */
export function headersOf(content: Content): Map<string, string> | null {
  const headers = new Map<string, string>();
  for (;;) {
    const line = content.line();
    if (line === null) return null;
    if (line === "") return headers;
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

type Body = Pick<Message, "body" | "wholeNs">;

function bodyOf(content: Content, startLine: string, headers: ReadonlyMap<string, string>, hasNoBody: boolean): Body {
  const isResponse = startLine.startsWith("HTTP/");
  if (hasNoBody || (isResponse && /^HTTP\/\S+ (?:1\d\d|204|304)/.test(startLine))) return none(content);
  if (/\bchunked\b/i.test(headers.get("transfer-encoding") ?? "")) return chunked(content);
  const length = headers.get("content-length");
  if (length !== undefined) return counted(content, Number(length));
  return isResponse ? { body: content.take(Infinity), wholeNs: null } : none(content);
}

function none(content: Content): Body {
  return { body: [], wholeNs: content.atNs };
}

function counted(content: Content, length: number): Body {
  const body = content.take(length);
  return { body, wholeNs: bytesOf(body) === length ? (body.at(-1)?.atNs ?? content.atNs) : null };
}

function chunked(content: Content): Body {
  const body: Piece[] = [];
  for (;;) {
    const line = content.line();
    if (line === null) return { body, wholeNs: null };
    const length = parseInt(line, 16);
    if (length === 0) {
      const wholeNs = content.atNs;
      headersOf(content);
      return { body, wholeNs };
    }
    const pieces = Number.isNaN(length) ? [] : content.take(length);
    for (const piece of pieces) body.push(piece);
    if (pieces.length === 0 || content.line() === null) return { body, wholeNs: null };
  }
}
