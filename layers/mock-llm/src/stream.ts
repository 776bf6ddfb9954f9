import type { ServerResponse } from "node:http";
import type { Encoder } from "../../../src/model/encode/encoder.ts";
import type { Usage } from "../../../src/model/encode/events.ts";
import type { Scenario } from "../../../src/model/scenario.ts";
import type { CutHow, Output } from "./output.ts";
import { tokensSent, type Release } from "./schedule.ts";

const CRLF = Buffer.from("\r\n");

/** `Content-Type` of a format. */
const CONTENT_TYPES: Record<Scenario["format"], string> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  text: "text/plain; charset=utf-8",
};

/** Tokens as events, each release in one write of its own. */
export class StreamOutput implements Output {
  readonly #res: ServerResponse;
  readonly #encoder: Encoder;
  readonly #usage: Usage;
  /** The control events before the first token, until they have left. */
  #prelude: Buffer | null;
  /** Bytes written that no token has been charged with yet. */
  #uncharged = 0;
  bytesWritten = 0;

  constructor(res: ServerResponse, scenario: Scenario, encoder: Encoder, usage: Usage) {
    this.#res = res;
    this.#encoder = encoder;
    this.#usage = usage;
    this.#prelude = encoder.head(usage);
    res.setHeader("content-type", scenario.contentType ?? CONTENT_TYPES[scenario.format]);
    for (const [name, value] of Object.entries(scenario.headers)) res.setHeader(name, value);
    if (scenario.framing === "content-length") res.setHeader("content-length", bodyBytes(scenario, encoder, usage));
    if (scenario.framing === "close") {
      res.removeHeader("transfer-encoding"); // Node's documented way to leave the body unframed
      res.setHeader("connection", "close");
    }
  }

  get headSent(): boolean {
    return this.#res.headersSent;
  }

  head(): void {
    this.#atOnce(() => {
      this.#res.flushHeaders();
      this.#send(this.#takePrelude());
    });
  }

  write(release: Release): number[] {
    const events = this.#takePrelude();
    const sizes: number[] = [];
    for (let seq = release.first; seq <= release.last; seq++) {
      const event = this.#encoder.token(seq);
      events.push(event);
      sizes.push(event.length + (sizes.length === 0 ? this.#uncharged : 0));
    }
    this.#uncharged = 0;
    this.#atOnce(() => this.#send(events));
    return sizes;
  }

  end(): void {
    const tail = Buffer.concat([...this.#takePrelude(), this.#encoder.tail(this.#usage)]);
    this.bytesWritten += tail.length;
    this.#atOnce(() => this.#res.end(tail));
  }

  cut(how: CutHow): void {
    if (how === "end") this.#atOnce(() => this.#res.end());
    else if (how === "close") this.#res.socket?.destroySoon();
    else this.#res.socket?.resetAndDestroy();
  }

  #takePrelude(): Buffer[] {
    const prelude = this.#prelude;
    this.#prelude = null;
    if (prelude === null || prelude.length === 0) return [];
    this.#uncharged += prelude.length;
    return [prelude];
  }

  /** Frames the body (RFC 9112 7.1) past ServerResponse.write: that one copies three pieces, which takes half as long again. */
  #send(events: readonly Buffer[]): void {
    if (events.length === 0) return;
    const body = events.length === 1 ? events[0]! : Buffer.concat(events);
    this.bytesWritten += body.length;
    const { socket, chunkedEncoding, headersSent } = this.#res;
    if (socket === null || !headersSent) this.#res.write(body);
    else
      socket.write(
        chunkedEncoding ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, CRLF]) : body,
      );
  }

  /** node:http corks what is written in one turn until the turn ends; with a cork of our own the bytes are with the kernel when this returns. */
  #atOnce(write: () => void): void {
    const { socket } = this.#res;
    socket?.cork();
    write();
    socket?.uncork();
  }
}

/**
 * Bytes of the whole body, for Content-Length. A cut of kind `end` is a proper end, so it announces the shortened body; the others announce
 * the whole.
 */
export function bodyBytes(scenario: Scenario, encoder: Encoder, usage: Usage): number {
  const proper = scenario.cut?.how === "end";
  const tokens = proper ? tokensSent(scenario) : scenario.tokens;
  let bytes = encoder.head(usage).length + (proper ? 0 : encoder.tail(usage).length);
  for (let seq = 1; seq <= tokens; seq++) bytes += encoder.token(seq).length;
  return bytes;
}
