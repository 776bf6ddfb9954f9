import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Squid gives each user of one URL their own answer, until a refresh_pattern says otherwise",
  kind: "fix",
  why: `An answer without a lifetime of its own (Cache-Control, Expires, Last-Modified) is stale at once without a refresh_pattern, so
    Squid asks the model again. A refresh_pattern with a minimum of minutes, as guides to a better hit rate have it, makes it fresh, for
    everybody who asks for the same URL. no-store from the app is heeded still; ignore-no-store ends that as well.`,
  path: ["squid", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: {
    alice: { method: "GET", anonymous: true, headers: { cookie: "session=alice" } },
    bob: { method: "GET", anonymous: true, headers: { cookie: "session=bob" }, startMs: 1800 },
  },
  proofs: ["paced"],
  sides: {
    "refresh-pattern": {
      variants: { squid: "refresh-pattern-10m" },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    "ignore-no-store": {
      variants: { squid: "refresh-pattern-10m-ignore-no-store" },
      scenario: { headers: { "cache-control": "no-store" } },
      expect: {
        requests: 1,
        readers: { alice: { shape: "streamed", tokensOf: "own" }, bob: { shape: "replayed", tokensOf: "other" } },
      },
    },
    "no-store": {
      variants: { squid: "refresh-pattern-10m" },
      scenario: { headers: { "cache-control": "no-store" } },
      expect: { shape: "streamed", tokensOf: "own", generations: 2 },
    },
    default: { expect: { shape: "streamed", tokensOf: "own", generations: 2 } },
  },
});
