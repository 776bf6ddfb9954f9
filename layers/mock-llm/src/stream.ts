import type { ServerResponse } from "node:http";
import type { Scenario } from "../../../src/model/scenario.ts";
import { bodyBytes, CONTENT_TYPES, createEncoder, type Encoder, type Usage } from "./events.ts";
import type { CutHow, Output } from "./output.ts";
import type { Release } from "./schedule.ts";

const CRLF = Buffer.from("\r\n");

/** Tokens as events, each release in one write of its own. */
export class StreamOutput implements Output {
  readonly #res: ServerResponse;
  readonly #encoder: Encoder;
  readonly #usage: Usage | null;

  constructor(res: ServerResponse, scenario: Scenario, id: string, usage: Usage | null) {
    this.#res = res;
    this.#usage = usage;
    this.#encoder = createEncoder(scenario, id, Math.floor(Date.now() / 1000));
    res.setHeader("content-type", scenario.contentType ?? CONTENT_TYPES[scenario.format]);
    for (const [name, value] of Object.entries(scenario.headers)) res.setHeader(name, value);
    if (scenario.framing === "content-length")
      res.setHeader("content-length", bodyBytes(scenario, this.#encoder, usage));
    if (scenario.framing === "close") {
      res.removeHeader("transfer-encoding"); // Node's documented way to leave the body unframed
      res.setHeader("connection", "close");
    }
  }

  get headSent(): boolean {
    return this.#res.headersSent;
  }

  head(): void {
    this.#atOnce(() => this.#res.flushHeaders());
  }

  write(release: Release): number[] {
    const events: Buffer[] = [];
    for (let seq = release.first; seq <= release.last; seq++) events.push(this.#encoder.token(seq));
    this.#atOnce(() => this.#send(events.length === 1 ? events[0]! : Buffer.concat(events)));
    return events.map((event) => event.length);
  }

  /** Frames the body (RFC 9112 7.1) past ServerResponse.write: that one copies three pieces, which takes half as long again. */
  #send(body: Buffer): void {
    const { socket, chunkedEncoding, headersSent } = this.#res;
    if (socket === null || !headersSent) this.#res.write(body);
    else
      socket.write(
        chunkedEncoding ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, CRLF]) : body,
      );
  }

  end(): number {
    const tail = this.#encoder.tail(this.#usage);
    this.#atOnce(() => this.#res.end(tail));
    return tail.length;
  }

  cut(how: CutHow): void {
    if (how === "end") this.#atOnce(() => this.#res.end());
    else if (how === "close") this.#res.socket?.destroySoon();
    else this.#res.socket?.resetAndDestroy();
  }

  /** node:http corks what is written in one turn until the turn ends; with a cork of our own the bytes are with the kernel when this returns. */
  #atOnce(write: () => void): void {
    const { socket } = this.#res;
    socket?.cork();
    write();
    socket?.uncork();
  }
}
