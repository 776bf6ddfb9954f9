import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a rule that bypasses Varnish's cache cures the replay and nothing of the hold",
  kind: "placebo",
  why: `Storing and buffering are two things. With do_stream off Varnish fetches the whole answer, and then gives it to both users who have asked
    for its URL. A rule that bypasses the cache (return (pass), as a CDN's page rule does) gets the second user an answer of their own, and
    both are held as before. With do_stream on both stream. Varnish stands in for a CDN here.`,
  path: ["varnish", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: {
    alice: { method: "GET", anonymous: true, headers: { "x-api-key": "alice" } },
    bob: { method: "GET", anonymous: true, headers: { "x-api-key": "bob" }, startMs: 200 },
  },
  proofs: ["paced"],
  sides: {
    cached: {
      variants: { varnish: "do-stream-off" },
      expect: {
        requests: 1,
        readers: { alice: { shape: "held", tokensOf: "own" }, bob: { shape: "held", tokensOf: "other" } },
      },
    },
    bypassed: {
      variants: { varnish: "do-stream-off-pass" },
      expect: { shape: "held", tokensOf: "own", generations: 2 },
    },
    streamed: { variants: { varnish: "pass" }, expect: { shape: "streamed", tokensOf: "own", generations: 2 } },
  },
});
