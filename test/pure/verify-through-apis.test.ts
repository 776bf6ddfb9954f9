import { describe, expect, test } from "vitest";
import { apiOf } from "../../src/verify/through/apis/index.ts";

const WORDS = { id: "abc123", text: "one two three", tokens: 3 };
const USAGE = { promptTokens: 1, completionTokens: 3, wanted: true };

/** The whole of an answer, as an API writes it. */
function written(path: string): string {
  const encoder = apiOf(path)!.encoder(WORDS);
  return Buffer.concat([
    encoder.head(USAGE),
    ...[1, 2, 3].map((seq) => encoder.token(seq)),
    encoder.tail(USAGE),
  ]).toString();
}

type Data = Readonly<Record<string, unknown>>;
const events = (text: string): Data[] =>
  [...text.matchAll(/^data: (\{.*\})$/gmu)].map(([, data]) => JSON.parse(data!) as Data);
const lines = (text: string): Data[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Data);

test.for([
  ["/v1/chat/completions", "openai"],
  ["/openai/deployments/gpt/chat/completions", "openai"],
  ["/v1/responses", "responses"],
  ["/v1/messages", "anthropic"],
  ["/api/chat", "ollama"],
  ["/api/generate", "ollama"],
] as const)("%s is %s", ([path, name]) => {
  expect(apiOf(path)?.name).toBe(name);
});

test.for(["/v1/embeddings", "/v1/responses/resp_1", "/api/tags", "/chat"])("%s is none", (path) => {
  expect(apiOf(path)).toBeUndefined();
});

describe("OpenAI's responses", () => {
  const all = events(written("/v1/responses"));

  test("numbers its events without a gap, and names each twice", () => {
    expect(all.map(({ sequence_number }) => sequence_number)).toEqual(all.map((_, index) => index));
    const names = [...written("/v1/responses").matchAll(/^event: (\S+)$/gmu)].map(([, name]) => name);
    expect(names).toEqual(all.map(({ type }) => type));
  });

  test("says the words one by one, and all of them at the end", () => {
    const deltas = all.filter(({ type }) => type === "response.output_text.delta").map(({ delta }) => delta);
    expect(deltas).toEqual(["one", " two", " three"]);
    expect(all.at(-1)).toMatchObject({
      type: "response.completed",
      response: {
        status: "completed",
        output: [{ content: [{ text: "one two three" }] }],
        usage: { output_tokens: 3 },
      },
    });
  });
});

test.for([
  ["/api/chat", ({ message }: Data) => (message as { content: string }).content],
  ["/api/generate", ({ response }: Data) => response as string],
] as const)("Ollama's %s: a line each, and one that says done", ([path, textOf]) => {
  const all = lines(written(path));
  expect(all.map(textOf)).toEqual(["one", " two", " three", ""]);
  expect(all.map(({ done }) => done)).toEqual([false, false, false, true]);
  expect(all.at(-1)).toMatchObject({ done_reason: "stop", eval_count: 3 });
});

test("the last word of OpenAI's chat completions says that it is", () => {
  const reasons = events(written("/v1/chat/completions")).flatMap(
    ({ choices }) => (choices as { finish_reason: string | null }[])[0]?.finish_reason ?? [],
  );
  expect(reasons).toEqual(["stop"]);
});

describe("what a request wants", () => {
  test.for([
    ["/v1/chat/completions", {}, false],
    ["/v1/chat/completions", { stream: true }, true],
    ["/v1/responses", { stream: true }, true],
    ["/v1/messages", { stream: false }, false],
    ["/api/chat", {}, true],
    ["/api/chat", { stream: false }, false],
  ] as const)("%s %j: a stream is %s", ([path, fields, streams]) => {
    expect(apiOf(path)!.streams(fields)).toBe(streams);
  });

  test.for(["/v1/chat/completions", "/v1/responses", "/v1/messages", "/api/chat", "/api/generate"])(
    "%s whole has all words once",
    (path) => {
      expect(JSON.stringify(apiOf(path)!.whole(WORDS)).match(/one two three/gu)).toHaveLength(1);
    },
  );
});
