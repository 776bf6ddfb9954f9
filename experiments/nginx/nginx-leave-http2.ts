import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx tells the model at once that its reader left, over HTTP/2 as over HTTP/1.1",
  kind: "innocent",
  why: `Over HTTP/1.1 a reader leaves by closing its connection, over HTTP/2 by resetting its stream, and the connection stays. nginx passes
    both on at once: it closes its connection to the model, which hears of it within 0.2 s and stops.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  readers: { reader: { scheme: "https", leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    "closes-http-1.1": {
      variants: { nginx: "tls-buffering-off" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 200 }, tokensForNobody: { max: 4 } },
    },
    "resets-http-2": {
      variants: { nginx: "tls-buffering-off" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", end: "left", toldMs: { max: 200 }, tokensForNobody: { max: 4 } },
    },
  },
});
