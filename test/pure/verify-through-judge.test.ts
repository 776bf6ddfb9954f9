import { describe, expect, test } from "vitest";
import type { RawRead } from "../../src/verify/url/raw.ts";
import type { GenerationSeen, Through } from "../../src/verify/through/ask.ts";
import { judgeThrough } from "../../src/verify/through/judge.ts";

const RAW: RawRead = {
  ...{ sent: true, protocol: "HTTP/1.1", status: 200, contentType: "text/event-stream", encoding: null, length: null },
  ...{ chunked: true, location: null, headersMs: 3, endedMs: 90, parts: [], end: "complete", code: null },
};
const ANSWER: GenerationSeen = {
  ...{ streamed: true, asked: { dialect: "openai", httpVersion: "1.1", usageWanted: false } },
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
