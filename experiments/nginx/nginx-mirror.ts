import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx's mirror asks the model a second time for every answer",
  kind: "fix",
  why: `mirror sends a copy of each request, body and all, to a second location and throws the answer away. For a model that is a second request,
    which the reader of the first cannot notice: its own stream stays in pace.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    broken: { variants: { nginx: "mirror-on" }, expect: { shape: "streamed", requests: 2 } },
    fixed: { variants: { nginx: "mirror-off" }, expect: { shape: "streamed", requests: 1 } },
  },
});
