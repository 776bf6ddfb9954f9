import type { ServerResponse } from "node:http";
import type { Scenario } from "../../../src/model/scenario.ts";
import { tokenTexts } from "../../../src/model/text.ts";
import type { Usage } from "./events.ts";
import type { CutHow, Output } from "./output.ts";
import type { Release } from "./schedule.ts";

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

  get headSent(): boolean {
    return this.#res.headersSent;
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
