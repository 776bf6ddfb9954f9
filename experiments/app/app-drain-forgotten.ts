import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that pauses for a slow reader and forgets drain stalls for good",
  kind: "fix",
  why: `Once more than 64 KiB wait in the response, res.write returns false and the app pauses the model's answer. Nothing resumes it:
    the connection stays open, silent, with the rest of the answer on the other side, until somebody's timeout. With a listener for drain
    the same reader gets every token, at its own pace.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 300, gapMs: 3, eventBytes: 30_000 },
  readers: { reader: { bytesPerSecond: 4_000_000 } },
  sides: {
    broken: { variants: { app: "drain-forgotten" }, expect: { shape: "stalled", end: "open" } },
    fixed: { variants: { app: "drain-awaited" }, expect: { shape: "stretched", tokens: { min: 300 } } },
    "fast-reader": {
      variants: { app: "drain-forgotten" },
      readers: { reader: { bytesPerSecond: 400_000_000 } },
      expect: { shape: "streamed", tokens: { min: 300 } },
    },
    "ordinary-tokens": {
      variants: { app: "drain-forgotten" },
      scenario: { eventBytes: 220 },
      readers: { reader: { bytesPerSecond: 40_000 } },
      expect: { shape: "stretched", tokens: { min: 300 } },
    },
  },
});
