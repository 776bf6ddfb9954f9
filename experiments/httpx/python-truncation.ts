import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "httpx and requests raise on half a chunked answer, and take a closed one for whole",
  kind: "fix",
  why: `The model server dies after half of the answer. A chunked body then lacks its last chunk, and a reset is an error of the socket: both clients
    raise. A body that ends when the connection closes ends like that anyway, so the loop in the person's code just ends, and
    nothing but the missing [DONE] tells half an answer from a whole one.`,
  path: ["mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" }, framing: "close" },
  proofs: ["paced"],
  readers: { httpx: { layer: "httpx" }, requests: { layer: "requests" } },
  sides: {
    close: { expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } } },
    chunked: {
      scenario: { framing: "chunked" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
    reset: {
      scenario: { cut: { afterToken: 8, how: "reset" } },
      expect: { shape: "cut", end: "reset", status: 200, tokens: { min: 8, max: 8 } },
    },
  },
});
