import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lumps of 16 tokens that the model is told to release pass nginx and the app as they are",
  kind: "innocent",
  why: `The lumps are no finding: the mock is told to release 16 tokens at a time, as vLLM is with --stream-interval. What is seen is the path:
    it passes each release on as it comes, 16 tokens or one, with nginx and without. So the reader's steps are the model's own, and on this
    path nothing is left to cure.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { ttftMs: 100, tokens: 24 },
  sides: {
    "one-direct": {
      path: ["app", "mock-llm"],
      expect: { shape: "streamed", tokensPerBatch: { max: 2 } },
    },
    "one-nginx": {
      variants: { nginx: "http-1.1-buffering-off" },
      expect: { shape: "streamed", tokensPerBatch: { max: 2 } },
    },
    "sixteen-direct": {
      path: ["app", "mock-llm"],
      scenario: { tokens: 48, releaseEvery: 16, gapMs: 640 },
      expect: { shape: "streamed", tokensPerBatch: { min: 16, max: 16 } },
    },
    "sixteen-nginx": {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { tokens: 48, releaseEvery: 16, gapMs: 640 },
      expect: { shape: "streamed", tokensPerBatch: { min: 16, max: 16 } },
    },
  },
});
