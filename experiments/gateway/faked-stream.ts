import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a gateway that slices a finished answer sends many events, and the first one last",
  kind: "fix",
  why: `The gateway asks the model with stream: false and cuts what comes back into events. The events are well formed and many; typed out with a pause
    after each, their gaps look like a model's. The time to the first token is that of the whole answer, and typing adds its own.`,
  path: ["gateway", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    sliced: { variants: { gateway: "stream-false-sliced" }, expect: { shape: "held" } },
    typed: { variants: { gateway: "stream-false-typed" }, expect: { shape: "delayed" } },
    streamed: { variants: { gateway: "stream-true" }, expect: { shape: "streamed" } },
  },
});
