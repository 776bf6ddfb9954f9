import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a model that is told to think first is late, and neither nginx nor the app holds a token",
  kind: "innocent",
  why: `A late first token looks like buffering to the reader's clock alone. Measured against the model's own, nothing was held: each token
    arrives as it is sent, after a long silence before the first one and around a pause in the middle. The headers, which come at
    once, are the sign that can be seen from outside.`,
  path: ["nginx", "app", "mock-llm"],
  sides: {
    without: {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { ttftMs: 200 },
      expect: { shape: "streamed", headers: "before-token", ttftMs: { min: 200, max: 500 } },
    },
    "thinks-first": {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { ttftMs: 1500 },
      expect: { shape: "streamed", headers: "before-token", ttftMs: { min: 1500, max: 1800 } },
    },
    "thinks-between": {
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { ttftMs: 200, stalls: [{ beforeToken: 12, ms: 1300 }] },
      expect: { shape: "streamed", headers: "before-token", ttftMs: { min: 200, max: 500 } },
    },
  },
});
