import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a model tuned from 40 to 25 ms a token gains less than one directive of nginx",
  kind: "fix",
  why: `Behind a proxy that holds a short answer the first token comes when the last one does, so a faster model is felt, in proportion: of
    seventeen tokens the wait falls from some 740 to some 500 ms. With buffering off it is the model's own first token, some 100 ms, at
    either pace: there the pace does not enter into it.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 17, ttftMs: 100, eventBytes: 220 },
  sides: {
    "slow-buffered": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { gapMs: 40 },
      expect: { shape: "held", ttftMs: { min: 700, max: 900 } },
    },
    "fast-buffered": {
      variants: { nginx: "http-1.0-buffering-on" },
      scenario: { gapMs: 25 },
      expect: { shape: "held", ttftMs: { min: 470, max: 650 } },
    },
    "slow-streamed": {
      variants: { nginx: "http-1.0-buffering-off" },
      scenario: { gapMs: 40 },
      expect: { shape: "streamed", ttftMs: { min: 100, max: 250 } },
    },
    "fast-streamed": {
      variants: { nginx: "http-1.0-buffering-off" },
      scenario: { gapMs: 25 },
      expect: { shape: "streamed", ttftMs: { min: 100, max: 250 } },
    },
  },
});
