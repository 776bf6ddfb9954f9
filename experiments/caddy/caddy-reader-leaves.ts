import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy stops the model when the reader leaves; with flush_interval -1 at the next token",
  kind: "fix",
  why: `The reader leaves after token 4, and the model is silent for two seconds then. By default Caddy ends its request to the model at
    once. With flush_interval -1 versions before 2.9.0 deliberately ignore that the reader has gone (#4922) and notice when tokens
    cannot be written any more; a model in a long prefill works on for nobody. An event stream is flushed without that setting.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, stalls: [{ beforeToken: 5, ms: 2000 }] },
  readers: { reader: { leave: { afterToken: 4 } } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { caddy: "flush-interval-immediate" },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1700, max: 3000 }, tokensForNobody: { min: 1, max: 6 } },
    },
    "2.8.4": {
      versions: { caddy: "2.8.4" },
      variants: { caddy: "flush-interval-immediate" },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1700, max: 3000 }, tokensForNobody: { min: 1, max: 6 } },
    },
    "2.9.1": {
      versions: { caddy: "2.9.1" },
      variants: { caddy: "flush-interval-immediate" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 800 }, tokensForNobody: { max: 0 } },
    },
    fixed: { expect: { shape: "streamed", end: "left", toldMs: { max: 800 }, tokensForNobody: { max: 0 } } },
  },
});
