import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that ignores drain hoards its slow readers' answers in memory",
  kind: "fix",
  why: `res.write returns false when the reader is behind, and takes the bytes all the same. Ignored, all that the model sends piles up in
    the app: two slow readers of 56 MB cost it over 80 MB here. pipeline stops reading from the model instead, so the app stays near the
    size of the bare runtime. The readers get the same few tokens on both sides: the pace is theirs, the memory is the app's.`,
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
  },
});
