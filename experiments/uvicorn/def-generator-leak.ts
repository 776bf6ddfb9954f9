import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Starlette does not close a plain def generator when the reader leaves",
  kind: "fix",
  why: `Starlette drives a plain generator from a thread pool. When the reader leaves, that driver is cancelled and the generator stays
    where it is, suspended, with the model's connection open, until the garbage collector comes by; the model generates for nobody. An
    async wrapper that owns the generator closes it. An async generator with the asynchronous client is cancelled where it waits.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 40, gapMs: 75 },
  readers: { reader: { leave: { afterToken: 8 } } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { uvicorn: "def-generator-uvloop" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 25 } },
    },
    owned: {
      variants: { uvicorn: "def-generator-owned" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 3 } },
    },
    "async-client": {
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 3 } },
    },
  },
});
