import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a model that releases 16 tokens at a time stalls the reader, whatever the proxies do",
  kind: "fix",
  why: `Three of four sides have the same path or a better one; only the model's release interval makes lumps of 16 tokens. The path is
    streamed on all sides, because it passes each release on as it comes: nothing that a proxy is told can cure it.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 48, ttftMs: 100 },
  sides: {
    "sixteen-direct": {
      path: ["app", "mock-llm"],
      scenario: { releaseEvery: 16, gapMs: 640 },
      expect: { shape: "streamed", tokensPerBatch: { min: 16, max: 16 } },
    },
    "sixteen-nginx": {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { releaseEvery: 16, gapMs: 640 },
      expect: { shape: "streamed", tokensPerBatch: { min: 16, max: 16 } },
    },
    "one-direct": {
      path: ["app", "mock-llm"],
      scenario: { gapMs: 40 },
      expect: { shape: "streamed", tokensPerBatch: { max: 2 } },
    },
    "one-nginx": {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { gapMs: 40 },
      expect: { shape: "streamed", tokensPerBatch: { max: 2 } },
    },
  },
});
