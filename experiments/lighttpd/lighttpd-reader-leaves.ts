import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lighttpd tells the model at once that the reader has left, when it streams",
  kind: "fix",
  why: `TODO: measured next, and then written here`,
  path: ["lighttpd", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    thinking: { expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } } },
    http2: {
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 } },
    },
    talking: {
      scenario: { stalls: [] },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
  },
});
