import type { ServerResponse } from "node:http";
import type { Usage } from "../../../src/model/encode/events.ts";
import { openaiUsage } from "../../../src/model/encode/openai.ts";
import type { Scenario } from "../../../src/model/scenario.ts";
import { tokenTexts } from "../../../src/model/text.ts";
import type { Dialect } from "../../../src/model/words.ts";
import type { CutHow, Output } from "./output.ts";
import type { Release } from "./schedule.ts";

/** `stream: false`: nothing leaves until the model has finished. The send log then says when tokens were generated. */
export class DocumentOutput implements Output {
  readonly #res: ServerResponse;
  readonly #document: (content: string) => object;
  readonly #tokenText: (seq: number) => string;
  #content = "";
  bytesWritten = 0;

  constructor(res: ServerResponse, scenario: Scenario, dialect: Dialect, id: string, usage: Usage) {
    this.#res = res;
    this.#document = (content) => DOCUMENTS[dialect](id, content, usage);
    this.#tokenText = tokenTexts(scenario);
    for (const [name, value] of Object.entries(scenario.headers)) res.setHeader(name, value);
    res.setHeader("content-type", "application/json");
  }

  get headSent(): boolean {
    return this.#res.headersSent;
  }

  head(): void {
    // The head leaves with the document.
  }

  /** Returns the bytes of the tokens' text. */
  write(release: Release): number[] {
    const sizes: number[] = [];
    for (let seq = release.first; seq <= release.last; seq++) {
      const text = this.#tokenText(seq);
      this.#content += text;
      sizes.push(Buffer.byteLength(text));
    }
    return sizes;
  }

  end(): void {
    const body = Buffer.from(JSON.stringify(this.#document(this.#content)));
    this.bytesWritten = body.length;
    this.#res.setHeader("content-length", body.length).end(body);
  }

  cut(how: CutHow): void {
    if (how === "end") this.#res.end();
    else if (how === "close") this.#res.socket?.destroySoon();
    else this.#res.socket?.resetAndDestroy();
  }
}

/** The whole answer, as each dialect has it. */
const DOCUMENTS: Record<Dialect, (id: string, content: string, usage: Usage) => object> = {
  openai: (id, content, usage) => ({
    id,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: "mock-llm",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: openaiUsage(usage),
  }),
  anthropic: (id, content, usage) => ({
    id,
    type: "message",
    role: "assistant",
    model: "mock-llm",
    content: [{ type: "text", text: content }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: usage.promptTokens, output_tokens: usage.completionTokens },
  }),
};
