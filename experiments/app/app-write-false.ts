import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that takes a false from res.write for a disconnect ends a good answer early",
  kind: "fix",
  why: `False means that 64 KiB wait, not that the reader has left. One large event (a tool's result, an image) is as much, so it takes no
    slow reader. The loop stops there and the app ends its answer by the rules: status 200, a last chunk, no error in any log. Only the
    missing end marker tells. An answer of ordinary tokens is never hit, and pipeline waits where this app gives up.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 16, gapMs: 75, eventBytes: [220, 220, 220, 220, 220, 220, 220, 200_000] },
  sides: {
    broken: {
      variants: { app: "write-false-breaks" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 7, max: 7 } },
    },
    "ordinary-tokens": {
      variants: { app: "write-false-breaks" },
      scenario: { eventBytes: 220 },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { app: "compression-off" }, expect: { shape: "streamed" } },
  },
});
