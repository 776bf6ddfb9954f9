import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that awaits drain alone hangs when the reader leaves, and the model writes on",
  kind: "fix",
  why: `once(res, "drain") resolves when the reader has caught up. One that has left never does, and the loop that would have noticed
    stands still in its await: the request to the model stays open, and the model is never told. With a signal that fires when the response
    closes the await ends with the reader. It takes a reader that is behind: of ordinary tokens nothing waits, and the loop
    notices at the next one.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 60, gapMs: 60, eventBytes: 1_000_000 },
  readers: { reader: { bytesPerSecond: 3_000_000, leave: { afterMs: 2000 } } },
  sides: {
    broken: {
      variants: { app: "drain-once" },
      expect: { shape: "stretched", end: "left", tokensForNobody: { min: 15 } },
    },
    fixed: {
      variants: { app: "drain-once-signal" },
      expect: { shape: "stretched", end: "left", tokensForNobody: { max: 8 }, toldMs: { max: 1000 } },
    },
    "ordinary-tokens": {
      variants: { app: "drain-once" },
      scenario: { eventBytes: 220 },
      readers: { reader: { bytesPerSecond: 1000 } },
      expect: { shape: "stretched", end: "left", tokensForNobody: { max: 8 }, toldMs: { max: 1000 } },
    },
  },
});
