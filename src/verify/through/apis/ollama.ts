import type { Encoder } from "../../../model/encode/encoder.ts";
import type { Api, Words } from "./api.ts";

/** A line of an answer, of either API. */
type Line = (text: string) => object;

/** Ollama's two APIs (https://docs.ollama.com/api): a JSON object a line, streamed unless the request says that it must not be. */
function ollama(path: RegExp, line: Line): Api {
  return {
    ...{ name: "ollama", path, contentType: "application/x-ndjson" },
    streams: ({ stream }) => stream !== false,
    wantsUsage: () => true,
    encoder: (words) => encoderOf(words, line),
    whole: ({ text, tokens }) => ({ ...lineOf(line(text), true), ...countsOf(tokens) }),
  };
}

/** https://docs.ollama.com/api/chat */
export const ollamaChat = ollama(/\/api\/chat$/u, (content) => ({ message: { role: "assistant", content } }));
/** https://docs.ollama.com/api/generate */
export const ollamaGenerate = ollama(/\/api\/generate$/u, (response) => ({ response }));

function encoderOf({ text }: Words, line: Line): Encoder {
  const all = text.split(" ");
  const bytes = (object: object): Buffer => Buffer.from(`${JSON.stringify(object)}\n`);
  return {
    head: () => Buffer.alloc(0),
    token: (seq) => bytes(lineOf(line(`${seq === 1 ? "" : " "}${all[seq - 1] ?? ""}`), false)),
    tail: ({ completionTokens }) => bytes({ ...lineOf(line(""), true), ...countsOf(completionTokens) }),
  };
}

function lineOf(own: object, done: boolean): object {
  return {
    model: "mock-llm",
    created_at: new Date().toISOString(),
    ...own,
    done,
    ...(done && { done_reason: "stop" }),
  };
}

/** Durations are in ns. */
function countsOf(tokens: number): object {
  return {
    ...{ total_duration: 1, load_duration: 1, prompt_eval_count: 1, prompt_eval_duration: 1 },
    ...{ eval_count: tokens, eval_duration: 1 },
  };
}
