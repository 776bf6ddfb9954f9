import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the openai package for Python, unmodified, waits for a held answer and streams a cured one",
  kind: "fix",
  why: `The reader is the vendor's own client: create(stream=True), and a loop over what it hands out, text without a number. It adds no
    wait of its own: each piece is there when its event has come. Behind a buffering nginx the loop begins when the model has finished.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { layer: "openai-python" } },
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed", text: "identical" } },
  },
});
