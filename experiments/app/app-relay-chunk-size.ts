import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a relay that forwards blocks of 4096 bytes makes steps of what it was given in tokens",
  kind: "fix",
  why: `A loop that reads a fixed number of bytes waits until it has them: some eighteen tokens of 220 bytes make one block. The last token
    of a block is cut in two and waits for the next one. Forwarding each read as it comes keeps the model's pace.`,
  path: ["app", "mock-llm"],
  scenario: { tokens: 100, gapMs: 20, eventBytes: 220 },
  sides: {
    broken: {
      variants: { app: "relay-blocks-of-4096" },
      expect: { shape: "batched", stepBytes: { min: 3900, max: 4400 }, holdBytes: { min: 3900, max: 4400 } },
    },
    fixed: { variants: { app: "relay-as-read" }, expect: { shape: "streamed" } },
  },
});
