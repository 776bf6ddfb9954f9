import type { Duplex } from "node:stream";

/** A request as the origin got it. */
export interface OriginRequest {
  readonly method: string;
  /** As it stands in the request, with its query. */
  readonly path: string;
  readonly version: "1.0" | "1.1" | "2";
  readonly headers: Readonly<Record<string, string>>;
  /** The whole of head and body, where a run's id is looked for. */
  readonly text: string;
  readonly body: string;
  /** Bytes that came after the request. */
  readonly rest: Buffer;
}

const HEAD_LIMIT = 64 << 10;
const BODY_LIMIT = 1 << 20;

/**
 * Reads one HTTP/1 request from a connection. By hand: what answers it must be able to break HTTP's rules, as real origins do.
 * @returns null: the connection ended before
 */
export async function readRequest(socket: Duplex, before: Buffer): Promise<OriginRequest | null> {
  const reader = new Pieces(socket, before);
  const head = await reader.until("\r\n\r\n", HEAD_LIMIT);
  if (head === null) return null;
  const [first = "", ...lines] = head.trimEnd().split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  if (headers["expect"]?.toLowerCase() === "100-continue") socket.write("HTTP/1.1 100 Continue\r\n\r\n");
  const body = await bodyOf(reader, headers);
  if (body === null) return null;
  const version = first.endsWith("HTTP/1.0") ? "1.0" : "1.1";
  const [method = "", path = ""] = first.split(" ");
  return { method, path, version, headers, text: head + body, body, rest: reader.rest() };
}

async function bodyOf(reader: Pieces, headers: Readonly<Record<string, string>>): Promise<string | null> {
  if (!/chunked/i.test(headers["transfer-encoding"] ?? ""))
    return reader.exactly(Number(headers["content-length"] ?? 0));
  let body = "";
  while (body.length < BODY_LIMIT) {
    const line = await reader.until("\r\n", HEAD_LIMIT);
    if (line === null) return null;
    const length = parseInt(line, 16);
    const chunk = await reader.exactly(length + 2); // the line's end after it, or after the last one's nothing
    if (chunk === null || !(length > 0)) return chunk === null ? null : body;
    body += chunk.slice(0, length);
  }
  return null;
}

/** A connection that is read by what one expects of it. */
class Pieces {
  readonly #socket: Duplex;
  #bytes: Buffer;

  constructor(socket: Duplex, before: Buffer) {
    this.#socket = socket;
    this.#bytes = before;
  }

  rest(): Buffer {
    return this.#bytes;
  }

  async until(end: string, limit: number): Promise<string | null> {
    for (;;) {
      const at = this.#bytes.indexOf(end);
      if (at >= 0) return this.#cut(at + end.length);
      if (this.#bytes.length > limit || !(await this.#more())) return null;
    }
  }

  async exactly(length: number): Promise<string | null> {
    if (!(length <= BODY_LIMIT)) return null;
    while (this.#bytes.length < length) if (!(await this.#more())) return null;
    return this.#cut(length);
  }

  #cut(length: number): string {
    const text = this.#bytes.subarray(0, length).toString("latin1");
    this.#bytes = this.#bytes.subarray(length);
    return text;
  }

  #more(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (more: boolean): void => {
        for (const [event, listener] of listeners) this.#socket.off(event, listener);
        this.#socket.pause();
        resolve(more);
      };
      const listeners: [string, (piece: Buffer) => void][] = [
        ["data", (piece) => ((this.#bytes = Buffer.concat([this.#bytes, piece])), done(true))],
        ...["end", "close", "error"].map((event): [string, () => void] => [event, () => done(false)]),
      ];
      for (const [event, listener] of listeners) this.#socket.on(event, listener);
      if (this.#socket.destroyed || this.#socket.readableEnded) return done(false);
      this.#socket.resume();
    });
  }
}
