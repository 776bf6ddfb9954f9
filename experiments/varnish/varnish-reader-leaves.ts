import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish stops the model when the reader leaves, unless it stores or holds the answer",
  kind: "fix",
  why: `A passed answer is for this reader alone, and so is one that may not be stored: when its delivery fails, Varnish cancels the fetch
    (HSH_Cancel). It hears of the reader when it writes: the first token after the close is answered by a reset, the second fails, and
    with the third the fetch ends. What it stores it fetches to the end, for the next reader. With do_stream off there is no delivery that
    could fail before the fetch is over. And before the response head has come nothing is written: the model thinks on for nobody.`,
  path: ["varnish", "mock-llm"],
  scenario: { tokens: 30, gapMs: 75 },
  readers: { reader: { method: "GET", leave: { afterMs: 520 } } },
  proofs: ["paced"],
  sides: {
    stored: { expect: { shape: "streamed", end: "left", tokensForNobody: { min: 20 } } },
    held: {
      variants: { varnish: "do-stream-off-pass" },
      expect: { end: "left", tokens: { max: 0 }, tokensForNobody: { min: 20 } },
    },
    "before-head": {
      variants: { varnish: "pass" },
      scenario: { ttftMs: 1500, headersAt: "first-token", tokens: 16 },
      expect: { end: "left", tokens: { max: 0 }, toldMs: { min: 800 } },
    },
    "no-store": {
      scenario: { headers: { "cache-control": "no-store" } },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 8 } },
    },
    passed: {
      variants: { varnish: "pass" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 8 } },
    },
  },
});
