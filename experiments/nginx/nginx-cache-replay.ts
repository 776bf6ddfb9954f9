import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx's cache gives two users of one URL the same answer; the model is asked once",
  kind: "fix",
  why: `The cache key is scheme, host and URI: two users with different cookies ask the same. An answer without Cache-Control is kept as
    long as proxy_cache_valid says. The first user's stream is in pace while it is stored; the second user gets the stored answer at
    once, and with proxy_cache_lock, while it is still being made, nothing until it is whole. Cache-Control: no-store from the model's
    server, or a key with the session in it, cures both.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: {
    alice: { method: "GET", anonymous: true, headers: { cookie: "session=alice" } },
    bob: { method: "GET", anonymous: true, headers: { cookie: "session=bob" }, startMs: 1800 },
  },
  proofs: ["paced"],
  sides: {
    replay: {
      variants: { nginx: "cache-on" },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    lock: {
      variants: { nginx: "cache-on-lock" },
      readers: { bob: { startMs: 200 } },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "held", tokensOf: "other" } },
      },
    },
    "no-store": {
      variants: { nginx: "cache-on" },
      scenario: { headers: { "cache-control": "no-store" } },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
    "key-cookie": {
      variants: { nginx: "cache-on-key-cookie" },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
  },
});
