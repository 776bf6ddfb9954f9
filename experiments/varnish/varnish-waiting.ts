import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish makes a second user of one URL wait for the first one's response head",
  kind: "fix",
  why: `While a GET is being fetched for the first time, Varnish does not know whether the answer may be shared: others who ask for it wait. The
    head says no-store, and only then the second request goes to the model, whose silent start begins anew. A pass asks the model at
    once, and so does Varnish where the first head comes before the model has thought.`,
  path: ["varnish", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 1200, headersAt: "first-token", headers: { "cache-control": "no-store" } },
  readers: {
    alice: { method: "GET", anonymous: true },
    bob: { method: "GET", anonymous: true, startMs: 200 },
  },
  proofs: ["paced"],
  sides: {
    broken: {
      expect: {
        generations: 2,
        readers: {
          alice: { shape: "streamed", tokensOf: "own" },
          bob: { shape: "queued", tokensOf: "own", ttftMs: { min: 1900 } },
        },
      },
    },
    pass: {
      variants: { varnish: "pass" },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
    "head-at-once": {
      scenario: { headersAt: "start" },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
  },
});
