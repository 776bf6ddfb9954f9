import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's retries ask the model three times unless the headers are flushed",
  kind: "fix",
  why: `per_try_timeout waits for the response head. A model that thinks longer than that gets the same POST again, twice with
    num_retries 2: each try is aborted while it thinks (plain retries: three requests, no token, and a 504 in the end) or, with hedging, left
    to run beside the others until one of them answers (three requests, one of which generates). An app that sends its head at once
    disarms both: from then on the answer is not retried.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80, ttftMs: 1500 },
  proofs: ["paced"],
  sides: {
    retry: {
      variants: { envoy: "retry", app: "headers-unflushed" },
      expect: {
        shape: "refused",
        status: 504,
        requests: 3,
        generations: 0,
        logs: { envoy: "v1/chat.* 504 flags=URX,UT details=upstream_per_try_timeout" },
      },
    },
    hedged: {
      variants: { envoy: "retry-hedged", app: "headers-unflushed" },
      expect: { shape: "streamed", requests: 3, generations: 1 },
    },
    "retry-headers-flushed": {
      variants: { envoy: "retry", app: "compression-off" },
      expect: { shape: "streamed", requests: 1, generations: 1 },
    },
    "hedged-headers-flushed": {
      variants: { envoy: "retry-hedged", app: "compression-off" },
      expect: { shape: "streamed", requests: 1, generations: 1 },
    },
  },
});
