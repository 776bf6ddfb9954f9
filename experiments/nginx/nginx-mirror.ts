import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx's mirror asks the model a second time and hangs up when the head is there",
  kind: "fix",
  why: `mirror sends a copy of each request, body and all, to a second location and wants no more than the head of the answer. For a model
    that is a second request, which the reader cannot notice: its own stream stays in pace. Here the head comes before the first token, so
    the copy gets none, if the model stops for a connection that closes. One that does not stop generates the whole copy for nobody.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, ttftMs: 300, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    broken: { variants: { nginx: "mirror-on" }, expect: { shape: "streamed", requests: 2, generations: 1 } },
    "model-goes-on": {
      variants: { nginx: "mirror-on" },
      scenario: { onReaderGone: "continue" },
      expect: { shape: "streamed", requests: 2, generations: 2, tokensForNobody: { min: 16, max: 16 } },
    },
    fixed: { variants: { nginx: "mirror-off" }, expect: { shape: "streamed", requests: 1 } },
  },
});
