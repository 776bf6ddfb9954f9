import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's retries make the model answer three times until headers are flushed",
  kind: "fix",
  why: `per_try_timeout waits for the response head. A model that thinks longer than that gets the same POST again, and each try is a
    generation of its own: aborted (plain retries, and the reader gets a 504 in the end) or, with hedging, left to run beside the
    others until one of them answers. An app that sends its head at once disarms both: from then on the answer is not retried.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80, ttftMs: 1500 },
  proofs: ["paced"],
  sides: {
    retry: {
      variants: { envoy: "retry", app: "headers-unflushed" },
      expect: {
        shape: "refused",
        status: 504,
        generations: 3,
        logs: { envoy: "v1/chat.* 504 flags=URX,UT details=upstream_per_try_timeout" },
      },
    },
    hedged: {
      variants: { envoy: "retry-hedged", app: "headers-unflushed" },
      expect: { shape: "streamed", generations: 3 },
    },
    "retry-headers-flushed": {
      variants: { envoy: "retry", app: "compression-off" },
      expect: { shape: "streamed", generations: 1 },
    },
    "hedged-headers-flushed": {
      variants: { envoy: "retry-hedged", app: "compression-off" },
      expect: { shape: "streamed", generations: 1 },
    },
  },
});
