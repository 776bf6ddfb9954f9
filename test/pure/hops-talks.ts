import { Talk } from "./hops-wire.ts";

/** When each event leaves, ms. */
export type Times = readonly number[];

/** Sixteen events, 100 ms apart. */
export const PACED: Times = Array.from({ length: 16 }, (_, index) => 1000 + 100 * index);

export function later(times: Times, ms: number): Times {
  return times.map((time) => time + ms);
}

/** All at one moment. */
export function together(times: Times, atMs: number): Times {
  return times.map(() => atMs);
}

/** Event n of an answer: some 220 bytes, and no two of them alike. */
export function eventText(n: number, bytes = 200): string {
  return `data: {"n":${n},"text":"${`word${n * 7919} `.repeat(40).slice(0, bytes)}"}\n\n`;
}

export interface TalkOptions {
  readonly encode?: (body: string) => string;
  readonly head?: string;
  /** When the head leaves, ms. Default: before the first event. */
  readonly headMs?: number;
  readonly body?: string;
  readonly syn?: boolean;
  readonly text?: (n: number) => string;
  /** When the answer ends; null: it stays open. Default: with the last event. */
  readonly endMs?: number | null;
}

const CHUNKED = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

/** One chunk of RFC 9112. */
export function chunk(text: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${Buffer.from(text as string).length.toString(16)}\r\n`),
    Buffer.from(text as string),
    Buffer.from("\r\n"),
  ]);
}

/** A request and its answer over HTTP/1.1, in chunks: event n at `times[n]`, what falls on one moment in one segment. */
export function talk(client: string, server: string, times: Times, options: TalkOptions = {}): Talk {
  const { body = '{"model":"mock","user":"r1"}', syn = true, text = eventText, endMs = times.at(-1) ?? 0 } = options;
  const depth = ["reader", "outer", "inner", "model"].indexOf(client);
  const conversation = new Talk(client, server, 900 + depth, { syn });
  const length = Buffer.byteLength(body);
  conversation.up(
    900.1 + depth,
    `POST /v1/chat HTTP/1.1\r\nHost: ${server}\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  conversation.down(options.headMs ?? Math.min(950 - depth, times[0] ?? 950), options.head ?? CHUNKED);
  const moments = Map.groupBy(
    times.map((atMs, n) => ({ atMs, n })),
    ({ atMs }) => atMs,
  );
  for (const [atMs, events] of moments) conversation.down(atMs, Buffer.concat(events.map(({ n }) => chunk(text(n)))));
  if (endMs !== null) conversation.down(endMs, "0\r\n\r\n");
  return conversation;
}
