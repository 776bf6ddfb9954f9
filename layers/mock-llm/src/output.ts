import type { ServerResponse } from "node:http";
import type { Scenario } from "../../../src/model/scenario.ts";
import { tokenTexts } from "../../../src/model/text.ts";
import { bodyBytes, CONTENT_TYPES, createEncoder, type Usage } from "./events.ts";
import type { Release } from "./schedule.ts";

const CRLF = Buffer.from("\r\n");

type CutHow = NonNullable<Scenario["cut"]>["how"];

/** Where the tokens of an answer go. */
export interface Output {
  /** Sends the response head on its own. */
  head(): void;
  /** Sends a release; returns the bytes of each of its tokens. */
  write(release: Release): number[];
  /** Ends the answer as a whole one; returns the bytes of what followed the last token. */
  end(): number;
  cut(how: CutHow): void;
}

/** Tokens as events, each release in one write of its own. */
export class StreamOutput implements Output {
  readonly #res: ServerResponse;
  readonly #encoder;
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

/** `stream: false`: nothing leaves until the model has finished. The send log then says when tokens were generated. */
export class DocumentOutput implements Output {
  readonly #res: ServerResponse;
  readonly #id: string;
  readonly #usage: Usage;
  readonly #tokenText: (seq: number) => string;
  #content = "";

  constructor(res: ServerResponse, scenario: Scenario, id: string, usage: Usage) {
    this.#res = res;
    this.#id = id;
    this.#usage = usage;
    this.#tokenText = tokenTexts(scenario.text);
    for (const [name, value] of Object.entries(scenario.headers)) res.setHeader(name, value);
    res.setHeader("content-type", "application/json");
  }

  head(): void {
    // The head leaves with the document.
  }

  write(release: Release): number[] {
    const bytes: number[] = [];
    for (let seq = release.first; seq <= release.last; seq++) {
      const text = this.#tokenText(seq);
      this.#content += text;
      bytes.push(Buffer.byteLength(text));
    }
    return bytes;
  }

  end(): number {
    const message = { role: "assistant", content: this.#content };
    const body = Buffer.from(
      JSON.stringify({
        id: this.#id,
        object: "chat.completion",
        created: Math.floor(Date.now() / 1000),
        model: "mock-llm",
        choices: [{ index: 0, message, finish_reason: "stop" }],
        usage: this.#usage,
      }),
    );
    this.#res.setHeader("content-length", body.length).end(body);
    return body.length;
  }

  cut(how: CutHow): void {
    if (how === "end") this.#res.end();
    else if (how === "close") this.#res.socket?.destroySoon();
    else this.#res.socket?.resetAndDestroy();
  }
}
