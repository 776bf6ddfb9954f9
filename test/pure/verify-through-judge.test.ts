import { describe, expect, test } from "vitest";
import { renderThrough } from "../../src/report/verify/index.ts";
import type { RawRead } from "../../src/verify/url/raw.ts";
import type { GenerationSeen, Through } from "../../src/verify/through/ask.ts";
import { apiOf } from "../../src/verify/through/apis/index.ts";
import { judgeThrough } from "../../src/verify/through/judge.ts";

const RAW: RawRead = {
  ...{ sent: true, protocol: "HTTP/1.1", status: 200, contentType: "text/event-stream", encoding: null, length: null },
  ...{ chunked: true, location: null, headersMs: 3, endedMs: 90, parts: [], end: "complete", code: null },
};
const ANSWER: GenerationSeen = {
  ...{ streamed: true, asked: { api: apiOf("/v1/chat/completions")!, httpVersion: "1.1", usageWanted: false } },
  ...{ sent: 13, got: 13, held: null, latencyMs: 2 },
};

function judged(answers: readonly Partial<GenerationSeen>[], raw: Partial<RawRead> = {}, seen: Partial<Through> = {}) {
  const facts: Through = {
    ...{ raw: { ...RAW, ...raw }, bytes: 2_400, connectMs: 3, refused: 0, elsewhere: null, replayed: false },
    ...{ reachMs: 30_000, generations: answers.map((answer) => ({ ...ANSWER, ...answer })), ...seen },
  };
  return judgeThrough("url", "plain", facts);
}

test("streams only with every token", () => {
  expect(judged([{}])).toMatchObject({ word: "streams", why: null, sent: 13, got: 13 });
  expect(judged([{ got: 12 }]).word).toBe("loses");
});

describe("a token that comes late by itself", () => {
  test("is held where the connection was quick, and the report says on what that rests", () => {
    const reading = judged([{ latencyMs: 208 }]);
    expect(reading).toMatchObject({ word: "holds", says: "holds each token for 208 ms", heldBytes: null });
    expect(reading.why).toContain("unless model and stack are far apart");
  });

  test("is not where the network itself takes that long", () => {
    expect(judged([{ latencyMs: 208 }], {}, { connectMs: 80 })).toMatchObject({ word: "streams", latencyMs: 208 });
  });
});

describe("the end of an answer", () => {
  test("tokens missing behind a clean end, and behind a broken one", () => {
    expect(judged([{ got: 5 }]).why).toBe("5 of 13 tokens came, then the answer ended cleanly");
    expect(judged([{ got: 5 }], { end: "failed", code: "UND_ERR_SOCKET" }).why).toBe(
      "5 of 13 tokens came, then the answer was broken off (UND_ERR_SOCKET)",
    );
  });

  test("all tokens and then a broken end", () => {
    const reading = judged([{}], { end: "failed", code: "UND_ERR_SOCKET" });
    expect(reading).toMatchObject({
      word: "streams",
      why: "all tokens came, but the answer was broken off behind them",
    });
  });

  test("an answer that was not read to its end proves nothing", () => {
    expect(judged([{ got: 12 }], { end: "time-up", endedMs: 60_000 })).toMatchObject({ word: "unknown" });
  });
});

describe("several answers for one question", () => {
  test("the one whose words came is judged", () => {
    expect(judged([{ got: 0, held: { bytes: null } }, {}])).toMatchObject({ word: "streams", model: { streams: 2 } });
  });

  test("none of whose words came is no hold, even if nothing was let go", () => {
    const reading = judged([{ got: 0, held: { bytes: null }, sent: 1_312 }]);
    expect(reading).toMatchObject({ word: "unknown", says: "tokens not found, 2.3 KB came", sent: 0, heldBytes: null });
  });

  test("whole answers alone, and their words did not come", () => {
    const reading = judged([{ streamed: false, got: 0 }]);
    expect(reading.why).toContain("whole answers only");
    expect(reading.word).toBe("unknown");
  });
});

test("an error behind a question that reached the model is the stack's, not a hold", () => {
  expect(judged([{ got: 0 }], { status: 502 })).toMatchObject({
    ...{ word: "unknown", why: "the answer is an error: status 502" },
  });
});

test("what a person reads: each question, what they say together, and what to type next, once", () => {
  const plain = judged([{}]);
  const held = { ...judged([{ held: { bytes: 4_198 }, sent: 23, got: 23 }]), ask: "compressed" } as const;
  const text = renderThrough(
    {
      ...{ schemaVersion: 1, url: "http://staging/chat", direct: null, model: "127.0.0.1:9000", sent: 2 },
      ...{ readings: [plain, held], word: "holds", says: "holds 4.1 KB", notes: ["one of two"], exit: 1 },
    },
    { width: 80, colour: false },
  );
  expect(text).toMatchInlineSnapshot(`
    "http://staging/chat
    model: the lab's, at 127.0.0.1:9000; asked with HTTP/1.1, as OpenAI's (chat completions)
      plain       streams       13 of 13 tokens arrived, each 2 ms after it was
                                sent; HTTP/1.1 200 text/event-stream, 2.3 KB
      compressed  holds 4.1 KB  no token came until the model had sent more, then
                                4.1 KB of its events at once; 23 of 23 tokens
                                arrived, each 2 ms after it was sent; HTTP/1.1 200
                                text/event-stream, 2.3 KB
      one of two
      next: ./lab verify YOUR-CONFIG, or ./lab locate where the stack runs
      holds 4.1 KB   2 requests     exit 1"
  `);
});
