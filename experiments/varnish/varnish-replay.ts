import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish gives a second user of one URL the first one's answer, while it runs and after",
  kind: "fix",
  why: `The cache key is URL and Host. A GET without Cache-Control is kept for default_ttl (2 min), with whatever key of the user in a header of
    its own (x-api-key). Who asks while it is being fetched gets what is there at once, and the rest in pace; who asks later gets all
    of it at once. The builtin VCL passes a request with Authorization or Cookie, and does not keep an answer with no-store, no-cache or
    private. A VCL that sets a ttl and returns before the builtin is reached keeps no-store answers, too.`,
  path: ["varnish", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: {
    alice: { method: "GET", anonymous: true, headers: { "x-api-key": "alice" } },
    bob: { method: "GET", anonymous: true, headers: { "x-api-key": "bob" }, startMs: 1800 },
  },
  proofs: ["paced"],
  sides: {
    after: {
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    during: {
      readers: { bob: { startMs: 800 } },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    "ttl-set": {
      variants: { varnish: "ttl-10m-deliver" },
      scenario: { headers: { "cache-control": "no-store" } },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    "no-store": {
      scenario: { headers: { "cache-control": "no-store" } },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
    pass: {
      variants: { varnish: "pass" },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
    authorization: {
      readers: {
        alice: { headers: { authorization: "Bearer alice" } },
        bob: { headers: { authorization: "Bearer bob" } },
      },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
  },
});
