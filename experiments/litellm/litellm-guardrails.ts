import { defineExperiment } from "../../src/model/experiment.ts";

/** The first answer of a LiteLLM that has just started waits for modules that it loads then: this one has a model that thinks meanwhile. */
const first = { scenario: { tokens: 4, ttftMs: 4000 } };
const second = { startMs: 5000 };

export default defineExperiment({
  title: "LiteLLM streams until a guardrail reads the answer: whole, by window, or chunk by chunk",
  kind: "fix",
  why: `A guardrail after the call stands between the model's chunks and the reader's. Tool permissions are checked on the whole answer, and it leaves as one
    chunk; so does any hook that makes a list of it. The content filter keeps the last 50 characters back, in which a pattern may have
    begun. A hook that asks somebody about each chunk makes each wait for the answer to the one before. Without one, LiteLLM streams.`,
  path: ["litellm", "mock-llm"],
  scenario: { tokens: 32, gapMs: 75, ttftMs: 300 },
  proofs: ["paced"],
  // it takes one core for 12 s and more to start
  sidesRun: "in-turn",
  readers: { first, tools: second, whole: second, window: second, each: second },
  sides: {
    guardrails: {
      variants: { litellm: "guardrails-by-request" },
      readers: {
        tools: { body: { guardrails: ["no-shell"] } },
        whole: { body: { guardrails: ["whole-answer"] } },
        window: { body: { guardrails: ["no-addresses"] } },
        each: { body: { guardrails: ["each-chunk"] } },
      },
      expect: {
        hops: ["litellm"],
        readers: {
          first: { status: 200 },
          tools: { shape: "held" },
          whole: { shape: "held" },
          // fifty characters are some nine tokens
          window: { ttftMs: { min: 700, max: 2000 }, text: "identical" },
          each: { shape: "stretched" },
        },
      },
    },
    none: {
      variants: { litellm: "guardrails-by-request" },
      expect: { shape: "streamed", headers: "with-token" },
    },
  },
});
