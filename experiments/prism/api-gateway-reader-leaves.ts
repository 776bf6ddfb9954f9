import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Prism does not tell the model that the reader has left: it generates to the end for nobody",
  kind: "fix",
  why: `The reader leaves while Prism collects the answer. Prism asks the model with a request of its own, which nothing ends when the
    reader's connection closes, so all tokens that follow are made and thrown away. Without Prism in between the model hears at once.`,
  path: ["prism", "mock-llm"],
  scenario: { tokens: 24, gapMs: 80 },
  readers: { reader: { leave: { afterMs: 700 } } },
  proofs: ["paced"],
  sides: {
    broken: { expect: { end: "left", tokens: { max: 0 }, tokensForNobody: { min: 12 } } },
    fixed: {
      path: ["mock-llm"],
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 }, tokensForNobody: { max: 2 } },
    },
  },
});
