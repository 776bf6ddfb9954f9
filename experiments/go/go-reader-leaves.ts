import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a Go relay stops the model when its reader leaves only if it passes the request's context",
  kind: "fix",
  why: `The reader leaves after token 4, and the model is silent for two seconds then. net/http cancels the request's context at once; with
    it the model's request ends. Without it the relay learns of it from a write that fails, after the silence. If it
    ignores that error too, the model answers to the end for nobody.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, stalls: [{ beforeToken: 5, ms: 2000 }] },
  readers: { reader: { leave: { afterToken: 4 } } },
  proofs: ["paced"],
  sides: {
    "all-ignored": {
      variants: { go: "write-error-ignored" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 18 } },
    },
    "context-ignored": {
      variants: { go: "context-ignored" },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1700, max: 3000 }, tokensForNobody: { min: 1, max: 6 } },
    },
    fixed: {
      variants: { go: "copy-flush" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 800 }, tokensForNobody: { max: 0 } },
    },
  },
});
