import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "buffering multiplies the first token's wait by no fixed factor: it grows with the answer",
  kind: "fix",
  why: `The model's first token is 100 ms away on every side. Behind a buffer of one page the reader waits for the end of an answer
    shorter than a page, so the factor grows with the length of the answer, from about 3 to about 8 here; once the answer fills the
    page, at some eighteen tokens, it grows no further. It depends on the model's first token, its pace and the buffer alone.`,
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
