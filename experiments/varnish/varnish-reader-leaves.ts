import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish stops the model when the reader leaves, unless it stores or holds the answer",
  kind: "fix",
  why: `A passed answer is for this reader alone, and so is one that may not be stored: when the delivery ends, Varnish cancels the fetch
    (HSH_Cancel). What it stores it fetches to the end, for the next reader. With do_stream off there is no delivery that could end
    before the fetch. And before the head has come nobody looks at the reader: the model thinks to the end for nobody.`,
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
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
    passed: {
      variants: { varnish: "pass" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
  },
});
