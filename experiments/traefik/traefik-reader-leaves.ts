import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik stops the model when its reader leaves; with fastProxy only some tokens later",
  kind: "fix",
  why: `The reader leaves after token 4, and the model is silent for two seconds then. By default Traefik ends its request to the model at
    once: the request's context is cancelled when the reader's connection closes. fastProxy reads on without looking at it, and notices
    when tokens cannot be written any more; a model in a long prefill works on for nobody.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, stalls: [{ beforeToken: 5, ms: 2000 }] },
  readers: { reader: { method: "GET", leave: { afterToken: 4 } } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "fast-proxy" },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1700, max: 3000 }, tokensForNobody: { min: 1, max: 6 } },
    },
    fixed: { expect: { shape: "streamed", end: "left", toldMs: { max: 800 }, tokensForNobody: { max: 0 } } },
  },
});
