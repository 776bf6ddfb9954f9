import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx's buffer lengthens the first token's wait by no fixed factor: it grows up to a page",
  kind: "fix",
  why: `The model's first token is 100 ms away on every side. Behind a buffer of one page the reader waits for the end of an answer
    shorter than a page, so the factor grows with the length of the answer: some 3.5 for six tokens, some 6.5 for twelve. A page holds some
    eighteen of these tokens, some 9.5 times the wait, and 24 and 48 tokens alike wait for that.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { ttftMs: 100, gapMs: 50, eventBytes: 220 },
  sides: {
    "6-tokens": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { tokens: 6 },
      expect: { shape: "held", ttftMs: { min: 250, max: 500 } },
    },
    "12-tokens": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { tokens: 12 },
      expect: { shape: "held", ttftMs: { min: 520, max: 850 } },
    },
    "24-tokens": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { tokens: 24 },
      expect: { shape: "batched", ttftMs: { min: 870, max: 1400 } },
    },
    "48-tokens": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { tokens: 48 },
      expect: { shape: "batched", ttftMs: { min: 870, max: 1400 } },
    },
    fixed: {
      variants: { nginx: "http-1.0-buffering-off" },
      scenario: { tokens: 48 },
      expect: { shape: "streamed", ttftMs: { min: 100, max: 300 } },
    },
  },
});
