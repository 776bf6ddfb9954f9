import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that ignores drain hoards 20 MB/s for slow readers, and of ordinary tokens nothing",
  kind: "fix",
  why: `res.write returns false when the reader is behind, and takes the bytes all the same. Ignored, all that the model sends piles up in
    the app: two readers that take 3 MB/s of 20 cost it tens of MB in four seconds. pipeline stops reading from the model
    instead, so the app stays near the size of the bare runtime. The readers get the same few tokens on both sides: the pace is theirs,
    the memory is the app's. Tokens of an ordinary size cost nothing: at 1000 B/s of 4400 the sockets' buffers hold all that a reader leaves.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 56, gapMs: 50, eventBytes: 1_000_000 },
  readers: {
    first: { bytesPerSecond: 3_000_000, leave: { afterMs: 4000 } },
    second: { bytesPerSecond: 3_000_000, leave: { afterMs: 4000 } },
  },
  sides: {
    broken: {
      variants: { app: "drain-ignored" },
      expect: { shape: "stretched", tokens: { min: 3, max: 40 }, peakMemoryMb: { app: { min: 180 } } },
    },
    fixed: {
      variants: { app: "compression-off" },
      expect: { shape: "stretched", tokens: { min: 3, max: 40 }, peakMemoryMb: { app: { max: 150 } } },
    },
    "ordinary-tokens": {
      variants: { app: "drain-ignored" },
      scenario: { eventBytes: 220 },
      readers: { first: { bytesPerSecond: 1000 }, second: { bytesPerSecond: 1000 } },
      expect: { shape: "stretched", tokens: { min: 3, max: 40 }, peakMemoryMb: { app: { max: 150 } } },
    },
  },
});
