import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "LiteLLM streams until a guardrail reads the answer: whole, by window, or chunk by chunk",
  kind: "fix",
  why: `A guardrail after the call stands between the model's chunks and the reader's. Tool permissions are checked on the whole answer,
    which then leaves as one chunk. The content filter keeps the last 50 characters back, in which a pattern may have begun: the text runs
    so much late, and its end comes in one chunk. A hook that asks somebody about each chunk makes each wait for the answer to the one
    before. The same LiteLLM streams for a request that names no guardrail.`,
  path: ["litellm", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  // it takes one core for 15 s to start; what differs is the request
  sidesRun: "reloaded",
  sides: {
    "tool-permission": {
      variants: { litellm: "guardrails-by-request" },
      readers: { reader: { body: { guardrails: ["no-shell"] } } },
      expect: { shape: "held" },
    },
    "content-filter": {
      variants: { litellm: "guardrails-by-request" },
      readers: { reader: { body: { guardrails: ["no-addresses"] } } },
      // fifty characters are nine tokens of this text; packets go on meanwhile, with empty chunks
      expect: { ttftMs: { min: 450 }, text: "identical", lockstep: "let-go", holdBytes: { min: 1500, max: 2100 } },
    },
    "each-chunk": {
      variants: { litellm: "guardrails-by-request" },
      readers: { reader: { body: { guardrails: ["each-chunk"] } } },
      expect: { shape: "stretched" },
    },
    none: {
      variants: { litellm: "guardrails-by-request" },
      expect: { shape: "streamed" },
    },
  },
});
